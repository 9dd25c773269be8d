"""When to say "no record has that" instead of showing the next best: decided by coverage.

A trial asked for by name is never refused. Otherwise the records must hold the treatment asked for,
the disease, both together, and a site in the place wanted; a drug's name that no record has counts
as a missing treatment. Scores decide nothing here: they rank, they do not know what is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from index.matching import Matcher
from index.query import Category, Query, Wanted
from index.reading_rules import Rules
from index.table import GATE, Bools, Floats

_COVERED = 0.6
_TOGETHER = 0.35
_ON_TOPIC = 0.35
_TREATMENTS = (Category.THERAPY, Category.IMAGING)
_DISEASES = (Category.DISEASE, Category.SYNDROME)
_LONG_ENOUGH = 6
_ANIMAL = "oth_animal"
_ANYBODYS = frozenset({"syn_fatigue", "syn_sideeffects", "syn_hereditary", "syn_hypoglycemia"})
_BESIDES = frozenset({"oth_general"})
_SURE = 0.5  # below: a guess carried over from an earlier message


class Missing(StrEnum):
    """What the records do not hold."""

    THERAPY = "therapy"
    DISEASE = "disease"
    TOGETHER = "together"
    PLACE = "place"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, and its names for the patient."""

    missing: Missing
    words: tuple[str, ...]


def find_gap(
    query: Query, matcher: Matcher, rules: Rules, holds: Callable[[str], bool]
) -> Gap | None:
    """What keeps the records from answering, or None.

    `holds`: whether any record on the subject has a word.
    """
    if query.looked_up:
        return None
    if query.nct_ids:
        return Gap(Missing.WORD, query.nct_ids)
    unheld = tuple(name for name in query.unheld if not holds(name))
    if unheld:
        return Gap(Missing.WORD, unheld)
    net = matcher.table.gate >= GATE
    treatments = _sure(query.of(*_TREATMENTS))
    diseases = [w for w in _sure(query.of(*_DISEASES)) if not _ANYBODYS.issuperset(w.concepts)]
    covered = [w for w, _ in _covered(treatments, matcher, net)]
    off_subject = _off_subject(query, treated=bool(covered))
    if off_subject:
        return Gap(Missing.DISEASE, off_subject)
    unknown = _unknown_treatment(query, rules, holds)
    if not covered and (unknown or treatments):
        return Gap(Missing.THERAPY, unknown or _names(treatments))
    if diseases and not any(_is_covered(w, matcher, net) for w in diseases):
        return Gap(Missing.DISEASE, _names(diseases))
    topic = _topic(matcher, covered, diseases)
    if covered and diseases and _best(topic, net) < _TOGETHER:
        return Gap(Missing.TOGETHER, (*_names(covered), *_names(diseases)))
    if query.places and not _any_site(query, matcher, net & (topic >= _ON_TOPIC)):
        return Gap(Missing.PLACE, tuple(dict.fromkeys(place.name for place in query.places)))
    return None


def on_topic(query: Query, matcher: Matcher) -> Bools:
    """Which documents try a treatment asked for, in people with a disease asked for.

    A treatment that is only named among those had before does not count as tried.
    """
    net = matcher.table.gate >= GATE
    covered = _covered(_sure(query.of(*_TREATMENTS)), matcher, net)
    fits: Bools = net & (_topic(matcher, (), _sure(query.of(*_DISEASES))) >= _ON_TOPIC)
    if covered:
        fits = fits & (np.maximum.reduce([tried for _, tried in covered]) >= _COVERED)
    return fits


def _covered(
    treatments: Sequence[Wanted], matcher: Matcher, net: Bools
) -> list[tuple[Wanted, Floats]]:
    """The treatments that records hold, each with how directly every document tries it."""
    tried = ((wanted, matcher.direct(wanted)) for wanted in treatments)
    return [(wanted, scores) for wanted, scores in tried if _best(scores, net) >= _COVERED]


def _is_covered(wanted: Wanted, matcher: Matcher, net: Bools) -> bool:
    """Whether records hold the illness, or a class that takes it in.

    A trial for gastroenteropancreatic tumours takes rectal ones; none is named after each site.
    """
    held = np.maximum(matcher.direct(wanted), matcher.taking_in(wanted))
    return _best(held, net) >= _COVERED


def _off_subject(query: Query, *, treated: bool) -> tuple[str, ...]:
    """Another illness where none of this subject is named, or an animal whatever is named.

    `treated`: a treatment that the records hold is asked for; an illness that is no cancer is then
    one that the writer has besides ("lanreotide after a heart attack").
    """
    elsewhere = query.of(Category.ELSEWHERE)
    if any(_ANIMAL in wanted.concepts for wanted in elsewhere):
        return _names(elsewhere)
    own = (*query.of(Category.DISEASE), *query.of(Category.SYNDROME))
    if treated and all(concept in _BESIDES for w in elsewhere for concept in w.concepts):
        return ()
    named = any(concept not in _ANYBODYS for wanted in own for concept in wanted.concepts)
    return () if named else _names(elsewhere)


def _sure(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those that say something particular and were not guessed from part of a word."""
    return [w for w in wanted if not w.general and w.weight > _SURE]


def _best(scores: Floats, among: np.ndarray) -> float:
    return float(scores[among].max(initial=0.0))


def _topic(matcher: Matcher, treatments: Sequence[Wanted], diseases: Sequence[Wanted]) -> Floats:
    """How well each document is about both, 1 where neither is asked for."""
    topic = np.ones(matcher.table.count, dtype=np.float32)
    for group in (treatments, diseases):
        if group:
            topic = np.minimum(topic, np.maximum.reduce([matcher.covering(w) for w in group]))
    return topic


def _any_site(query: Query, matcher: Matcher, among: np.ndarray) -> bool:
    return bool((matcher.place(query)[among] >= 1.0).any())


def _unknown_treatment(query: Query, rules: Rules, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Unknown words that end like a drug's name or stand as a treatment, and no record has."""
    absent = (word for word in query.unknown if not holds(word))
    return tuple(word for word in absent if word in query.tried or _is_drug(word, rules))


def _is_drug(word: str, rules: Rules) -> bool:
    if len(word) < _LONG_ENOUGH:
        return False
    stem = word.rstrip("aeo")
    return any(word.endswith(end) or stem.endswith(end.rstrip("e")) for end in rules.drug_endings)


def _names(wanted: Sequence[Wanted]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.name for w in wanted))

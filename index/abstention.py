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
from index.table import GATE, Floats

_COVERED = 0.6
_TOGETHER = 0.3
_ON_TOPIC = 0.35
_TREATMENTS = (Category.THERAPY, Category.IMAGING)
_DISEASES = (Category.DISEASE, Category.SYNDROME)
_LONG_ENOUGH = 6
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
    """What keeps the records from answering, or None. `holds`: whether any record has a word."""
    if query.looked_up:
        return None
    net = matcher.table.gate >= GATE
    treatments = _sure(query.of(*_TREATMENTS))
    diseases = _sure(query.of(*_DISEASES))
    unknown = _unknown_treatment(query, rules, holds)
    covered = [w for w in treatments if _best(matcher.direct(w), net) >= _COVERED]
    if unknown and not covered:
        return Gap(Missing.THERAPY, unknown)
    if treatments and not covered:
        return Gap(Missing.THERAPY, _names(treatments))
    if diseases and all(_best(matcher.direct(w), net) < _COVERED for w in diseases):
        return Gap(Missing.DISEASE, _names(diseases))
    topic = _topic(matcher, covered, diseases)
    if covered and diseases and _best(topic, net) < _TOGETHER:
        return Gap(Missing.TOGETHER, (*_names(covered), *_names(diseases)))
    if query.places and not _any_site(query, matcher, net & (topic >= _ON_TOPIC)):
        return Gap(Missing.PLACE, tuple(dict.fromkeys(place.name for place in query.places)))
    return None


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
            topic = np.minimum(topic, np.maximum.reduce([matcher.concept(w) for w in group]))
    return topic


def _any_site(query: Query, matcher: Matcher, among: np.ndarray) -> bool:
    return bool((matcher.place(query)[among] >= 1.0).any())


def _unknown_treatment(query: Query, rules: Rules, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Unknown words that look like a drug or stand where a treatment stands, and no record has."""
    found = []
    spoken = query.text.lower().split()
    for word in query.unknown:
        if len(word) < _LONG_ENOUGH or holds(word):
            continue
        stem = word.rstrip("aeo")
        drug = any(word.endswith(e) or stem.endswith(e.rstrip("e")) for e in rules.drug_endings)
        if drug or (not query.topics and _stands_beside(word, spoken, rules)):
            found.append(word)
    return tuple(found)


def _stands_beside(word: str, spoken: Sequence[str], rules: Rules) -> bool:
    for at, each in enumerate(spoken):
        if each.strip(".,?!") == word:
            beside = {*spoken[max(0, at - 1) : at], *spoken[at + 1 : at + 2]}
            return bool(beside & rules.study_words)
    return False


def _names(wanted: Sequence[Wanted]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.name for w in wanted))

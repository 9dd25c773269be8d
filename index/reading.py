"""Reads a question into a Query: concepts with roles, places, age, status, trials by name.

Reading promises never to fail and to cost about a millisecond, whatever is written. Earlier
messages are read the same way and merged, oldest first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from content.registry.ids import find_nct_ids
from content.terms import Lexicon, Mention
from content.terms.folding import Token, fold_key, tokens
from index.naming import NameReader
from index.places import PlaceReader, PlaceWanted
from index.query import Category, Query, StatusWanted, Wanted, Word, merge
from index.reach import read_reach, without
from index.reading_rules import compositions, load_rules
from index.roles import with_roles

_READ = 2_000
"""Letters of a question that are read; more is a letter, not a question."""
_CATEGORIES: Mapping[str, Category] = {
    "drug": Category.THERAPY, "drug_class": Category.THERAPY, "isotope": Category.THERAPY,
    "procedure": Category.THERAPY, "imaging": Category.IMAGING, "tumour_site": Category.SITE,
    "tumour_type": Category.DISEASE, "syndrome": Category.SYNDROME,
    "hormone_or_marker": Category.MARKER, "gene": Category.MARKER,
    "grade_or_stage": Category.STAGE, "treatment_line": Category.LINE,
    "setting": Category.SETTING, "outcome": Category.OUTCOME, "trial_word": Category.TRIAL,
    "status_word": Category.STATUS, "lay_concept": Category.OTHER,
    "other_disease": Category.ELSEWHERE,
}  # fmt: skip
_GENERAL = frozenset(
    {"tum_nen", "tum_net", "tum_functioning", "tum_solid", "cls_systemic", "proc_oral",
     "proc_injection", "proc_infusion", "img_scan", "img_nucmed", "cls_support", "mrk_hormone",
     "gene_mutation", "syn_sideeffects", "syn_hereditary", "tum_adenoca", "proc_bloodtest",
     "proc_biopsy", "img_suv", "img_recist"}
)  # fmt: skip
_KI67 = re.compile(r"ki[\s\-_]*67\D{0,12}(\d{1,3}(?:[.,]\d)?)", re.IGNORECASE)
_AGE_LIMIT = 110
_CHILD_AGE = 10.0
_NAMED_TRIALS = "trw_trial"
_REACH = 6
_SEEN_WITH = ("img_", "iso_")
_PHASES = "trw_phase"
_ILLNESS = (Category.DISEASE, Category.SYNDROME)
_SUBJECTS = frozenset(
    {*_ILLNESS, Category.THERAPY, Category.IMAGING, Category.SITE, Category.MARKER}
)
_STATUSES: Mapping[StatusWanted, frozenset[str]] = {
    StatusWanted.NOT_YET: frozenset({"sts_notyet"}),
    StatusWanted.RECRUITING: frozenset({"sts_recruiting"}),
    StatusWanted.STOPPED: frozenset({"sts_terminated", "sts_withdrawn", "sts_suspended"}),
    StatusWanted.FINISHED: frozenset({"sts_completed"}),
}
_SAID_ALONE = frozenset({StatusWanted.NOT_YET, StatusWanted.RECRUITING})
_BESIDE = 25
"""Letters between a status and the word for a trial that it is said of."""


class QueryReader:
    """Reads questions with a lexicon, places and the names that the corpus' trials go by."""

    def __init__(
        self, lexicon: Lexicon, places: PlaceReader, names: Mapping[str, Sequence[str]]
    ) -> None:
        """`names`: folded acronyms and ids of trials, each with the doc ids it stands for."""
        self._lexicon = lexicon
        self._places = places
        self._names = names
        self._rules = load_rules()
        self._with_isotope = _by_isotope(lexicon)
        self._named = NameReader(lexicon, self._rules, names)

    def read_with(self, text: str, history: Sequence[str] = ()) -> Query:
        """The query of `text` after the earlier messages `history`, oldest first."""
        query = Query("")
        for earlier in history:
            query = merge(query, self.read(earlier)) if query.text else self.read(earlier)
        return merge(query, self.read(text)) if query.text else self.read(text)

    def read(self, text: str) -> Query:
        """The query of one message."""
        written = text[:_READ]
        reach = read_reach(written)
        text = without(written, reach)
        words = tokens(text)
        mentions = self._lexicon.find(text)
        certain = (m for m in mentions if m.how in ("exact", "stem") and len(m.text) > 2)
        taken = [(m.start, m.end) for m in certain]
        places = self._places.read(text, taken)
        if reach is not None:
            places = tuple(replace(place, near=True) for place in places)
        inside = [(place.start, place.end) for place in places]
        mentions = tuple(m for m in mentions if not _overlaps(m.start, m.end, inside))
        wanted = self._wanted(text, mentions)
        ids = {concept for item in wanted for concept in item.concepts}
        nct_ids = find_nct_ids(text)
        # A guess ("spinet" for spine) covers no trial's name.
        sure = [m for m in mentions if m.weight >= 1 and not self._is_trial(m)]
        covered = [*((m.start, m.end) for m in sure), *inside]
        asks_more = bool(places) or any(w.category in _SUBJECTS for w in wanted)
        named = self._named.read(text, words, nct_ids, covered, asks_more=asks_more)
        unknown = self._unknown(words, mentions, places)
        return Query(
            text=written,
            words=self._words(words, mentions, places),
            nct_ids=nct_ids,
            looked_up=named.trials,
            unheld=named.unheld,
            people=named.people,
            wanted=wanted,
            places=places,
            near_here=self._places.asks_for_here(text),
            reach=reach,
            status=self._status(mentions),
            wants_results="trw_results" in ids,
            why_stopped=bool(ids & _STATUSES[StatusWanted.STOPPED]),
            age=self._age(words, mentions),
            ki67=_ki67(text),
            unknown=unknown,
            tried=self._tried(words, mentions, set(unknown)),
            follows=self._goes_on(words),
        )

    def _wanted(self, text: str, mentions: Sequence[Mention]) -> tuple[Wanted, ...]:
        found = [self._as_wanted(mention) for mention in mentions]
        found = self._specified(found)
        found = list(with_roles(text, found, self._rules))
        named = {concept for item in found for concept in item.concepts}
        made = compositions(named)
        parts = {part for pair in made for part in pair}
        found = [replace(w, general=True) if parts.issuperset(w.concepts) else w for w in found]
        for concept in sorted(set(made.values()) - named):
            name = self._lexicon.concepts[concept].name
            found.append(Wanted((concept,), self._category(concept), name))
        return tuple(found)

    def _category(self, concept_id: str) -> Category:
        """Of the words around trials only the names of trials are worth searching by."""
        concept = self._lexicon.concepts[concept_id]
        category = _CATEGORIES[concept.type]
        if concept.parent == _PHASES:
            return Category.LINE
        if category is Category.TRIAL and concept.parent != _NAMED_TRIALS:
            return Category.OTHER
        return category

    def _as_wanted(self, mention: Mention) -> Wanted:
        first = self._lexicon.concepts[mention.concepts[0]]
        made_of = self._with_isotope.get(mention.concepts[0], ())
        return Wanted(
            concepts=(*mention.concepts, *made_of)
            if len(mention.concepts) == 1
            else mention.concepts,
            category=self._category(first.concept_id),
            name=first.name,
            weight=mention.weight,
            general=all(concept in _GENERAL for concept in mention.concepts),
            start=mention.start,
            end=mention.end,
        )

    def _specified(self, found: Sequence[Wanted]) -> list[Wanted]:
        """Ambiguous mentions narrowed by an isotope or by `scan` and `therapy` in the text."""
        isotopes = [c for w in found for c in w.concepts if c.startswith("iso_")]
        scans = any(w.category is Category.IMAGING and len(w.concepts) == 1 for w in found)
        narrowed = []
        for item in found:
            options = item.concepts
            if len(options) > 1:
                options = self._of_isotope(options, isotopes) or options
                if len(options) > 1 and scans:
                    options = tuple(c for c in options if c.startswith(_SEEN_WITH)) or options
            first = self._lexicon.concepts[options[0]]
            category = self._category(first.concept_id)
            narrowed.append(replace(item, concepts=options, category=category, name=first.name))
        return narrowed

    def _of_isotope(self, options: Sequence[str], isotopes: Sequence[str]) -> tuple[str, ...]:
        letters = {_letters(isotope.removeprefix("iso_")) for isotope in isotopes}
        return tuple(c for c in options if letters.intersection(map(_letters, c.split("_"))))

    def _words(
        self, words: Sequence[Token], mentions: Sequence[Mention], places: Sequence[PlaceWanted]
    ) -> tuple[Word, ...]:
        """The writer's own words for the lexical side: no stop words, no names of places."""
        skipped = [(place.start, place.end) for place in places]
        kept = []
        for word in words:
            if _overlaps(word.start, word.end, skipped) or len(word.key) < 2:
                continue
            mentioned = any(m.start <= word.start and word.end <= m.end for m in mentions)
            if mentioned or not self._lexicon.is_common(word.key):
                kept.append(Word(word.key))
        return tuple(kept)

    def _status(self, mentions: Sequence[Mention]) -> StatusWanted | None:
        """The status wanted; `stopped` and `finished` only beside a word for trials, not for one:
        who asks whether a study is finished does not ask for finished studies."""
        trials = [m for m in mentions if fold_key(m.text) in self._rules.trials]
        for status, concepts in _STATUSES.items():
            for mention in (m for m in mentions if concepts.intersection(m.concepts)):
                near = any(_between(mention, trial) <= _BESIDE for trial in trials)
                if near or status in _SAID_ALONE:
                    return status
        return None

    def _is_trial(self, mention: Mention) -> bool:
        return self._category(mention.concepts[0]) is Category.TRIAL

    def _age(self, words: Sequence[Token], mentions: Sequence[Mention]) -> float | None:
        for at, word in enumerate(words):
            number = re.fullmatch(r"(\d{1,3})(yo|y|yr|yrs|岁|歳)?", word.key)
            if number is None or not 0 < int(number[1]) <= _AGE_LIMIT:
                continue
            if any(
                m.start <= word.start and word.end <= m.end and m.how != "part" for m in mentions
            ):
                continue
            after = [other.key for other in words[at + 1 : at + 3]]
            of_years = bool(number[2]) or any(
                " ".join(after[:n]) in self._rules.years for n in (1, 2)
            )
            behind = after[0] if after else ""
            of_person = self._rules.persons.before(words[max(0, at - 2) : at]) > 0
            if of_years or (of_person and behind not in self._rules.no_age):
                return float(number[1])
        child = any(word.key in self._rules.child for word in words)
        return _CHILD_AGE if child else None

    def _unknown(
        self, words: Sequence[Token], mentions: Sequence[Mention], places: Sequence[PlaceWanted]
    ) -> tuple[str, ...]:
        """Words that nothing here explains: no concept, place, name, number or everyday word."""
        known = [(m.start, m.end) for m in mentions] + [(p.start, p.end) for p in places]
        return tuple(
            word.key
            for word in words
            if len(word.key) >= 4
            and word.key.isalpha()
            and not _overlaps(word.start, word.end, known)
            and not self._lexicon.is_common(word.key)
            and word.key not in self._names
        )

    def _tried(
        self, words: Sequence[Token], mentions: Sequence[Mention], unknown: Set[str]
    ) -> tuple[str, ...]:
        """Unknown words that stand where a treatment stands: `hypnosis for carcinoid`."""
        diseases = [m.start for m in mentions if self._category(m.concepts[0]) in _ILLNESS]
        found = []
        for at, word in enumerate(words):
            if word.key not in unknown:
                continue
            for step, purpose in enumerate(words[at + 1 : at + _REACH], start=at + 1):
                beyond = words[step + 1].start if step + 1 < len(words) else -1
                if purpose.key in self._rules.purpose and beyond in diseases:
                    found.append(word.key)
        return tuple(dict.fromkeys(found))

    def _goes_on(self, words: Sequence[Token]) -> bool:
        first = " ".join(word.key for word in words[:4])
        spaced = any(f"{first} ".startswith(f"{phrase} ") for phrase in self._rules.follow.spaced)
        joined = "".join(word.key for word in words[:4])
        return spaced or joined.startswith(self._rules.follow.unspaced)


def _ki67(text: str) -> float | None:
    match = _KI67.search(text)
    value = float(match[1].replace(",", ".")) if match else None
    return value if value is not None and value <= 100 else None


def _by_isotope(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """The drugs and tracers of each isotope: `iso_lu177` is in `drug_lu_dotatate`."""
    found = {}
    for isotope in lexicon.concepts:
        if isotope.startswith("iso_"):
            letters = _letters(isotope.removeprefix("iso_"))
            carriers = (c for c in lexicon.concepts if c != isotope)
            found[isotope] = tuple(c for c in carriers if letters in map(_letters, c.split("_")))
    return found


def _letters(code: str) -> str:
    return code.rstrip("0123456789m")


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < after and end > before for before, after in spans)


def _between(one: Mention, other: Mention) -> int:
    """Letters between two mentions."""
    return max(one.start, other.start) - min(one.end, other.end)

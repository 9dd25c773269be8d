"""How well each trial fits each part of a query: arrays over documents, one part at a time.

A concept asked for is met by itself and its kinds; less by its class (a trial for all NETs takes
pancreatic ones) and by its sisters. What a record does not state lies between met and not met.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from content.terms import Lexicon
from index.distance import Point
from index.query import Category, Query, Role, StatusWanted, Wanted
from index.site_table import Kilometres, SiteTable
from index.table import Bools, FeatureTable, Floats, Row

UNKNOWN = 0.5
CONTRARY = 0.25
"""Below this a record states something else than what was asked for."""
_UNKNOWN_CHILD = 0.3
"""A trial that states no age is for adults, as a rule."""
_PARENT = {Category.DISEASE: 0.55, Category.SITE: 0.5, Category.THERAPY: 0.45}
_PARENT_OTHER = 0.4
_GIVEN = 1.0
_AGAIN = "proc_reprrt"
_GRANDPARENT = 0.7
_TOO_WIDE = frozenset({"cls_systemic", "cls_targeted", "cls_immuno", "cls_support", "img_scan"})
_CONCEPT_LIMIT = 400
_WIDEST = "tum_nen"
_TAKES_IN = frozenset({"tum_gepnet"})
_ADULT = 18.0
_CHILD = "set_child"
_FOR_CHILDREN = 0.95


class Matcher:
    """Compares queries with a FeatureTable. Reading is safe from any thread."""

    def __init__(self, table: FeatureTable, lexicon: Lexicon) -> None:
        self.table = table
        self._lexicon = lexicon
        self._expanded: dict[tuple[str, bool], Floats] = {}
        self._sites = SiteTable(table.features)
        self._statuses = [(feature or {}).get("status") or "" for feature in table.features]
        self.silent_on_place: Bools = self._sites.silent
        self.silent_on_status: Bools = np.isin(self._statuses, ("", "UNKNOWN"))

    def concept(self, wanted: Wanted, titles: bool = False) -> Floats:
        """How well each document meets a concept asked for, 0..1; `titles`: by its title only."""
        scores = np.zeros(self.table.count, dtype=np.float32)
        for concept_id in wanted.concepts:
            np.maximum(scores, self._about(concept_id, wanted.category, titles), out=scores)
        return scores

    def direct(self, wanted: Wanted) -> Floats:
        """As `concept`, by the concept itself and its kinds only."""
        scores = np.zeros(self.table.count, dtype=np.float32)
        for concept_id in wanted.concepts:
            for kind in (concept_id, *self._lexicon.descendants(concept_id)):
                _raise(scores, self.table.rows(kind), 1.0)
        return scores

    def taking_in(self, wanted: Wanted) -> Floats:
        """How well each document is about a class whose trials take in every kind of it."""
        scores = np.zeros(self.table.count, dtype=np.float32)
        for concept_id in wanted.concepts:
            for parent in _TAKES_IN.intersection(self._lexicon.ancestors(concept_id)):
                _raise(scores, self.table.rows(parent), 1.0)
        return scores

    def covering(self, wanted: Wanted) -> Floats:
        """As `concept`, but a trial for neuroendocrine neoplasms at large covers no kind of them.

        A trial for NETs does cover pancreatic ones; one for "neuroendocrine neoplasms" says nothing
        of pheochromocytoma or Merkel cell carcinoma.
        """
        scores = self.direct(wanted)
        for concept_id in wanted.concepts:
            for at, parent in enumerate(self._lexicon.ancestors(concept_id)):
                if parent not in _TOO_WIDE and parent != _WIDEST:
                    share = _PARENT.get(wanted.category, _PARENT_OTHER) * _GRANDPARENT**at
                    _raise(scores, self.table.rows(parent), share)
        return scores

    def place(self, query: Query) -> Floats:
        """How well the sites fit: 1 met, UNKNOWN where no site is stated, less where not."""
        scores = self._sites.fit(query.places, query.reach.km if query.reach else None)
        scores[self.silent_on_place] = UNKNOWN
        return scores

    def nearest_sites(
        self, here: Sequence[Point], today: date | None = None
    ) -> tuple[Kilometres, Kilometres]:
        """As `SiteTable.nearest`."""
        return self._sites.nearest(here, today)

    def status(self, query: Query) -> Floats:
        """How well the status fits what is wanted; UNKNOWN where none is stated."""
        met = _STATUSES[query.status] if query.status else {}
        scores = np.array([met.get(status, 0.0) for status in self._statuses], dtype=np.float32)
        scores[self.silent_on_status] = UNKNOWN
        return scores

    def age(self, query: Query) -> Floats:
        """Whether the age is within the limits; UNKNOWN where none are stated."""
        table = self.table
        age = query.age if query.age is not None else 0.0
        within = (table.lowest_age <= age) & (age <= table.highest_age)
        silent = UNKNOWN if age >= _ADULT else _UNKNOWN_CHILD
        scores = np.where(table.ages_stated, within, silent).astype(np.float32)
        if age < _ADULT:
            _raise(scores, table.title_rows(_CHILD), _FOR_CHILDREN)
        return scores

    def people(self, query: Query) -> Floats:
        """1 where one of the people asked for is named in the record; the longest name decides."""
        for key in query.people:
            named = [
                any(key in name for name in (feature or {}).get("people", ()))
                for feature in self.table.features
            ]
            if any(named):
                return np.array(named, dtype=np.float32)
        return np.zeros(self.table.count, dtype=np.float32)

    def prior(self, query: Query) -> Floats:
        """How earlier treatments fit: up where a trial asks for what was had, down where it
        refuses it, or gives it to people who need not have had it (save to who asks for it again).
        """
        scores = np.zeros(self.table.count, dtype=np.float32)
        had = query.of(*Category, role=Role.HAD)
        never = query.of(*Category, role=Role.NEVER)
        again = any(_AGAIN in wanted.concepts for wanted in query.wanted)
        for wanted in had:
            share = 1.0 / len(had)
            required = self._listed(self.table.required, wanted)
            scores += share * required
            scores -= share * 0.5 * self._listed(self.table.refused, wanted)
            if not again:
                scores -= share * _GIVEN * self.concept(wanted, titles=True) * (1 - required)
        for wanted in never:
            scores -= 0.5 * self._listed(self.table.required, wanted)
        return scores

    def _listed(self, rows: dict[str, Row], wanted: Wanted) -> Floats:
        scores = np.zeros(self.table.count, dtype=np.float32)
        for concept_id in wanted.concepts:
            for each in (concept_id, *self._lexicon.descendants(concept_id)):
                _raise(scores, rows.get(each), 1.0)
            for at, parent in enumerate(self._lexicon.ancestors(concept_id)[:2]):
                if parent not in _TOO_WIDE:
                    _raise(scores, rows.get(parent), 0.7 * _GRANDPARENT**at)
        return scores

    def _about(self, concept_id: str, category: Category, titles: bool) -> Floats:
        key = (concept_id, titles)
        known = self._expanded.get(key)
        if known is None:
            known = self._measure(concept_id, category, titles)
            if len(self._expanded) > _CONCEPT_LIMIT:
                self._expanded.clear()
            self._expanded[key] = known
        return known

    def _measure(self, concept_id: str, category: Category, titles: bool) -> Floats:
        rows = self.table.title_rows if titles else self.table.rows
        scores = np.zeros(self.table.count, dtype=np.float32)
        share = _PARENT.get(category, _PARENT_OTHER)
        for at, parent in enumerate(self._lexicon.ancestors(concept_id)):
            if parent not in _TOO_WIDE:
                _raise(scores, rows(parent), share * _GRANDPARENT**at)
        for kind in self._lexicon.descendants(concept_id):
            _raise(scores, rows(kind), 0.9)
        _raise(scores, rows(concept_id), 1.0)
        return scores


_STATUSES: dict[StatusWanted, dict[str, float]] = {
    StatusWanted.RECRUITING: {
        "RECRUITING": 1.0, "ENROLLING_BY_INVITATION": 0.6, "AVAILABLE": 0.8,
        "NOT_YET_RECRUITING": 0.3,
    },
    StatusWanted.NOT_YET: {"NOT_YET_RECRUITING": 1.0, "RECRUITING": 0.1},
    StatusWanted.STOPPED: {"TERMINATED": 1.0, "WITHDRAWN": 1.0, "SUSPENDED": 1.0},
    StatusWanted.FINISHED: {"COMPLETED": 1.0, "TERMINATED": 0.3},
}  # fmt: skip


def _raise(scores: Floats, row: Row | None, share: float) -> None:
    if row is not None:
        scores[row.numbers] = np.maximum(scores[row.numbers], row.strengths * np.float32(share))

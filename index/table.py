"""The features of all documents side by side: arrays that a query is compared with at once.

Made once when a snapshot is opened. Every array is indexed by document number. A concept's row
says how strongly each document is about it: 1.0 in the title, less in the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.terms import Lexicon

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

FIELD_STRENGTH: Mapping[str, float] = {
    "title": 1.0, "interventions": 1.0, "conditions": 0.9, "summary": 0.7, "inclusion": 0.5,
    "description": 0.4,
}  # fmt: skip
GATE = 0.35
"""From here up a trial counts as being about neuroendocrine tumours."""
_NOT_NET = frozenset({"tum_sclc", "tum_smallcell", "tum_pitnet"})
_NET_SYNDROMES = (
    "syn_carcinoidsyn", "syn_crisis", "syn_chd", "syn_zes", "syn_men1", "syn_men2", "syn_sdhx",
    "syn_vhl",
)  # fmt: skip


def on_subject(features: Sequence[Any], lexicon: Lexicon) -> NDArray[np.int64]:
    """The numbers of the trials that are about neuroendocrine tumours; no other is ever ranked."""
    family = net_family(lexicon)
    fields = [name for name, strength in FIELD_STRENGTH.items() if strength >= GATE]
    found = [
        number
        for number, feature in enumerate(features)
        if feature
        and "sites" in feature
        and any(not family.isdisjoint(feature["concepts"][name]) for name in fields)
    ]
    return np.array(found, dtype=np.int64)


def net_family(lexicon: Lexicon) -> frozenset[str]:
    """The concepts that make a trial one about neuroendocrine tumours."""
    family = {"tum_nen", *lexicon.descendants("tum_nen"), *_NET_SYNDROMES} - _NOT_NET
    return frozenset(family & lexicon.concepts.keys())


@dataclass(frozen=True, slots=True)
class Row:
    """The documents that a concept stands in (`numbers`, ascending) and how strongly (0..1)."""

    numbers: NDArray[np.int32]
    strengths: Floats


class FeatureTable:
    """Features by document number and concept. `features`: what `FeatureReader` read."""

    def __init__(self, features: Sequence[Any], lexicon: Lexicon) -> None:
        self.count = len(features)
        self._lexicon = lexicon
        self.features: Sequence[Any] = features
        self.is_trial: Bools = np.array([bool(f) and "sites" in f for f in features], dtype=bool)
        self._strong = self._rows(FIELD_STRENGTH)
        self._titles = self._rows({"title": 1.0, "interventions": 0.9, "conditions": 0.9})
        self.required = self._listed("required")
        self.refused = self._listed("refused")
        self.gate = self._gate()
        self.unconfirmed: Bools = np.array(
            [bool(f and f.get("unconfirmed")) for f in features], dtype=bool
        )
        self.lowest_age, self.highest_age, self.ages_stated = self._ages()

    def rows(self, concept_id: str) -> Row | None:
        """The documents of a concept, or None where no document names it."""
        return self._strong.get(concept_id)

    def title_rows(self, concept_id: str) -> Row | None:
        """As `rows`, by title, conditions and interventions only."""
        return self._titles.get(concept_id)

    def _rows(self, strengths: Mapping[str, float]) -> dict[str, Row]:
        best: dict[str, dict[int, float]] = defaultdict(dict)
        for number, feature in enumerate(self.features):
            for name, strength in strengths.items():
                for concept in (feature or {}).get("concepts", {}).get(name, ()):
                    held = best[concept]
                    held[number] = max(strength, held.get(number, 0.0))
        return {concept: _row(held) for concept, held in best.items()}

    def _listed(self, name: str) -> dict[str, Row]:
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for number, feature in enumerate(self.features):
            for concept in (feature or {}).get(name) or ():
                found[concept][number] = 1.0
        return {concept: _row(held) for concept, held in found.items()}

    def _gate(self) -> Floats:
        """How surely a trial is about neuroendocrine tumours at all, in 0..1."""
        gate = np.zeros(self.count, dtype=np.float32)
        for concept in net_family(self._lexicon):
            row = self._strong.get(concept)
            if row is not None:
                gate[row.numbers] = np.maximum(gate[row.numbers], row.strengths)
        gate[~self.is_trial] = 0.0
        return gate

    def _ages(self) -> tuple[Floats, Floats, Bools]:
        lowest = np.zeros(self.count, dtype=np.float32)
        highest = np.full(self.count, 999, dtype=np.float32)
        stated = np.zeros(self.count, dtype=bool)
        for number, feature in enumerate(self.features):
            ages = (feature or {}).get("ages")
            if ages:
                stated[number] = True
                lowest[number] = ages[0] or 0
                highest[number] = ages[1] if ages[1] is not None else 999
        return lowest, highest, stated


def _row(held: Mapping[int, float]) -> Row:
    numbers = sorted(held)
    return Row(
        np.array(numbers, dtype=np.int32),
        np.array([held[number] for number in numbers], dtype=np.float32),
    )

"""One linear formula over what `matching` measures; weights as data, filters as soft as records.

A trial named by its id or its own name comes first, always. Below: words, nearest passage,
concepts by category, the weakest of disease and treatment, and how place, status, age and earlier
treatments fit. A trial that is not about neuroendocrine tumours sinks. One that the synced registry
does not hold stands as far below as one that leaves a filter open: nobody confirmed its record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.matching import Matcher
from index.query import Category, Query
from index.table import Floats

WEIGHTS: Mapping[str, float] = {
    "words": 1.0, "nearest": 1.2, "concepts": 2.0, "weakest": 0.2, "titles": 0.2, "gate": 0.8,
    "place": 4.5, "status": 3.0, "age": 3.0, "prior": 0.4, "people": 6.0, "unconfirmed": -2.0,
    "looked_up": 20.0,
}  # fmt: skip
CATEGORY_WEIGHTS: Mapping[Category, float] = {
    Category.DISEASE: 1.0, Category.THERAPY: 1.0, Category.IMAGING: 1.0, Category.SYNDROME: 0.8,
    Category.SITE: 0.5, Category.MARKER: 0.5, Category.STAGE: 0.35, Category.LINE: 0.35,
    Category.SETTING: 0.2, Category.OUTCOME: 0.15, Category.TRIAL: 1.0, Category.OTHER: 0.05,
}  # fmt: skip
_GENERAL = 0.3
_CORE = (Category.DISEASE, Category.THERAPY, Category.IMAGING, Category.SYNDROME, Category.TRIAL)


@dataclass(frozen=True, slots=True)
class Scores:
    """The score of every document and the parts it is made of, each of shape (documents,)."""

    total: Floats
    parts: Mapping[str, Floats]


def score(
    query: Query,
    matcher: Matcher,
    words: Floats,
    nearest: Floats,
    numbers_of: Mapping[str, int],
    weights: Mapping[str, float] = WEIGHTS,
) -> Scores:
    """Scores of all documents for `query`.

    `words`: lexical scores, any scale, zero or more; `nearest`: cosine of the nearest passage;
    `numbers_of`: document number by id.
    """
    parts = {
        "words": words / max(float(words.max(initial=0.0)), 1e-6),
        "nearest": np.clip(nearest, 0.0, 1.0),
        "gate": matcher.table.gate,
        **_concepts(query, matcher),
    }
    if query.places:
        parts["place"] = matcher.place(query)
    if query.status is not None:
        parts["status"] = matcher.status(query)
    if query.age is not None:
        parts["age"] = matcher.age(query)
    parts["prior"] = matcher.prior(query)
    if query.people:
        parts["people"] = matcher.people(query)
    parts["unconfirmed"] = matcher.table.unconfirmed.astype(np.float32)
    parts["looked_up"] = _looked_up(query, matcher.table.count, numbers_of)
    total = np.zeros(matcher.table.count, dtype=np.float32)
    for name, values in parts.items():
        total += np.float32(weights[name]) * values
    total[~matcher.table.is_trial] = -np.inf
    return Scores(total, parts)


def _concepts(query: Query, matcher: Matcher) -> dict[str, Floats]:
    """Overlap of concepts: their weighted mean, by title too, and the weakest of the core ones."""
    count = matcher.table.count
    whole, titles = np.zeros(count, np.float32), np.zeros(count, np.float32)
    core: dict[Category, Floats] = {}
    shares = 0.0
    for wanted in (w for w in query.wanted if w.category in CATEGORY_WEIGHTS):
        if wanted.role.value != "asked":
            continue
        share = CATEGORY_WEIGHTS[wanted.category] * wanted.weight
        share *= _GENERAL if wanted.general else 1.0
        met = matcher.concept(wanted)
        whole += share * met
        titles += share * matcher.concept(wanted, titles=True)
        shares += share
        if wanted.category in _CORE:
            best = core.get(wanted.category)
            core[wanted.category] = met if best is None else np.maximum(best, met)
    if not shares:
        return {}
    found = {"concepts": whole / shares, "titles": titles / shares}
    if core:
        found["weakest"] = np.minimum.reduce(list(core.values()))
    return found


def _looked_up(query: Query, count: int, numbers_of: Mapping[str, int]) -> Floats:
    found = np.zeros(count, dtype=np.float32)
    for rank, doc_id in enumerate(query.looked_up):
        number = numbers_of.get(doc_id)
        if number is not None:
            found[number] = 1.0 - 0.01 * rank
    return found

"""The passage of each document that says most about a question: what is shown as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.passages import Passage
from index.snapshot import Snapshot
from index.table import Floats
from index.vectors import cosines

_KEPT = 4_096
"""Passages kept in memory: the same trials are found again and again."""


def nearest_passages(
    snapshot: Snapshot, numbers: Sequence[int], vector: Floats
) -> Mapping[int, Passage]:
    """For each document number its passage nearest to `vector`."""
    found: dict[int, Passage] = {}
    for number in numbers:
        passages = np.flatnonzero(snapshot.passage_documents == number)
        near = cosines(snapshot.vectors.vectors(passages.astype(np.int64)), vector)
        found[number] = snapshot.passage(int(passages[int(np.argmax(near))]))
    return found


class Evidence:
    """The passages of some documents with their vectors side by side, compared at once."""

    def __init__(self, snapshot: Snapshot, documents: NDArray[np.int64]) -> None:
        """`documents`: document numbers; positions below are positions in it."""
        positions = np.full(len(snapshot.doc_ids), -1, dtype=np.int64)
        positions[documents] = np.arange(len(documents))
        owners = positions[snapshot.passage_documents]
        self._passages = np.flatnonzero(owners >= 0).astype(np.int64)
        self._owners = owners[self._passages]
        self._count = len(documents)
        self._vectors = snapshot.vectors.vectors(self._passages)
        self._read = lru_cache(maxsize=_KEPT)(snapshot.passage)

    def cosines(self, vector: Floats) -> Floats:
        """The cosine of every passage to `vector`, in the order of passages."""
        return cosines(self._vectors, vector)

    def by_document(self, cosines: Floats) -> Floats:
        """Per document the highest of its passages' cosines, -1 without a passage."""
        best = np.full(self._count, -1, dtype=np.float32)
        np.maximum.at(best, self._owners, cosines)
        return best

    def passage(self, position: int, cosines: Floats) -> Passage:
        """The passage of a document with the highest cosine. Raises IndexError without one."""
        own = np.flatnonzero(self._owners == position)
        best = own[int(np.argmax(cosines[own]))]
        return self._read(int(self._passages[best]))

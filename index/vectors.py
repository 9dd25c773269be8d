"""The dense side, and the only file that knows FAISS: nearest passages by inner product.

Vectors are normalised, so inner product is cosine. Up to EXACT_UP_TO passages the index is flat:
exact, fastest to build, 0.5 ms at ten thousand. Above, inverted lists (IVF). Which passages may be
found is said before the search, never after: filtering afterwards loses every rare match.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError

Matrix = NDArray[np.float32]
"""Shape (n, dimensions)."""
Vector = NDArray[np.float32]
"""Shape (dimensions,)."""

EXACT_UP_TO = 200_000
PROBES = 64
"""Lists visited in an IVF index: recall .98 at 100 thousand, .99 at a million."""
EXACT_FILTERED_UP_TO = 20_000
"""Allowed passages that are compared one by one even in an IVF index."""

faiss: Any = _faiss  # its stubs describe the C++ side, not the Python one
faiss.omp_set_num_threads(
    1
)  # more threads gain nothing at this size and cost 10x on a busy machine


def cosines(vectors: Matrix, vector: Vector) -> Vector:
    """The inner product of each row of `vectors`, shape (n, dimensions), with `vector`: (n,).

    In this thread only. BLAS would spread so small a product over threads that wait for each
    other: 0.1 ms become 20 ms when the cores are busy.
    """
    return np.asarray(np.vecdot(vectors, vector), dtype=np.float32)


class VectorIndex:
    """Finds passage numbers by vector. Reading is safe from any thread."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Matrix, *, exact_up_to: int = EXACT_UP_TO) -> VectorIndex:
        """An index over passages 0, 1, 2 …; `vectors` float32, rows of length one."""
        count, dimensions = vectors.shape
        if count <= exact_up_to:
            index = faiss.IndexFlatIP(dimensions)
        else:
            lists = max(1, int(4 * count**0.5))
            flat = faiss.IndexFlatIP(dimensions)
            index = faiss.IndexIVFFlat(flat, dimensions, lists, faiss.METRIC_INNER_PRODUCT)
            flat.this.disown()
            index.own_fields = True
            index.train(vectors)
            index.nprobe = min(PROBES, lists)
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """The index that `write` left, mapped where FAISS can. Raises SnapshotError."""
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise SnapshotError(
                f"{path}: the vectors cannot be read; run 'nettrials build --full'"
            ) from error
        return cls(index)

    def write(self, path: Path) -> None:
        """Into the file `path`."""
        faiss.write_index(self._index, str(path))

    @property
    def count(self) -> int:
        """How many passages are held."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return int(self._index.d)

    def search(
        self, vector: Vector, limit: int = 50, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest passages as `(number, cosine)`, nearest first; never one that is not allowed.

        `allowed`: a mask over passage numbers.
        """
        if allowed is None:
            return self._nearest(vector, min(limit, self.count), None)
        numbers = np.flatnonzero(allowed)
        limit = min(limit, len(numbers))
        if not limit:
            return []
        if len(numbers) <= EXACT_FILTERED_UP_TO and hasattr(self._index, "nprobe"):
            return self._compared(vector, limit, numbers)
        bits = np.packbits(allowed, bitorder="little")
        return self._nearest(vector, limit, faiss.IDSelectorBitmap(bits))

    def scores(self, vector: Vector) -> NDArray[np.float32]:
        """The cosine of every passage, shape (count,); -1 where an IVF index did not look."""
        scores = np.full(self.count, -1, dtype=np.float32)
        numbers, found = self._arrays(vector, self.count, None)
        scores[numbers] = found
        return scores

    def vectors(self, numbers: NDArray[np.int64]) -> Matrix:
        """The vectors of the passages `numbers`, in that order."""
        if not len(numbers):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if hasattr(self._index, "nprobe"):
            self._index.make_direct_map()
        return np.asarray(self._index.reconstruct_batch(numbers), dtype=np.float32)

    def _nearest(self, vector: Vector, limit: int, selector: Any) -> list[tuple[int, float]]:
        numbers, scores = self._arrays(vector, limit, selector)
        return list(zip(numbers.tolist(), scores.tolist(), strict=True))

    def _arrays(
        self, vector: Vector, limit: int, selector: Any
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Numbers and cosines of the nearest, nearest first."""
        if not limit:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        if hasattr(self._index, "nprobe"):
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nprobe)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        row = np.ascontiguousarray(vector, dtype=np.float32)[None]
        scores, numbers = self._index.search(row, limit, params=parameters)
        found = numbers[0] >= 0
        return numbers[0][found], scores[0][found]

    def _compared(
        self, vector: Vector, limit: int, numbers: NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        scores = cosines(self.vectors(numbers), vector)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(numbers[at]), float(scores[at])) for at in best]

"""Where every word stands, as flat arrays: enough for weighted counts and for exact phrases.

All fields of all documents lie end to end on one line of positions, a gap after each field. A cell
is one field of one document, numbered `document * fields + field`. `positions` holds the places of
term 0, then of term 1, …; a phrase is an intersection of shifted places. An entry is one term in
one document: the places from one of `entry_starts` to the next. Opened without a copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """`offsets` (terms + 1), `positions` and `cell_of` (places), `cell_starts` (cells + 1),
    `entry_offsets` (terms + 1), `entry_starts` and `entry_documents` (entries)."""

    offsets: NDArray[np.int64]
    entry_offsets: NDArray[np.int64]
    entry_starts: NDArray[np.int64]
    entry_documents: Ints
    positions: Ints
    cell_of: Ints
    cell_starts: Ints
    documents: int

    @classmethod
    def of(cls, rows: Sequence[Sequence[Sequence[str]]], numbers: Mapping[str, int]) -> Postings:
        """From the stems of each field of each document; `numbers` gives each stem its place."""
        cells = [field for row in rows for field in row]
        lengths = np.array([len(cell) + 1 for cell in cells], dtype=np.int32)
        cell_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        # Each field ends in a -1, the gap that no phrase crosses; so do words without a stem.
        stems = chain.from_iterable((*cell, "") for cell in cells)
        line = np.fromiter((numbers.get(stem, -1) for stem in stems), dtype=np.int32)
        order = np.argsort(line, kind="stable").astype(np.int32)
        positions = order[int((line < 0).sum()) :]
        cell_of = np.repeat(np.arange(len(cells), dtype=np.int32), lengths)[positions]
        document_of = cell_of // max(1, len(cells) // max(1, len(rows)))
        entry_starts = run_starts(line[positions], document_of)
        return cls(
            offsets=_offsets(line[positions], len(numbers)),
            entry_offsets=_offsets(line[positions][entry_starts], len(numbers)),
            entry_starts=entry_starts,
            entry_documents=document_of[entry_starts],
            positions=positions,
            cell_of=cell_of,
            cell_starts=cell_starts,
            documents=len(rows),
        )

    @classmethod
    def open(cls, folder: Path) -> Postings:
        """The arrays that `write` left, mapped and not read. Raises OSError or ValueError."""
        arrays = {
            name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
            for name in _ARRAYS
        }
        return cls(documents=int((folder / "documents.txt").read_text()), **arrays)

    def write(self, folder: Path) -> None:
        """One file per array into `folder`."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "documents.txt").write_text(f"{self.documents}\n")

    def phrase_cells(self, terms: Sequence[int]) -> Ints:
        """The cell of every place where `terms` stand in a row, ascending; one entry per place."""
        starts = self._phrase_starts(terms)
        cells = np.searchsorted(self.cell_starts, starts, side="right") - 1
        return np.asarray(cells, dtype=np.int32)

    def entries(self, term: int) -> slice:
        """The entries of one term, one per document that holds it, documents ascending."""
        return slice(int(self.entry_offsets[term]), int(self.entry_offsets[term + 1]))

    def lengths(self, fields_per_document: int) -> Ints:
        """Words per field, shape (documents, fields)."""
        lengths = np.diff(self.cell_starts) - 1
        return np.asarray(lengths.reshape(self.documents, fields_per_document), dtype=np.int32)

    def _phrase_starts(self, terms: Sequence[int]) -> Ints:
        """Where the phrase begins, found from its rarest word outward."""
        shifted = [
            self.positions[self.offsets[term] : self.offsets[term + 1]] - np.int32(at)
            for at, term in enumerate(terms)
        ]
        shifted.sort(key=len)
        starts = shifted[0]
        for places in shifted[1:]:
            if not starts.size:
                break
            near = np.minimum(np.searchsorted(places, starts), len(places) - 1)
            starts = starts[places[near] == starts]
        return starts


def run_starts(*keys: Ints) -> NDArray[np.int64]:
    """Where a run of equal keys begins, in parallel arrays of one length."""
    changes = np.ones(len(keys[0]), dtype=bool)
    changes[1:] = False
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changes)


def _offsets(terms: Ints, count: int) -> NDArray[np.int64]:
    """Where each term's run begins in `terms` (ascending), and the end; shape (count + 1,)."""
    return np.asarray(np.searchsorted(terms, np.arange(count + 1)), dtype=np.int64)


_ARRAYS = tuple(field.name for field in fields(Postings) if field.name != "documents")

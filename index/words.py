"""The lexical side: BM25 over the ten fields of every document, for weighted words and phrases.

Words are cut and stemmed by SQLite's FTS5 (`porter unicode61`, without diacritics), so "tumours"
finds "tumour". Scoring is numpy over postings, not FTS5's own bm25(): FTS5 knows no weight per
term, and 32 terms took it 9.5 ms at 1,169 documents and 122 ms at 27,212 (here 0.7 and 4 ms).
A field's weight multiplies how often it holds a word; length is weighted alike. Nothing a patient
types is syntax: a text is cut into words, and two or more words in one term are a phrase.
"""

from __future__ import annotations

import bisect
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.fields import FIELDS, WEIGHTS
from index.postings import Postings, run_starts
from index.stemming import stems, stems_of_all

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A word or a phrase to look for; `weight` is 1.0 for the patient's own, less for synonyms."""

    text: str
    weight: float = 1.0


class WordIndex:
    """Finds document numbers by words. Reading is safe from any thread."""

    def __init__(
        self, terms: Sequence[str], postings: Postings, weights: Mapping[str, float] = WEIGHTS
    ) -> None:
        """`terms` sorted, parallel to `postings`; `weights` per field of FIELDS."""
        self._terms = terms
        self._postings = postings
        self._weights = np.array([weights[name] for name in FIELDS], dtype=np.float32)
        # A lexicon's expansions come again and again, and phrases cost the most.
        self._found = lru_cache(maxsize=4096)(self._find)

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> WordIndex:
        """An index over documents 0, 1, 2 …, each a text per field of FIELDS."""
        texts = [tuple(row) for row in rows]
        flat = iter(stems_of_all(text for row in texts for text in row))
        cut = [[next(flat) for _ in row] for row in texts]
        terms = sorted({stem for row in cut for field in row for stem in field if stem})
        return cls(terms, Postings.of(cut, {term: at for at, term in enumerate(terms)}))

    @classmethod
    def open(cls, folder: Path, weights: Mapping[str, float] = WEIGHTS) -> WordIndex:
        """The index that `write` left in `folder`. Raises SnapshotError when it is damaged."""
        try:
            terms = json.loads((folder / "terms.json").read_text())
            return cls(terms, Postings.open(folder), weights)
        except (OSError, ValueError, EOFError) as error:
            raise SnapshotError(
                f"{folder}: the word index cannot be read ({error}); run 'nettrials build --full'"
            ) from error

    def write(self, folder: Path) -> None:
        """Into `folder`, which is made."""
        folder.mkdir(parents=True)
        (folder / "terms.json").write_text(json.dumps(self._terms))
        self._postings.write(folder)

    def with_weights(self, weights: Mapping[str, float]) -> WordIndex:
        """The same index under other field weights."""
        return WordIndex(self._terms, self._postings, weights)

    def search(
        self,
        terms: Iterable[WeightedTerm],
        limit: int = 50,
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        """The best `limit` documents as `(number, score)`, best first, only those above zero.

        `allowed`: a mask over document numbers, applied before the best are taken.
        """
        scores = self.scores(terms)
        if allowed is not None:
            scores = np.where(allowed, scores, 0)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(number), float(scores[number])) for number in best if scores[number] > 0]

    def scores(self, terms: Iterable[WeightedTerm]) -> NDArray[np.float32]:
        """The score of every document, shape (documents,), zero where no term stands."""
        total = np.zeros(self._postings.documents, dtype=np.float32)
        for term in terms:
            documents, shares = self._found(term.text)
            if documents.size:
                total[documents] += shares * np.float32(self._rarity(documents.size) * term.weight)
        return total

    def document_frequency(self, text: str) -> int:
        """How many documents hold the word or phrase `text`."""
        return int(self._found(text)[0].size)

    def starting_with(self, prefix: str, limit: int = 20) -> list[str]:
        """Indexed stems that begin with `prefix`, in alphabetical order."""
        at = bisect.bisect_left(self._terms, prefix)
        found = self._terms[at : at + limit]
        return [term for term in found if term.startswith(prefix)]

    def _find(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Documents holding `text`, ascending, and BM25's share of rarity that each earns."""
        numbers = [self._number(stem) for stem in stems(text)]
        known = [number for number in numbers if number is not None]
        if not known or len(known) < len(numbers):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        if len(known) == 1:
            entries = self._postings.entries(known[0])
            return self._postings.entry_documents[entries], self._shares[entries]
        cells = self._postings.phrase_cells(known)
        documents, fields = np.divmod(cells, len(FIELDS))
        first = run_starts(documents)
        held = documents[first]
        return held, self._share(held, _sums(self._weights[fields], first))

    @cached_property
    def _shares(self) -> NDArray[np.float32]:
        """The share of every entry: made at first use, 10 ms at a thousand documents."""
        weighed = self._weights[self._postings.cell_of % len(FIELDS)]
        frequencies = _sums(weighed, self._postings.entry_starts)
        return self._share(self._postings.entry_documents, frequencies)

    def _share(
        self, documents: NDArray[np.int32], frequencies: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        return frequencies * np.float32(K1 + 1) / (frequencies + self._norms[documents])

    def _number(self, term: str) -> int | None:
        at = bisect.bisect_left(self._terms, term)
        return at if at < len(self._terms) and self._terms[at] == term else None

    def _rarity(self, frequency: int) -> float:
        return math.log1p((self._postings.documents - frequency + 0.5) / (frequency + 0.5))

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        lengths = self._postings.lengths(len(FIELDS)) @ self._weights
        mean = float(lengths.mean()) if lengths.size else 0.0
        return np.asarray(K1 * (1 - B + B * lengths / (mean or 1.0)), dtype=np.float32)


def _sums(values: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sum of each run of `values` from one of `starts` to the next."""
    return np.add.reduceat(values, starts) if starts.size else values[:0]

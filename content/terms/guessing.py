"""Guesses for words that no form holds as written: inflected, cut short, mistyped.

A word that stands in the forms of few concepts only (`lutecio`, `Merkla`) points to those; one
within a letter or two of a form's word is read as that. Common words of the twelve languages are
never guessed at, and a guess between many concepts is no guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from content.terms.folding import is_cjk, without_article
from content.terms.forms import FormTable
from content.terms.tables import Ambiguity, Concept, ancestors

_MANY = 4
_PART_WEIGHT = 0.6
_TYPO_WEIGHT = 0.8
_SHORTEST = 5
_LONGEST = 30
_ENDING = 3
_ENDINGS = 4
_LONG = 10


@dataclass(frozen=True, slots=True)
class Guess:
    """Concepts a word may mean, how it was read (`part` or `typo`) and how sure that is (0..1)."""

    concepts: tuple[str, ...]
    how: str
    weight: float


class Guesser:
    """Guesses by the words inside the forms of a table; remembers what it was asked."""

    def __init__(
        self,
        table: FormTable,
        concepts: Mapping[str, Concept],
        ambiguities: Mapping[str, Ambiguity],
        common: Set[str],
    ) -> None:
        self._table = table
        self._concepts = concepts
        self._ambiguities = ambiguities
        self._common = common
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._remembered: dict[str, Guess | None] = {}

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in any form."""
        return word in self._table.words or word in self._table.exact

    def is_common(self, word: str) -> bool:
        """Whether a folded word is among the frequent words of any of the languages."""
        return word in self._common

    def guess(self, word: str) -> Guess | None:
        """The best guess for a folded word, None for common, short, very long and unknown ones."""
        if not _SHORTEST <= len(word) <= _LONGEST or word in self._common or is_cjk(word):
            return None
        if word not in self._remembered:
            if len(self._remembered) > 50_000:
                self._remembered.clear()
            self._remembered[word] = self._inflected(word) or self._mistyped(word)
        return self._remembered[word]

    def _inflected(self, word: str) -> Guess | None:
        """The word itself or one with the same stem and another short ending."""
        bare = without_article(word)
        if bare in self._table.words:
            return self._part(bare, "part", _PART_WEIGHT)
        for cut in range(1, (_ENDING if not bare.isascii() else _ENDING - 1) + 1):
            stem = bare[: len(bare) - cut]
            if len(stem) < _SHORTEST - 1 + (cut > 1):
                return None
            near = [
                other
                for other in self._starting(stem)
                if len(other) - len(stem) + cut <= _ENDINGS and not any(map(str.isdigit, other))
            ]
            if near:
                guess = self._part(min(near, key=len), "part", _PART_WEIGHT)
                return guess if len(bare) - cut >= _SHORTEST else None
        return None

    def _mistyped(self, word: str) -> Guess | None:
        """A form's word one letter away, or two in a long word."""
        from rapidfuzz.distance import OSA

        if any(map(str.isdigit, word)):
            return None
        allowed = 1 if len(word) < _LONG else 2
        best: tuple[int, str] | None = None
        for other in self._starting(word[:1]):
            if abs(len(other) - len(word)) > allowed or len(other) < _SHORTEST:
                continue
            away = OSA.distance(word, other, score_cutoff=allowed)
            if away <= allowed and (best is None or away < best[0]):
                best = (away, other)
        if best is None or (best[0] > 1 and best[1][:3] != word[:3]):
            return None
        return self._part(best[1], "typo", _TYPO_WEIGHT)

    def _part(self, word: str, how: str, weight: float) -> Guess | None:
        form = self._table.exact.get(word)
        if form is not None and word not in self._ambiguities:
            return Guess(form.concepts, how, max(weight, _TYPO_WEIGHT))
        found = self._table.words.get(word, set())
        top = {c for c in found if not found.intersection(ancestors(c, self._concepts))}
        if not top or len(top) > _MANY or word in self._common or len(self._roots(top)) > 1:
            return None
        return Guess(tuple(sorted(top)), how, weight)

    def _roots(self, ids: Set[str]) -> set[str]:
        return {(c, *ancestors(c, self._concepts))[-1] for c in ids}

    def _starting(self, stem: str) -> list[str]:
        if not self._by_start:
            for word in self._table.words:
                self._by_start[word[:1]].append(word)
        return [word for word in self._by_start[stem[:1]] if word.startswith(stem)]

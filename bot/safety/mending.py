"""Finds the word of the tables that a mistyped word was meant to be.

A slip is one letter missing, added or swapped with its neighbour, or another vowel; never in the
first letter and never in a short word. So only words of the same first letter and nearly the same
length are looked at, and they are prepared when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

SHORTEST_MENDED = 6
_LONGEST = 14
_VOWELS = frozenset("aeiouyаеиоуыэюя")


class Mender:
    """The words and stems of one script's tables, ready to be compared with mistyped ones."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = {word.rstrip("*") for word in words}
        self._drawers: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SHORTEST_MENDED - 1 and word[0] < "\u0530":
                self._drawers.setdefault((word[0], len(word)), []).append(word)
        self._near: dict[tuple[str, int], Mapping[str, str]] = {}

    def mend(self, word: str) -> str | None:
        """The table's word that `word` was meant to be, or None."""
        if not SHORTEST_MENDED - 1 <= len(word) <= _LONGEST or not word.isalpha():
            return None
        lengths = range(len(word) - 1, len(word) + 2)
        if not any((word[0], length) in self._drawers for length in lengths):
            return None
        longer = self._less_one_letter(word[0], len(word) + 1).get(word)
        if longer is not None:
            return longer
        as_long = self._less_one_letter(word[0], len(word))
        for shorter in without_one_letter(word):
            if shorter in self._known and len(shorter) >= SHORTEST_MENDED - 1:
                return shorter
            close = as_long.get(shorter)
            if close is not None and _same_but_for_a_slip(word, close):
                return close
        return None

    def _less_one_letter(self, first: str, length: int) -> Mapping[str, str]:
        """Words of that first letter and length by what is left of them without one letter."""
        near = self._near.get((first, length))
        if near is None:
            found: dict[str, str] = {}
            for word in self._drawers.get((first, length), ()):
                for shorter in without_one_letter(word):
                    found.setdefault(shorter, word)
            near = self._near[first, length] = found
        return near


def without_one_letter(word: str) -> Iterator[str]:
    """`word` less one letter, never its first: a slip seldom falls there."""
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]


def _same_but_for_a_slip(word: str, meant: str) -> bool:
    """Two neighbouring letters swapped, or one vowel for another."""
    apart = [i for i, pair in enumerate(zip(word, meant, strict=True)) if pair[0] != pair[1]]
    if len(apart) == 1 and len(word) >= SHORTEST_MENDED:
        return word[apart[0]] in _VOWELS and meant[apart[0]] in _VOWELS
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        i, j = apart
        return word[i] == meant[j] and word[j] == meant[i]
    return False

"""Finds thousands of phrases in twelve languages in one walk over the words.

The tables are `content/safety/patterns/<language>.toml`. Their phrases form one tree of words: `*`
ends a stem, `_` is a gap of up to three words. A word also matches a near miss of a longer word in
the tables (one letter missing, added, swapped, or another vowel), and an Arabic word also without
its prefixed article and conjunctions. The walk costs a few lookups a word, however many phrases.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.safety.skimming import starts_of
from bot.safety.spelling import PlainText, plain_text
from content.errors import ContentError
from content.languages import LANGUAGES

PATTERNS = Path(__file__).resolve().parents[2] / "content" / "safety" / "patterns"

_GAP = "_"
_GAP_WORDS = 3
_GAP_CHARACTERS = 7  # where words are single characters
_FIRST_CJK = "\u3040"
_LONGEST_STEM = 14
_SHORTEST_MENDED = 6
_VOWELS = frozenset("aeiouyаеиоуыэюя")
_ARABIC_PREFIX = re.compile("^(?:[وفبلك]?ال|لل|[وفبلك])(?=\\w{3})")
_ALTERNATIVE = re.compile(r"(\w)\?")


@dataclass(frozen=True, slots=True)
class Hit:
    """One phrase found: words `first` to `last`, both included."""

    language: str
    concept: str
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    after_gap: _Node | None = None
    gap: int = _GAP_WORDS
    found: list[tuple[str, str]] = field(default_factory=list)


class PhraseTree:
    """All tables as one tree. Built once; the walk keeps nothing of a message."""

    def __init__(self) -> None:
        self._root = _Node()
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._near: dict[str, str] = {}
        self.starts: frozenset[str] = frozenset()

    def add(self, language: str, concept: str, phrase: str) -> None:
        node, before = self._root, ""
        for word in _phrase_words(phrase):
            if word == _GAP:
                node.gap = _GAP_CHARACTERS if before >= _FIRST_CJK else _GAP_WORDS
                node.after_gap = node.after_gap or _Node()
                node = node.after_gap
                continue
            before = word
            node = node.following.setdefault(word, _Node())
            (self._stems if word.endswith("*") else self._words).add(word.rstrip("*"))
        node.found.append((language, concept))

    def settle(self) -> None:
        """Prepare for near misses and for skimming, once every phrase is in."""
        self.starts = starts_of(self._words | self._stems)
        for word in sorted(self._words | self._stems):
            if len(word) >= _SHORTEST_MENDED - 1 and word[0] < "\u0530":
                for shorter in _without_one_letter(word):
                    self._near.setdefault(shorter, word)

    def find(self, text: PlainText) -> Iterator[Hit]:
        """Every phrase in the text, in the order of their first words."""
        known: dict[str, tuple[str, ...]] = {}
        for word in text.words:
            if word not in known:
                known[word] = self._keys(word)
        keys = [known[word] for word in text.words]
        following = self._root.following
        for first, choices in enumerate(keys):
            for key in choices:
                node = following.get(key)
                if node is not None:
                    yield from self._walk(node, keys, first, first)

    def _walk(
        self, node: _Node, keys: list[tuple[str, ...]], first: int, last: int
    ) -> Iterator[Hit]:
        for language, concept in node.found:
            yield Hit(language, concept, first, last)
        if last + 1 < len(keys):
            for key in keys[last + 1] if node.following else ():
                after = node.following.get(key)
                if after is not None:
                    yield from self._walk(after, keys, first, last + 1)
        if node.after_gap is not None:
            yield from self._over_gap(node, keys, first, last)

    def _over_gap(
        self, node: _Node, keys: list[tuple[str, ...]], first: int, last: int
    ) -> Iterator[Hit]:
        beyond = node.after_gap.following if node.after_gap is not None else {}
        for at in range(last + 1, min(last + 2 + node.gap, len(keys))):
            for key in keys[at]:
                after = beyond.get(key)
                if after is not None:
                    yield from self._walk(after, keys, first, at)

    def _keys(self, word: str) -> tuple[str, ...]:
        keys = self._plain_keys(word)
        if "\u0600" <= word[0] <= "\u06ff":
            bare = _ARABIC_PREFIX.sub("", word)
            if bare != word:
                keys += self._plain_keys(bare)
                keys += self._plain_keys(_ARABIC_PREFIX.sub("", bare))
        if not keys and len(word) >= _SHORTEST_MENDED - 1 and word[0] < "\u0530":
            mended = self._mend(word)
            keys = self._plain_keys(mended) if mended else keys
        return tuple(dict.fromkeys(keys))

    def _plain_keys(self, word: str) -> tuple[str, ...]:
        found = [word] if word in self._words else []
        shortest = 2 if word[0] > "\u0530" else 3
        starts = (word[:n] for n in range(shortest, min(len(word), _LONGEST_STEM) + 1))
        found.extend(f"{start}*" for start in starts if start in self._stems)
        return tuple(found)

    def _mend(self, word: str) -> str | None:
        """The table's word that `word` was meant to be, or None."""
        if len(word) > _LONGEST_STEM or not word.isalpha():
            return None
        close = self._near.get(word)
        if close is not None and len(close) >= _SHORTEST_MENDED:
            return close
        for shorter in _without_one_letter(word):
            known = shorter in self._words or shorter in self._stems
            if known and len(shorter) >= _SHORTEST_MENDED - 1:
                return shorter
            close = self._near.get(shorter)
            if close is not None and len(close) == len(word) and _same_but_for_a_slip(word, close):
                return close
        return None


def _same_but_for_a_slip(word: str, meant: str) -> bool:
    """Two neighbouring letters swapped, or one vowel for another."""
    apart = [i for i, pair in enumerate(zip(word, meant, strict=True)) if pair[0] != pair[1]]
    if len(apart) == 1 and len(word) >= _SHORTEST_MENDED:
        return word[apart[0]] in _VOWELS and meant[apart[0]] in _VOWELS
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        i, j = apart
        return word[i] == meant[j] and word[j] == meant[i]
    return False


def _without_one_letter(word: str) -> Iterator[str]:
    """`word` less one letter, never its first: a slip seldom falls there."""
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]


def _phrase_words(phrase: str) -> Iterator[str]:
    for part in phrase.split():
        if part == _GAP:
            yield _GAP
        elif part.endswith("*"):
            *before, stem = _plain_words(part[:-1])
            yield from before
            yield stem + "*"
        else:
            yield from _plain_words(part)


@lru_cache(maxsize=20_000)
def _plain_words(part: str) -> tuple[str, ...]:
    """The folded words of a part of a phrase; most parts stand in many phrases."""
    if part.isascii() and part.isalpha() and part.islower():
        return (part,)  # folding leaves it as it is
    return tuple(plain_text(part).words)


def _spellings(phrase: str) -> Iterator[str]:
    """Both spellings of a phrase with an optional letter ("labou?red")."""
    if "?" in phrase:
        yield _ALTERNATIVE.sub(r"\1", phrase)
        yield _ALTERNATIVE.sub("", phrase)
    else:
        yield phrase


def _tables(path: Path) -> Iterable[tuple[str, list[str]]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path, f"{error}; mend the table so that it is valid TOML") from error
    for table in tables.values():
        for concept, phrases in table.items():
            if not isinstance(phrases, list) or not all(isinstance(p, str) for p in phrases):
                raise ContentError(path, f"{concept}: expected a list of phrases in quotes")
            yield concept, phrases


@lru_cache(maxsize=1)
def phrase_tree() -> PhraseTree:
    """The shipped tables. Raises ContentError where one cannot be read."""
    tree = PhraseTree()
    for language in LANGUAGES:
        for concept, phrases in _tables(PATTERNS / f"{language}.toml"):
            for phrase in phrases:
                for spelling in _spellings(phrase):
                    tree.add(language, concept, spelling)
    tree.settle()
    return tree

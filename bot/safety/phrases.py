"""Finds thousands of phrases in twelve languages in one walk over the words.

The phrases of `bot.safety.tables` form a tree of words for each script, grown only where a message
walks. A word also matches a near miss of a longer word in the tables, and an Arabic word also
without its prefixed article and conjunctions. The walk costs a few lookups a word, however many
phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.safety.mending import SHORTEST_MENDED, Mender
from bot.safety.skimming import starts_of
from bot.safety.spelling import PlainText
from bot.safety.tables import GAP, Phrase, read_script, scripts_of, spellings

_GAP_WORDS = 3
_GAP_CHARACTERS = 7  # where words are single characters
_FIRST_BEYOND_LATIN = "\u0400"
_FIRST_CJK = "\u3040"
_LONGEST_STEM = 14
_ARABIC_PREFIX = re.compile("^(?:[وفبلك]?ال|لل|[وفبلك])(?=\\w{3})")


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

    def grow(self, language: str, concept: str, words: list[str], before: str) -> None:
        """Add a phrase whose words up to `before` lead here."""
        node = self
        for word in words:
            if word == GAP:
                node.gap = _GAP_CHARACTERS if before >= _FIRST_CJK else _GAP_WORDS
                node.after_gap = node.after_gap or _Node()
                node = node.after_gap
            else:
                node = node.following.setdefault(word, _Node())
                before = word
        if (language, concept) not in node.found:
            node.found.append((language, concept))


class PhraseTree:
    """The tables of one script. Grows as messages touch its words; keeps nothing of a message."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._waiting, self._vocabulary = read_script(script)
        self._shortest_stem = 3 if script == "latin" else 2
        self._stem_starts = frozenset(
            word[: self._shortest_stem] for word in self._vocabulary if word.endswith("*")
        )
        self._grown: dict[str, _Node] = {}

    @cached_property
    def starts(self) -> frozenset[str]:
        """How the words of the tables begin, for skimming."""
        return starts_of({word.rstrip("*") for word in self._vocabulary})

    @cached_property
    def _mender(self) -> Mender:
        return Mender(self._vocabulary)

    def find(self, text: PlainText) -> Iterator[Hit]:
        """Every phrase in the text, in the order of their first words."""
        known = {word: self._keys(word) if self._reads(word) else () for word in set(text.words)}
        keys = [known[word] for word in text.words]
        for first, choices in enumerate(keys):
            for key in choices:
                node = self._grown.get(key) or self._grow(key)
                if node is not None:
                    yield from _walk(node, keys, first, first)

    def _reads(self, word: str) -> bool:
        """Latin tables hold no words of other scripts; others hold Latin names of drugs."""
        return self._script != "latin" or word[0] < _FIRST_BEYOND_LATIN

    def _grow(self, first: str) -> _Node | None:
        """The node of a first word, with all its phrases; None where no phrase begins so."""
        phrases: list[Phrase] | None = self._waiting.pop(first, None)
        if phrases is None:
            return None
        node = self._grown[first] = _Node()
        for language, concept, phrase in phrases:
            for words in spellings(phrase):
                node.grow(language, concept, words[1:], first)
        return node

    def _keys(self, word: str) -> tuple[str, ...]:
        """The words and stems of the tables that `word` may be."""
        keys = self._plain_keys(word)
        if "\u0600" <= word[0] <= "\u06ff":
            bare = _ARABIC_PREFIX.sub("", word)
            if bare != word:
                keys += self._plain_keys(bare)
                keys += self._plain_keys(_ARABIC_PREFIX.sub("", bare))
        if not keys and len(word) >= SHORTEST_MENDED - 1 and word[0] < "\u0530":
            mended = self._mender.mend(word)
            keys = self._plain_keys(mended) if mended else keys
        return tuple(dict.fromkeys(keys))

    def _plain_keys(self, word: str) -> tuple[str, ...]:
        found = [word] if word in self._vocabulary else []
        shortest = self._shortest_stem
        if word[:shortest] in self._stem_starts:
            starts = (f"{word[:n]}*" for n in range(shortest, min(len(word), _LONGEST_STEM) + 1))
            found.extend(start for start in starts if start in self._vocabulary)
        return tuple(found)


def _walk(node: _Node, keys: list[tuple[str, ...]], first: int, last: int) -> Iterator[Hit]:
    for language, concept in node.found:
        yield Hit(language, concept, first, last)
    if node.following and last + 1 < len(keys):
        for key in keys[last + 1]:
            after = node.following.get(key)
            if after is not None:
                yield from _walk(after, keys, first, last + 1)
    if node.after_gap is not None:
        beyond = node.after_gap.following
        for at in range(last + 1, min(last + 2 + node.gap, len(keys))):
            for key in keys[at]:
                after = beyond.get(key)
                if after is not None:
                    yield from _walk(after, keys, first, at)


@lru_cache(maxsize=4)
def phrase_tree(script: str) -> PhraseTree:
    """The shipped tables of a script. Raises ContentError where one cannot be read."""
    return PhraseTree(script)


def find_phrases(text: PlainText) -> Iterator[Hit]:
    """Every phrase of every script that stands in the text."""
    for script in scripts_of(text.text):
        yield from phrase_tree(script).find(text)


def telling_starts(folded: str) -> frozenset[str]:
    """The starts of all words in the tables of the scripts of a folded text."""
    return frozenset().union(*(phrase_tree(name).starts for name in scripts_of(folded)))

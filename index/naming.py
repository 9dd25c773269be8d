"""Which trials and people a question calls by name: ids, acronyms, `Dr ...`, unheld names.

A trial's name that is a word of any day ("compose") counts where the message calls it a trial,
spells it in capitals, or asks about nothing else. A word in capitals that is called a trial and
that no record has is a name too: what is asked for is not here, and nothing else is an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.terms import Lexicon
from content.terms.folding import Token
from index.reading_rules import Rules

_NAMED_WORDS = 4
_SHORTEST = 4
_AROUND = 2
_PERSON_WORDS = 3


@dataclass(frozen=True, slots=True)
class Names:
    """Trials called by name (document ids), names that no record has, and names of people."""

    trials: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class NameReader:
    """Finds names with the lexicon, the tables of reading and the names that trials go by."""

    def __init__(self, lexicon: Lexicon, rules: Rules, names: Mapping[str, Sequence[str]]) -> None:
        """`names`: folded ids, acronyms and names of trials, each with its document ids."""
        self._lexicon = lexicon
        self._rules = rules
        self._names = names

    def read(
        self,
        text: str,
        words: Sequence[Token],
        nct_ids: Sequence[str],
        taken: Sequence[tuple[int, int]],
        *,
        asks_more: bool,
    ) -> Names:
        """The names in `text`. `taken`: spans with another meaning; `asks_more`: whether the text
        asks for a treatment, an illness or a place besides."""
        found = dict.fromkeys(d for n in nct_ids for d in self._names.get(n.lower(), ()))
        for key in self._called(text, words, taken, alone=not asks_more):
            found.update(dict.fromkeys(self._names[key]))
        unheld = () if found else tuple(self._unheld(text, words, taken))
        return Names(tuple(found), unheld, tuple(self._people(words)))

    def _called(
        self,
        text: str,
        words: Sequence[Token],
        taken: Sequence[tuple[int, int]],
        *,
        alone: bool,
    ) -> Iterator[str]:
        for at in range(len(words)):
            for count in range(min(_NAMED_WORDS, len(words) - at), 0, -1):
                key = "".join(word.key for word in words[at : at + count])
                if key not in self._names or _inside(words[at : at + count], taken):
                    continue
                if self._is_name(key, text, words, at, count, alone=alone):
                    yield key
                    break

    def _is_name(
        self, key: str, text: str, words: Sequence[Token], at: int, count: int, *, alone: bool
    ) -> bool:
        """Whether a trial's name stands as a name: not a word of any day, a concept or a number."""
        if len(key) < 3 or key.isdigit():
            return False
        if any(map(str.isdigit, key)) and not key[0].isdigit() and len(key) >= _SHORTEST:
            return True
        if self._spelled(text, words, at, count) or self._is_called(words, at, count):
            return True
        everyday = self._lexicon.is_common(key) or self._lexicon.knows(key)
        if not everyday:
            return True
        return alone and len(key) > _SHORTEST and not self._lexicon.knows(key)

    @staticmethod
    def _spelled(text: str, words: Sequence[Token], at: int, count: int) -> bool:
        """Whether the words stand in capitals, in a text that does not as a whole."""
        written = text[words[at].start : words[at + count - 1].end]
        return written.isupper() and len(written) >= _SHORTEST and not text.isupper()

    def _is_called(self, words: Sequence[Token], at: int, count: int, reach: int = _AROUND) -> bool:
        """Whether a word for "trial" stands close by."""
        around = (*words[max(0, at - reach) : at], *words[at + count : at + count + reach])
        return any(word.key in self._rules.study for word in around)

    def _unheld(
        self, text: str, words: Sequence[Token], taken: Sequence[tuple[int, int]]
    ) -> Iterator[str]:
        """Words in capitals right beside a word for one trial, which no record goes by."""
        for at, word in enumerate(words):
            if (
                word.key.isalpha()
                and self._spelled(text, words, at, 1)
                and self._is_called(words, at, 1, reach=1)
                and word.key not in self._names
                and word.key not in self._rules.no_name
                and not self._lexicon.knows(word.key)
                and not _inside((word,), taken)
            ):
                yield text[word.start : word.end]

    def _people(self, words: Sequence[Token]) -> Iterator[str]:
        """What stands behind `Dr` or `professor`, joined, the longest first: `de vries`, `de`."""
        for at, word in enumerate(words):
            if word.key in self._rules.titles:
                names = [other.key for other in words[at + 1 : at + 1 + _PERSON_WORDS]]
                for count in range(len(names), 0, -1):
                    key = "".join(names[:count])
                    if len(key) >= _SHORTEST and key not in self._rules.titles:
                        yield key


def _inside(words: Sequence[Token], spans: Sequence[tuple[int, int]]) -> bool:
    start, end = words[0].start, words[-1].end
    return any(begin <= start and end <= stop for begin, stop in spans)

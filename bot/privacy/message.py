"""A message prepared for the finders: its words, its cues, and what must stay.

Offsets are those of the text that will be kept. Digits, dashes and brackets of other scripts have
been made plain ASCII in `flat`, one character for one, so a pattern is written once.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from bot.privacy.tables import Phrase, Phrases, fold, tables

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CLOSE = re.compile(r"[ \t\u00a0.'’`´/ªº-]{1,3}")


def _flat_map() -> dict[int, str]:
    """Other scripts' digits and marks -> ASCII."""
    table: dict[int, str] = {}
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0)
    for start in (0x0660, 0x06F0, 0x0966, 0x09E6):
        table.update({start + digit: str(digit) for digit in range(10)})
    for dash in "‐‑‒–—―−﹣ー":
        table[ord(dash)] = "-" if dash != "ー" else "ー"
    for space in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t":
        table[ord(space)] = " "
    for mark, plain in (("。", "."), ("、", ","), ("،", ","), ("؛", ";"), ("؟", "?")):
        table[ord(mark)] = plain
    table[ord("\r")] = "\n"
    return table


_FLAT = _flat_map()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the message. `low`: folded. [start, end): where it stands."""

    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is all capitals (two or more), as disease names and trials are."""
        return len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text that will be replaced by its kind in brackets."""

    start: int
    end: int
    kind: str


class Message:
    """A message's text with everything that finders ask about it."""

    def __init__(self, text: str, keep: Phrases) -> None:
        self.text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
        self.flat = self.text.translate(_FLAT)
        self.words = [
            Word(match[0], fold(match[0]), match.start(), match.end())
            for match in _WORD.finditer(self.flat)
        ]
        self.has_digits = any(char.isdigit() for char in self.flat)
        self.has_cjk = bool(_CJK.search(self.text))
        capitals = sum(word.acronym for word in self.words)
        self.shouted = capitals > 3 and capitals * 10 > len(self.words) * 7
        lows = [word.low for word in self.words]
        joined = [False] + [
            bool(_CLOSE.fullmatch(self.flat, before.end, after.start))
            for before, after in zip(self.words, self.words[1:], strict=False)
        ]
        self._cues: dict[str, list[Phrase]] = {}
        for phrase in tables().cues.find(lows, joined):
            self._cues.setdefault(phrase.kind, []).append(phrase)
        self.openings = list(tables().streets.openings.find(lows, joined))
        self._kept = [*tables().kept.find(lows, joined)]
        self.kept_people = [*keep.find(lows, joined)]

    def cues(self, kind: str) -> list[Phrase]:
        """The cues of a kind, in order of their first word."""
        return self._cues.get(kind, [])

    def gap(self, index: int) -> str:
        """What stands between word `index` - 1 and word `index`."""
        start = self.words[index - 1].end if index else 0
        return self.flat[start : self.words[index].start]

    def word_at(self, offset: int) -> int:
        """The index of the first word that starts at or after `offset`."""
        return bisect_left(self._starts, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def public(self) -> str:
        """`flat` with every number that is public (ids, doses, dates of years) blanked out."""
        return tables().numbers.public.sub(lambda match: "\x00" * len(match[0]), self.flat)

    @cached_property
    def announcing(self) -> frozenset[int]:
        """Words that announce something ("DOB", "Mann", "telephone") and so are no name."""
        return frozenset(
            index
            for kind in ("relative", "birth", "id", "phone", "mail", "title", "doctor")
            for phrase in self.cues(kind)
            for index in range(phrase.first, phrase.last)
        )

    @cached_property
    def kept_words(self) -> frozenset[int]:
        """Words of hospitals, eponyms, drugs and trials, and the names around such words."""
        kept = {index for phrase in self._kept for index in range(phrase.first, phrase.last)}
        for phrase in self.cues("hospital"):
            kept |= self._capitals(phrase.first - 1, -1) | self._capitals(phrase.last, 1)
            kept |= set(range(phrase.first, phrase.last))
        for phrase in self.cues("eponym_after"):
            kept |= self._beside(phrase.first - 1)
        for phrase in self.cues("eponym_before"):
            kept |= self._beside(phrase.last)
        return frozenset(kept)

    @cached_property
    def firmly_kept(self) -> frozenset[int]:
        """Words inside a kept phrase of two words or more ("Sarah Cannon", "Ann Arbor")."""
        return frozenset(
            index
            for phrase in self._kept
            if phrase.last - phrase.first > 1
            for index in range(phrase.first, phrase.last)
        ) | frozenset(
            index
            for phrase in self.cues("hospital")
            for index in self._capitals(phrase.first - 1, -1) | self._capitals(phrase.last, 1)
        )

    def _capitals(self, index: int, step: int) -> set[int]:
        """Up to four capitalised words in a row beside a word such as "Hospital"."""
        found: set[int] = set()
        pending: set[int] = set()
        while 0 <= index < len(self.words) and len(found) + len(pending) < 4:
            between = self.gap(index + 1 if step < 0 else index)
            word = self.words[index]
            if not _CLOSE.fullmatch(between):
                break
            if word.capital and word.low not in tables().ends_a_name:
                found |= pending | {index}
                pending = set()
            elif word.low in tables().streets.particles or len(word.low) < 2:
                pending.add(index)
            else:
                break
            index += step
        return found

    def _beside(self, index: int) -> set[int]:
        """The capitalised word next to "syndrome", over a possessive s."""
        if 0 <= index < len(self.words) and self.words[index].low == "s":
            index -= 1
        if 0 <= index < len(self.words) and self.words[index].capital:
            return {index}
        return set()

"""Birth dates: a date beside a word such as "born", or so long ago that it can be nothing else.

All other dates (of treatments, scans, trials) stay; they are also handed to the number finder, so
that it does not take "2020-01-22" for somebody's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.cjk import is_birth
from bot.privacy.message import Message, Span
from bot.privacy.tables import tables

_BORN_BEFORE = 1986  # a full date before this year is a birth date unless a treatment is named
_NEAR = 32  # characters between a cue and its date

_NUMERIC = re.compile(
    r"(?<![\w.,/-])(?:(?P<y1>(?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{1,2}\s?(?P<sep>[-/.])\s?\d{1,2}\s?(?P=sep)\s?(?P<y2>(?:19|20)\d{2}|\d{2})"
    r"|\d{1,2} (?:0?[1-9]|1[0-2]) (?P<y3>(?:19|20)\d{2}))(?![\w/-]|\.\d)"
)
_CJK_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})|昭和\s?\d{1,2}|平成\s?\d{1,2}|大正\s?\d{1,2})\s?年"
    r"(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号號])?)?"
)
_YEAR = re.compile(r"(?<![\d/.-])(?:19[0-9]{2}|200\d|201\d)(?![\d/-])")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|o|ª|e|го|-го)?", re.I)
_YEAR_WORD = re.compile(r"(?:19|20)\d{2}")
_SENTENCE_END = re.compile(r"[!?\n]|[.](?=\s+[A-ZÀ-ÖА-Я])")
_SMALL = frozenset(("de", "del", "of", "the", "do", "da", "di", "den", "le", "el", "il", "o", "d"))


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the text; `year` is None when it has none."""

    start: int
    end: int
    year: int | None
    full: bool = True


def all_dates(message: Message) -> list[FoundDate]:
    """Every date with a day or a month, in order."""
    if not message.has_digits:
        return []
    found = [*_numeric(message), *_in_words(message)]
    if message.has_cjk:
        found += [
            FoundDate(match.start(), match.end(), int(match["year"] or 1950), "月" in match[0])
            for match in _CJK_DATE.finditer(message.flat)
        ]
    return sorted(found, key=lambda item: item.start)


def find_birth_dates(message: Message, dates: list[FoundDate]) -> Iterator[Span]:
    """Those of `dates` that are somebody's birth date, and years after "born in"."""
    cued = _claimed(message, dates)
    last_end = -100
    for item in dates:
        chained = 0 <= item.start - last_end <= 5
        if chained or item.start in cued or _shows_birth(message, item):
            yield Span(item.start, item.end, "birth date")
            last_end = item.end
    for start, end in _claimed_years(message, dates):
        yield Span(start, end, "birth date")


def _claimed(message: Message, dates: list[FoundDate]) -> set[int]:
    """Where the dates start that a cue announces: each cue claims the first one after it."""
    claimed = set()
    for cue in message.cues("birth"):
        end = message.words[cue.last - 1].end
        item = next((each for each in dates if each.start >= end), None)
        if item and item.start - end <= _NEAR and _same_sentence(message, end, item.start):
            claimed.add(item.start)
    return claimed


def _claimed_years(message: Message, dates: list[FoundDate]) -> Iterator[tuple[int, int]]:
    """A year alone after "born in", before any date."""
    for cue in message.cues("birth"):
        end = message.words[cue.last - 1].end
        year = _YEAR.search(message.flat, end, end + _NEAR)
        if year is None or not _same_sentence(message, end, year.start()):
            continue
        if not any(end <= item.start <= year.start() for item in dates):
            yield year.span()


def _same_sentence(message: Message, start: int, end: int) -> bool:
    """Whether no sentence ends between a cue and its date (a dot right after the cue is none)."""
    return not _SENTENCE_END.search(message.flat, min(start + 1, end), end)


def _shows_birth(message: Message, item: FoundDate) -> bool:
    """Whether a cue stands right after the date, or its year says so."""
    flat = message.flat
    for cue in message.cues("birth_after"):
        if 0 <= message.words[cue.first].start - item.end <= 4:
            return True
    if message.has_cjk and is_birth(message, item.start, item.end):
        return True
    if flat[max(0, item.start - 2) : item.start].strip() == "*":
        return True
    old = item.full and item.year is not None and item.year < _BORN_BEFORE
    return old and not _treated(message, item.start)


def _treated(message: Message, offset: int) -> bool:
    """Whether a word of treatment stands shortly before."""
    return any(
        0 <= offset - message.words[cue.last - 1].end <= 24 for cue in message.cues("treated")
    )


def _numeric(message: Message) -> Iterator[FoundDate]:
    """12.03.1961, 1961-03-12, 12/3/61."""
    for match in _NUMERIC.finditer(message.flat):
        small = sorted(int(part) for part in re.findall(r"\d+", match[0]) if len(part) < 3)
        if small[0] > 12 or (len(small) == 2 and small[1] > 31):
            continue
        written = match["y1"] or match["y2"] or match["y3"]
        year = int(written) if len(written) == 4 else None
        yield FoundDate(match.start(), match.end(), year)


def _in_words(message: Message) -> Iterator[FoundDate]:
    """5 June 1958, June 5th 1958, 3 de abril de 1957, 12-MAY-1970; also without day or year."""
    words = message.words
    for index, word in enumerate(words):
        if word.low not in tables().months:
            continue
        first, day_before = _day_before(message, index)
        last, year, day_after = _rest_after(message, index, with_day=not day_before)
        if day_before or day_after or (year is not None and word.low not in _AMBIGUOUS):
            full = (day_before or day_after) and year is not None
            yield FoundDate(words[first].start, words[last].end, year, full)


_AMBIGUOUS = frozenset(("may", "mar", "sie", "lis", "mai", "set", "fev", "lut", "maja", "mag"))


def _day_before(message: Message, index: int) -> tuple[int, bool]:
    """The first word of the date and whether a day stands before the month."""
    place = index - 1
    while place >= 0 and index - place <= 2 and message.words[place].low in _SMALL:
        place -= 1
    if place < 0 or message.words[index].start - message.words[place].end > 8:
        return index, False
    number = _ORDINAL.fullmatch(message.words[place].text)
    if number and 1 <= int(number[1]) <= 31:
        return place, True
    return index, False


def _rest_after(message: Message, index: int, *, with_day: bool) -> tuple[int, int | None, bool]:
    """The last word of the date, its year, and whether a day follows the month."""
    last, year, day = index, None, False
    for place in range(index + 1, min(index + 5, len(message.words))):
        word = message.words[place]
        if len(message.gap(place)) > 3 or "\n" in message.gap(place):
            break
        number = _ORDINAL.fullmatch(word.text)
        if _YEAR_WORD.fullmatch(word.text):
            return place, int(word.text), day
        if with_day and not day and number and 1 <= int(number[1]) <= 31:
            last, day = place, True
        elif number and len(word.text) == 2 and not with_day:
            return place, None, day  # "9 de julio del 66"
        elif word.low not in _SMALL:
            break
    return last, year, day

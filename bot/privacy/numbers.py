"""Numbers that lead to a person: phones (also in words), identity numbers, cards.

What stays is decided first: registry ids, doses, laboratory values, years, dates, toll-free and
study lines. Of the rest, a number goes when a cue announces it, when it has the shape of an
identity number, or when it simply has seven digits or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.dates import FoundDate
from bot.privacy.message import Message, Span
from bot.privacy.tables import Phrase, tables

_LONG = 7  # digits that make a number somebody's, with no cue at all
_CUED = 4  # digits that are enough after a cue
_NEAR = 28  # characters between a cue and what it announces
_SPELLED_ALONE = 6  # number words in a row that are a phone with no cue
_SPELLED_CUED = 4

_LETTER = "A-Za-zÀ-ʯА-я_"  # not \\w: Chinese and Arabic write numbers against the word before
_RUN = re.compile(
    rf"(?<![{_LETTER}\d.])"
    r"(?:[+(]{0,2}\d(?:[ ().-]{0,3}\d){3,30}|0\d{2,5} ?/ ?\d{2,9}(?:[ -]\d{2,4}){0,4})"
    rf"(?![{_LETTER}\d])"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CODE = re.compile(r"(?<![\w-])\d{4,6}(?![\w-])")
_GROUP = re.compile(r"\d+")
_DECIMALS = re.compile(r"\d\.\d")
_DOTTED_PHONE = re.compile(r"\+?\d{2,4}(?:\.\d{2,4}){2,5}")
_FILLER = re.compile(
    r"(?:[^\w\n]{0,4}(?:is|are|no|nr|num|number|id|n|es|ist|lautet|est|é|è|jest|to|numer|número|numero"
    r"|numéro|nummer|номер|серия|the|my|el|de|do|da|del|di|der|van|:|هو|هي|رقم|是|号|は|番号)(?![^\W\d])){0,3}"
    r"[^\w\n]{0,4}",
    re.I,
)
_ID_VALUE = re.compile(
    r"(?:[A-Z]{1,4}[ -]?)?(?=[\w/.-]*\d)\w[\w/-]*(?:\.\d[\w/-]*)*"
    r"(?:[ -](?:\d[\dA-Za-z/.-]*(?![\w%])|[A-Z](?!\w)))*"
)
_AND = frozenset(("and", "y", "und", "et", "e", "en", "i", "и", "و", "oh", "o"))


def find_numbers(message: Message, dates: list[FoundDate]) -> Iterator[Span]:
    """Phone, number, card and postcode spans."""
    if message.has_digits:
        masked = _without_dates(message.public, dates)
        yield from _study_safe(message, _cued_ids(message, masked))
        for match in tables().numbers.identity.finditer(masked):
            yield Span(match.start(), match.end(), "number")
        yield from find_postcodes(message, masked)
        yield from _study_safe(message, _long_runs(message, masked))
    yield from _spelled(message)


def find_postcodes(message: Message, masked: str) -> Iterator[Span]:
    """By shape, or after a word such as "zip code"."""
    for match in tables().numbers.postcode.finditer(masked):
        yield Span(match.start(), match.end(), "postcode")
    for cue in message.cues("postcode"):
        start = _FILLER.match(masked, message.words[cue.last - 1].end)
        value = re.compile(
            r"[A-Za-z]{0,2}\d[\w-]{3,8}(?: \d[A-Za-z]{2}| \d{3}| [A-Z]{2})?(?!\w)"
        ).match(masked, start.end() if start else 0)
        if value:
            yield Span(value.start(), value.end(), "postcode")


def find_codes_beside(message: Message, addresses: list[Span]) -> Iterator[Span]:
    """A number of four to six digits shortly after a street is its postcode."""
    for address in addresses:
        for match in _CODE.finditer(message.public, address.end, address.end + 40):
            if (
                not _YEAR.fullmatch(match[0])
                and "\n" not in message.flat[address.end : match.start()]
            ):
                yield Span(match.start(), match.end(), "postcode")


def _without_dates(flat: str, dates: list[FoundDate]) -> str:
    """`flat` with the dates blanked out."""
    for item in dates:
        flat = flat[: item.start] + "\x00" * (item.end - item.start) + flat[item.end :]
    return flat


def _cued_ids(message: Message, masked: str) -> Iterator[Span]:
    """A number after "MRN", "DNI", "policy number", "phone"; what is public stays."""
    for kind, label in (("id", "number"), ("phone", "phone")):
        for cue in message.cues(kind):
            end = message.words[cue.last - 1].end
            filler = _FILLER.match(message.flat, end)
            value = _ID_VALUE.match(message.flat, filler.end() if filler else end)
            if value is None or _is_public(masked, value) or _YEAR.fullmatch(value[0]):
                continue
            digits = sum(char.isdigit() for char in value[0])
            if digits >= (_CUED if kind == "id" else _LONG - 1):
                yield Span(value.start(), value.end(), label)


def _is_public(masked: str, value: re.Match[str]) -> bool:
    """Whether the value, or half of it, is a registry id, a dose or a date."""
    part = masked[value.start() : value.end()]
    return part.startswith("\x00") or part.count("\x00") * 2 > len(part)


def _long_runs(message: Message, masked: str) -> Iterator[Span]:
    """Digits with separators, seven or more, that are no list of values."""
    for match in _RUN.finditer(masked):
        text = match[0]
        groups = _GROUP.findall(text)
        digits = "".join(groups)
        cued = _after_cue(message, "phone", match.start()) or _after_cue(
            message, "id", match.start()
        )
        if len(digits) < (_CUED + 2 if cued else _LONG):
            continue
        if _DECIMALS.search(text) and not _DOTTED_PHONE.fullmatch(text) and not cued:
            continue
        if not cued and (_all_years(groups) or _after_cue(message, "lab", match.start())):
            continue
        yield Span(match.start(), match.end(), _label(text, digits))


def _label(text: str, digits: str) -> str:
    """card, phone or number."""
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "card"
    looks_dialled = text[0] in "+(0" or bool(re.fullmatch(r"\d{3}[ .-]\d{3}[ .-]\d{3,4}", text))
    return "phone" if looks_dialled and len(digits) <= 15 else "number"


def _luhn(digits: str) -> bool:
    """The checksum of payment cards."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _all_years(groups: list[str]) -> bool:
    return all(len(group) == 4 and group[:2] in ("19", "20") for group in groups)


def _after_cue(message: Message, kind: str, offset: int) -> bool:
    """Whether a cue of `kind` ends shortly before `offset`, in the same line."""
    return any(_reaches(message, cue, offset) for cue in message.cues(kind))


def _reaches(message: Message, cue: Phrase, offset: int) -> bool:
    end = message.words[cue.last - 1].end
    return 0 <= offset - end <= _NEAR and "\n" not in message.flat[end:offset]


def _study_safe(message: Message, spans: Iterator[Span]) -> Iterator[Span]:
    """`spans` without the lines of studies: "+1 813 555 0100 is the trial line"."""
    lines = [
        (message.words[cue.first].start, message.words[cue.last - 1].end)
        for cue in message.cues("study_line")
    ]
    own = [message.words[cue.last - 1].end for cue in message.cues("possessive")]
    for span in spans:
        beside = any(
            0 <= span.start - end <= 40 or 0 <= start - span.end <= 32 for start, end in lines
        )
        mine = any(0 <= span.start - end <= 24 for end in own)
        if not beside or mine:
            yield span


def _spelled(message: Message) -> Iterator[Span]:
    """A phone in words: "zero seven seven double zero nine"."""
    words = message.words
    first = 0
    while first < len(words):
        if words[first].low not in tables().number_words:
            first += 1
            continue
        last, spoken = _spoken_run(message, first)
        if spoken >= _SPELLED_ALONE or (spoken >= _SPELLED_CUED and _is_dialled(message, first)):
            yield Span(words[first].start, words[last].end, "phone")
        first = last + 1


def _is_dialled(message: Message, first: int) -> bool:
    """Whether a word such as "phone" stands within four words before."""
    return any(0 <= first - cue.last <= 4 for cue in message.cues("phone"))


def _spoken_run(message: Message, first: int) -> tuple[int, int]:
    """The last word of a run of number words from `first`, and how many there are."""
    known = tables().number_words
    last, spoken = first - 1, 0
    for place in range(first, len(message.words)):
        word = message.words[place]
        if place > first and len(message.gap(place)) > 3:
            break
        if word.low in known:
            last, spoken = place, spoken + 1
        elif word.text.isdigit() and len(word.text) <= 4 and spoken:
            last = place
        elif word.low not in _AND or not spoken:
            break
    return last, spoken

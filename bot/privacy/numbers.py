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
    rf"(?<![{_LETTER}\d.])(?:[+(]{{0,2}}\d(?:[ ().-]{{0,3}}\d){{3,30}}|0\d{{2,5}}/\d{{4,9}})(?![{_LETTER}\d])"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
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
_CJK_ID = re.compile(
    r"(?:身份证号?码?|护照号?码?|病历号|住院号|门诊号|社保号|医保号|医保卡号?|就诊卡号?|卡号|银行卡号?|账号"
    r"|マイナンバー|保険証番号|被保険者番号|診察券番号|患者番号|カルテ番号|口座番号|カード番号|パスポート番号|旅券番号"
    r"|健保卡|病歷號|身分證字?號?|證號|证号|编号|番号)[^\w]{0,3}[是为は]?[^\w]{0,2}([A-Za-z]{0,3}\d[\dA-Za-z -]{2,24})"
)
_CJK_DIGITS = re.compile(r"[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖\d](?:[ -]?[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]){6,}")
_KANA_DIGITS = re.compile(
    r"(?:(?:ゼロ|れい|まる|いち|に|さん|よん|し|ご|ろく|なな|しち|はち|きゅう|イチ|ニ|サン|ヨン|ゴ|ロク|ナナ|ハチ|キュー"
    r"|キュウ|の|ノ)[ 、,-]?){8,}"
)
_CJK_POSTCODE = re.compile(r"(?:邮编|邮政编码|郵便番号|郵遞區號)\s?[:：是は]?\s?(〒?\d{3,6}(?:-\d{4})?)")
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
    if message.has_cjk:
        yield from _cjk(message)


def find_postcodes(message: Message, masked: str) -> Iterator[Span]:
    """By shape, or after a word such as "zip code"."""
    for match in tables().numbers.postcode.finditer(masked):
        yield Span(match.start(), match.end(), "postcode")
    for cue in message.cues("postcode"):
        start = _FILLER.match(masked, message.words[cue.last - 1].end)
        value = re.compile(r"[A-Za-z]{0,2}\d[\w-]{2,8}(?: \d[A-Za-z]{2}| \d{3}| [A-Z]{2})?(?!\w)").match(
            masked, start.end() if start else 0
        )
        if value:
            yield Span(value.start(), value.end(), "postcode")


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
        cued = _after_cue(message, "phone", match.start()) or _after_cue(message, "id", match.start())
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
    doubled = [
        int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    ]
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
        beside = any(0 <= span.start - end <= 40 or 0 <= start - span.end <= 32 for start, end in lines)
        mine = any(0 <= span.start - end <= 24 for end in own)
        if not beside or mine:
            yield span


def _spelled(message: Message) -> Iterator[Span]:
    """A phone in words: "zero seven seven double zero nine"."""
    words = message.words
    first = 0
    while first < len(words):
        last, spoken = _spoken_run(message, first)
        cued = any(0 <= first - cue.last <= 4 for cue in message.cues("phone"))
        if spoken >= (_SPELLED_CUED if cued else _SPELLED_ALONE):
            yield Span(words[first].start, words[last].end, "phone")
        first = max(last, first) + 1


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


def _cjk(message: Message) -> Iterator[Span]:
    """Cues and numerals of Chinese and Japanese."""
    for match in _CJK_ID.finditer(message.flat):
        yield Span(match.start(1), match.start(1) + len(match[1].rstrip(" -")), "number")
    for pattern in (_CJK_DIGITS, _KANA_DIGITS):
        for match in pattern.finditer(message.flat):
            yield Span(match.start(), match.start() + len(match[0].rstrip(" 、,-")), "phone")
    for match in _CJK_POSTCODE.finditer(message.flat):
        yield Span(match.start(1), match.end(1), "postcode")

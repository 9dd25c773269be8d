"""Chinese and Japanese: names, numbers, addresses and birth cues, where no space marks a word.

A name needs a cue ("我叫", "と申します", "さん") and, where the cue is weak, a surname of the
table; its end is a mark, or a character that goes on with the sentence. The words are in cjk.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.privacy.message import Message, Span
from bot.privacy.online import either
from bot.privacy.tables import TABLES, tables, toml

_HAN = r"[\u4e00-\u9fff]"
_JA_CHAR = r"[\u4e00-\u9fff々〆ヶ\u3041-\u3096\u30a1-\u30faー]"
_KANA = re.compile(r"[\u3040-\u30ff]")
_JA_ADDRESS = (
    rf"{_JA_CHAR}{{1,6}}\s?\d{{1,3}}\s?丁目\s?(?:\d{{1,4}}\s?番(?:地)?の?\s?)?"
    r"(?:\d{1,4}\s?号?)?(?:-\d{1,4})*"
    rf"|(?<=[区市町村]){_JA_CHAR}{{1,8}}\d{{1,4}}(?:-\d{{1,4}}){{1,3}}"
    rf"|{_JA_CHAR}{{1,6}}\d{{1,5}}番地(?:の?\d{{1,4}})?"
)
_VALUE = r"[^\w]{0,3}[是为は]?[^\w]{0,2}([A-Za-z]{0,3}\d[\dA-Za-z -]{2,24})"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Compiled once; group 1, where there is one, is the span."""

    chinese_names: tuple[re.Pattern[str], ...]
    japanese_names: tuple[re.Pattern[str], ...]
    ids: re.Pattern[str]
    postcodes: re.Pattern[str]
    phones: re.Pattern[str]
    addresses: re.Pattern[str]
    birth_before: re.Pattern[str]
    birth_after: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    raw = toml(TABLES / "cjk.toml")
    zh, ja = raw["chinese"], raw["japanese"]
    kana = either(ja["digits"])
    postcodes = either([*zh["postcodes"], *ja["postcodes"]])
    return _Patterns(
        tuple(map(re.compile, _chinese(zh))),
        tuple(map(re.compile, _japanese(ja))),
        re.compile(rf"(?:{either([*zh['ids'], *ja['ids']])}){_VALUE}"),
        re.compile(rf"(?:{postcodes})\s?[:是は]?\s?(〒?\d{{3,6}}(?:-\d{{4}})?)"),
        re.compile(
            rf"[{zh['digits']}\d](?:[ -]?[{zh['digits']}]){{6,}}|(?:(?:{kana})[ ,-]?){{8,}}"
        ),
        re.compile(f"{_chinese_addresses(zh)}|{_JA_ADDRESS}"),
        re.compile(rf"(?:{either([*zh['birth_before'], *ja['birth_before']])})\s?[:是は]?\s?$"),
        re.compile(rf"\s?(?:{either([*zh['birth_after'], *ja['birth_after']])}|生$)"),
    )


def _chinese(raw: dict[str, Any]) -> tuple[str, ...]:
    """Patterns of Chinese names."""
    surname = rf"(?!{either(raw['not_a_surname'])})(?:{either(tables().chinese_surnames)})"
    follows = f"$|[^\\u4e00-\\u9fff]|{either(raw['goes_on'])}"
    ended = rf"{surname}(?:{_HAN}{{2}}(?={follows})|{_HAN}(?={follows}))"
    full = rf"(?:{ended}|{surname}{_HAN}{{2}})"
    return (
        rf"(?:{either(raw['announces'])})\s?[:,是为]?\s?({full}|{_HAN}{{2,4}}(?={follows}))",
        rf"(?:{either(raw['patient'])})\s?:\s?({full})",
        rf"我姓({_HAN}{{1,2}}?)(?={follows})",
        rf"姓{_HAN}{{1,2}},\s?({ended})",
        rf"(?:^|[^\u4e00-\u9fff]|我|你好|您好|们)(?:这是|是|本人|叫)\s?({ended})",
        rf"(?:{either(raw['kin'])})(?:叫|名叫|是|,)?\s?({ended})",
        rf"({surname}{_HAN}{{0,2}}?)(?={either(raw['titles'])})",
        rf"(?:{either(raw['own_doctor'])})(?:是|叫)?({surname}{_HAN}{{0,2}}?)"
        rf"(?=医生|主任|教授|大夫|{follows})",
        rf"(?:{either(raw['closings'])})[\s,.!—-]{{1,4}}({ended})\s*$",
    )


def _japanese(raw: dict[str, Any]) -> tuple[str, ...]:
    """Patterns of Japanese names."""
    family = either(tables().japanese_surnames)
    says = either(raw["says"])
    kana = r"[\u3041-\u3096]{2,4}|[\u30a1-\u30fa]{2,4}"
    given = rf"{_HAN}{{1,2}}[{raw['given_name_ends']}]|{kana}"
    name = rf"{_JA_CHAR}{{1,8}}?"
    start = r"(?:^|[\s,.「はの!]|して)"
    return (
        rf"(?:{either(raw['announces'])})\s?({name})(?=です|{says}|だ|[,.]|\s|$)",
        rf"{start}({name})(?={says})",
        rf"{start}((?:{family})(?:{name})?)(?=です|{says}|だ[\s.]|より|\s*$)",
        rf"私は((?:{family})(?:{name})?)(?=です|{says}|,)",
        rf"((?!{either(raw['not_people'])})(?:(?:{family})(?:{_HAN}{{1,3}})?|(?<!{_HAN}){_HAN}{{1,3}}"
        r"|(?<![\u30a1-\u30faー])[\u30a1-\u30faー]{2,6}))(?=さん|様(?![子々])|氏(?!名)|くん|ちゃん)",
        rf"(?:{either(raw['kin'])})の((?:{given}))(?=[はがもをに,と(])",
        rf"((?:{family})\s?{_HAN}{{1,3}})(?=[\s,.(]|$)",
    )


def _chinese_addresses(raw: dict[str, Any]) -> str:
    """Street, number and room; and a block of an estate."""
    return (
        rf"{_HAN}{{1,5}}?(?:{either(raw['streets'])})\s?\d{{1,5}}\s?(?:号|號|弄|巷)?"
        r"(?:[\s\d\u4e00-\u9fffA-Za-z-]{0,12}?(?:室|楼|樓|单元|栋|座|层|户))*"
        rf"|{_HAN}{{2,6}}(?:{either(raw['estates'])})\d{{1,4}}(?:号楼|栋|幢|座|单元|室|号)"
        r"[\d\u4e00-\u9fff]{0,8}(?:室|单元|楼|号)?"
    )


def find_cjk(message: Message) -> Iterator[Span]:
    """All spans that need Chinese or Japanese words to be found."""
    if not message.has_cjk:
        return
    found = _patterns()
    yield from _names(message)
    for pattern, kind in ((found.ids, "number"), (found.postcodes, "postcode")):
        for match in pattern.finditer(message.flat):
            yield Span(match.start(1), match.start(1) + len(match[1].rstrip(" -")), kind)
    for match in found.phones.finditer(message.flat):
        yield Span(match.start(), match.start() + len(match[0].rstrip(" ,-")), "phone")
    for match in found.addresses.finditer(message.flat):
        yield Span(match.start(), match.end(), "address")


def is_birth(message: Message, start: int, end: int) -> bool:
    """Whether a word such as "出生" stands right before or after a date."""
    before = message.flat[max(0, start - 12) : start]
    return bool(
        _patterns().birth_before.search(before) or _patterns().birth_after.match(message.flat, end)
    )


def _names(message: Message) -> Iterator[Span]:
    """Names by their cues, and the same characters again elsewhere."""
    japanese = _KANA.search(message.flat) is not None
    names: set[str] = set()
    for pattern in _patterns().japanese_names if japanese else _patterns().chinese_names:
        for match in pattern.finditer(message.flat):
            names.add(match[1])
            yield Span(match.start(1), match.end(1), "name")
    yield from _again(message, (name for name in names if len(name) > 1))


def _again(message: Message, names: Iterable[str]) -> Iterator[Span]:
    for name in names:
        for match in re.finditer(re.escape(name), message.flat):
            yield Span(match.start(), match.end(), "name")

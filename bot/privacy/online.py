"""E-mail addresses, also spelled out, profile links and handles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.privacy.message import Message, Span
from bot.privacy.tables import TABLES, toml

_BEFORE_AT = re.compile(r"[\w.+%'-]{1,64}$")
_AFTER_AT = re.compile(r"(?:[\w-]{1,63}\.){1,6}[\w-]{2,24}|[\w-]{2,63}")
_HANDLE = re.compile(r"(?<![\w.@/])@[^\W\d][\w.]{1,40}")
_JOINED = re.compile(r"(?<![\w@./+-])[A-Za-z][A-Za-z0-9.]{0,30}_[A-Za-z0-9_.]{1,30}(?![\w@])")
_AFTER_CUE = re.compile(
    r"\s?(?:name|id|handle|is|es|ist|est|é|è|to|this)?\s?[:=-]?\s?[«\"“']?(@?[\w.-]{3,40})", re.I
)
_LOOKS_LIKE_A_HANDLE = re.compile(r"[A-Za-z].*[\d_.]|[\d_.].*[A-Za-z]|^@")
_MAIL_NEAR = 40  # characters between "e-mail" and an address that could be prose


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns made from online.toml."""

    at_somewhere: re.Pattern[str]
    spelled: re.Pattern[str]
    clearly_spelled: re.Pattern[str]
    profile: re.Pattern[str]
    account: re.Pattern[str]


def either(words: Iterable[str]) -> str:
    """A pattern for one of `words`, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    raw = toml(TABLES / "online.toml")
    cjk = toml(TABLES / "cjk.toml")
    dots, ats = either(raw["dots"]), either(raw["ats"])
    dot = rf"(?:\s?\.\s?|\s?[(\[{{<]\s?(?:\.|{dots})\s?[)\]}}>]\s?|\s(?:{dots})\s)"
    join = rf"(?:{dot}|\s(?:{either(raw['marks'])})\s|[_+-])"
    at = rf"(?:\s?@\s?|\s?[(\[{{<]\s?(?:@|{ats})\s?[)\]}}>]\s?|\s(?:{ats})\s)"
    name = r"[^\W_][\w+-]{0,40}"
    domain = rf"(?:[^\W_][\w-]{{0,40}}{dot}){{1,4}}(?:{either(raw['domains'])})(?![\w-])"
    host = rf"(?:\.|\s(?:{dots})\s)(?:com|me|ru|net|org|dog)"
    slash = rf"(?:\s?/\s?|\s(?:{either(raw['slashes'])})\s)"
    accounts = either([*cjk["chinese"]["accounts"], *cjk["japanese"]["accounts"]])
    return _Patterns(
        re.compile(rf"@|[(\[{{<\s](?:{ats})[)\]}}>\s]", re.I),
        re.compile(rf"(?<![\w.+-]){name}(?:{join}{name}){{0,4}}{at}{domain}", re.I),
        re.compile(r"\sdot\s|[(\[]", re.I),
        re.compile(
            rf"(?<![\w.])(?:https?://)?(?:www\.)?(?:{either(raw['profile_sites'])}){host}{slash}"
            r"(?:(?:in|profile\.php\?id=|user)/)?([^\s,;!?]+)",
            re.I,
        ),
        re.compile(rf"(?:{accounts})\s?[是:は]?\s?(@?[A-Za-z0-9][\w.-]{{3,40}})", re.I),
    )


def find_online(message: Message) -> Iterator[Span]:
    """E-mail, profile and handle spans."""
    yield from _emails(message)
    for match in _patterns().profile.finditer(message.flat):
        yield Span(match.start(1), match.end(1), "profile")
    for pattern in (_HANDLE, _JOINED):
        for match in pattern.finditer(message.flat):
            yield Span(match.start(), match.end(), "handle")
    if message.has_cjk:
        for match in _patterns().account.finditer(message.flat):
            yield Span(match.start(1), match.end(1), "handle")
    yield from _cued_handles(message)


def _emails(message: Message) -> Iterator[Span]:
    """Addresses around an @, then those in words; the costly pattern runs only where due."""
    flat = message.flat
    for at in re.finditer("@", flat):
        before = _BEFORE_AT.search(flat[max(0, at.start() - 64) : at.start()])
        after = _AFTER_AT.match(flat, at.end())
        if before and after:
            yield Span(at.start() - len(before[0]), after.end(), "email")
    if not _patterns().at_somewhere.search(flat):
        return
    for match in _patterns().spelled.finditer(flat):
        if not _is_prose(match[0]) or _has_mail_cue(message, match.start()):
            yield Span(match.start(), match.end(), "email")


def _is_prose(found: str) -> bool:
    """Whether it may be prose: "look at example.org", an ordinary at with an ordinary domain."""
    plain_at = re.search(r"\sat\s", found, re.I)
    return plain_at is not None and not _patterns().clearly_spelled.search(found)


def _has_mail_cue(message: Message, offset: int) -> bool:
    """Whether a word such as "e-mail" stands shortly before."""
    return any(
        0 <= offset - message.words[cue.last - 1].end <= _MAIL_NEAR for cue in message.cues("mail")
    )


def _cued_handles(message: Message) -> Iterator[Span]:
    """ "my telegram is zebra_mike": after a cue, a word that looks like a handle."""
    for cue in message.cues("handle"):
        match = _AFTER_CUE.match(message.flat, message.words[cue.last - 1].end)
        if match and _LOOKS_LIKE_A_HANDLE.search(match[1].strip(".")):
            yield Span(match.start(1), match.end(1), "handle")

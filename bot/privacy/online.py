"""E-mail addresses, also spelled out, profile links and handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.message import Message, Span

_DOT_WORDS = "dot|period|punto|punkt|point|ponto|punt|kropka|точка|点|點|ドット|نقطة|نقطه|دوت"
_AT_WORDS = (
    "at|arroba|ät|aet|klammeraffe|arobase|arrobase|chiocciola|apenstaartje|apestaartje|małpa|malpa"
    "|собака|艾特|アットマーク|アット|آت|ات|at sign"
)
_MARK_WORDS = "underscore|dash|hyphen|minus|guion bajo|guión bajo|unterstrich|tiret|trattino"
_TLD = (
    "com|net|org|edu|gov|info|biz|io|me|co|uk|de|fr|es|pt|br|it|nl|be|pl|ru|ua|cn|jp|ae|sa|eg|ma"
    "|ca|au|nz|ie|in|us|mx|ar|cl|at|ch|eu|se|no|dk|fi|cz|gr|tr|il|kr|tw|hk|sg|za|app|dev|mail|рф"
    "|ком|ру|нет|орг|كوم|نت"
)
_DOT = rf"(?:\s?\.\s?|\s?[(\[{{<]\s?(?:\.|{_DOT_WORDS})\s?[)\]}}>]\s?|\s(?:{_DOT_WORDS})\s)"
_JOIN = rf"(?:{_DOT}|\s(?:{_MARK_WORDS})\s|[_+-])"
_AT = rf"(?:\s?@\s?|\s?[(\[{{<]\s?(?:@|{_AT_WORDS})\s?[)\]}}>]\s?|\s(?:{_AT_WORDS})\s)"
_NAME = r"[^\W_][\w+-]{0,40}"
_LOCAL = rf"(?<![\w.+-]){_NAME}(?:{_JOIN}{_NAME}){{0,4}}"
_DOMAIN = rf"(?:[^\W_][\w-]{{0,40}}{_DOT}){{1,4}}(?:{_TLD})(?![\w-])"
_SPELLED = re.compile(rf"{_LOCAL}{_AT}{_DOMAIN}", re.I)
_PLAIN_AT = re.compile(r"\sat\s", re.I)
_AT_SIGN = re.compile(rf"@|[(\[{{<\s](?:{_AT_WORDS})[)\]}}>\s]", re.I)
_BEFORE_AT = re.compile(r"[\w.+%'-]{1,64}$")
_AFTER_AT = re.compile(r"(?:[\w-]{1,63}\.){1,6}[\w-]{2,24}|[\w-]{2,63}")
_HANDLE = re.compile(r"(?<![\w.@/])@[^\W\d][\w.]{1,40}")

_SITES = (
    "t|telegram|facebook|fb|instagram|linkedin|twitter|x|vk|ok|tiktok|youtube|snapchat|threads"
    "|wa|weibo|m\\.facebook|messenger|m"
)
_PROFILE = re.compile(
    rf"(?<![\w.])(?:https?://)?(?:www\.)?(?:{_SITES})"
    r"(?:\.|\s(?:dot|punto|punkt|point|ponto|punt|kropka|точка)\s)(?:com|me|ru|net|org|dog)"
    r"(?:\s?/\s?|\s(?:slash|barra|schrägstrich)\s)(?:(?:in|profile\.php\?id=|user)/)?([^\s,;!?]+)",
    re.I,
)
_AFTER_CUE = re.compile(
    r"\s?(?:name|id|handle|is|es|ist|est|é|è|to|this)?\s?[:=-]?\s?[«\"“']?(@?[\w.-]{3,40})", re.I
)
_CJK_ACCOUNT = re.compile(
    r"(?:微信号?|QQ号?|微博|LINE\s?ID|ライン|インスタ|ツイッター|電報|电报)\s?[是:：は]?\s?(@?[A-Za-z0-9][\w.-]{3,40})",
    re.I,
)
_LOOKS_LIKE_A_HANDLE = re.compile(r"[A-Za-z].*[\d_.]|[\d_.].*[A-Za-z]|^@")


def find_online(message: Message) -> Iterator[Span]:
    """E-mail, profile and handle spans."""
    yield from _emails(message)
    for match in _PROFILE.finditer(message.flat):
        yield Span(match.start(1), match.end(1), "profile")
    for match in _HANDLE.finditer(message.flat):
        yield Span(match.start(), match.end(), "handle")
    if message.has_cjk:
        for match in _CJK_ACCOUNT.finditer(message.flat):
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
    if not _AT_SIGN.search(flat):
        return
    for match in _SPELLED.finditer(flat):
        if not _is_plain_sentence(match[0]) or _has_mail_cue(message, match.start()):
            yield Span(match.start(), match.end(), "email")


def _is_plain_sentence(found: str) -> bool:
    """Whether it may be prose: "look at example.org", an ordinary at with an ordinary domain."""
    at = _PLAIN_AT.search(found)
    return at is not None and not re.search(rf"\s(?:{_DOT_WORDS})\s|[(\[]", found, re.I)


def _has_mail_cue(message: Message, offset: int) -> bool:
    """Whether a word such as "e-mail" stands within 40 characters before."""
    return any(
        0 <= offset - message.words[cue.last - 1].end <= 40 for cue in message.cues("mail")
    )


def _cued_handles(message: Message) -> Iterator[Span]:
    """"my telegram is zebra_mike": after a cue, a word that looks like a handle."""
    for cue in message.cues("handle"):
        match = _AFTER_CUE.match(message.flat, message.words[cue.last - 1].end)
        if match and _LOOKS_LIKE_A_HANDLE.search(match[1].strip(".")):
            yield Span(match.start(1), match.end(1), "handle")

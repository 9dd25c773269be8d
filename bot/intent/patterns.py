"""The small pattern language of `content/intents/*.toml`, compiled to regular expressions.

A pattern is written as people write, and is folded like the text it meets. Between spaces:

    word        that word                     a|b         either
    stem*       any word that begins so       *end        any word that ends so
    [word]      may be missing                {name}      any entry of that set in the same file
    ~           up to two words               ...         up to seven words
    <  >        the beginning, the end        !word       that word must not come next
    two_words   an alternative of two words (`sign_up|join`)

In Chinese and Japanese, where words are not parted, a pattern is found anywhere and the gaps
count characters. Arabic words are met without their article and joined particles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from bot.intent.folding import fold, without_article

UNSPACED = frozenset({"zh", "ja"})
_NEVER = r"(?!)"
_OPTION = r"(?:\{\w+\}|[^\s.{}|\[\]]+)"
_TOKEN = re.compile(rf"\.\.\.|\[[^\]]+\]|!?{_OPTION}(?:\|{_OPTION})*|\S")

Sets = Mapping[str, tuple[str, ...]]


def compile_patterns(patterns: Iterable[str], sets: Sets, language: str) -> re.Pattern[str]:
    """One expression that finds any of `patterns` in folded text that ends in a space.

    Raises KeyError for a set that does not exist.
    """
    body = "|".join(_source(pattern, sets, language) for pattern in patterns) or _NEVER
    start = "" if language in UNSPACED else r"(?<!\S)"
    return re.compile(f"{start}(?:{body})")


def _source(pattern: str, sets: Sets, language: str) -> str:
    """The expression of one pattern. Every word brings the space that follows it."""
    return "".join(_part(token, sets, language) for token in _TOKEN.findall(pattern))


def _part(token: str, sets: Sets, language: str) -> str:
    unspaced = language in UNSPACED
    match token:
        case "~":
            return ".{0,4}?" if unspaced else r"(?:\S+ ){0,2}?"
        case "...":
            return ".{0,12}?" if unspaced else r"(?:\S+ ){0,7}?"
        case "<":
            return "^"
        case ">":
            return "$"
    if token.startswith("!"):
        return f"(?!{_part(token[1:], sets, language)})"
    if token.startswith("["):
        return f"(?:{_part(token[1:-1], sets, language)})?"
    options = (_option(option, sets, language) for option in token.split("|"))
    return f"(?:{'|'.join(options)})"


def _option(option: str, sets: Sets, language: str) -> str:
    if option.startswith("{"):
        return "|".join(_source(entry, sets, language) for entry in sets[option[1:-1]])
    return _word(option, language)


@cache
def _word(word: str, language: str) -> str:
    folded = fold(word.strip("*"))
    if language == "ar":
        folded = without_article(folded)
    escaped = re.escape(folded).replace(r"\ ", " ")
    if language in UNSPACED:
        return escaped
    prefix = r"\S*" if word.startswith("*") else ""
    return prefix + escaped + (r"\S* " if word.endswith("*") else " ")

"""A message made plain enough to compare: one form for all the ways people type.

Compatibility forms are unified (NFKC), invisible and direction marks removed, case and Latin,
Cyrillic and Arabic marks folded, stretched letters shortened, digits of any script made ASCII and
digit-for-letter spellings undone. The result is a list of words with the clause and sentence each
stands in; a Chinese or Japanese character is a word of half a unit. Nothing here raises, whatever
the text holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_FOLDABLE = re.compile("[\u00c0-\u058f\u0600-\u06ff\u0966-\u096f\u1e00-\u1eff]+")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_LONG_DENIAL = re.compile(r"\b(do|does|did|would|could|can|will) not\b")
_SHORT_DENIAL = {"will": "wont", "can": "cant"}
_STRETCHED_ASCII = tuple(letter * 3 for letter in ascii_lowercase)
_APOSTROPHE = re.compile("['`´‘’ʼ＇]")
_ELISION = re.compile(
    r"\b(l|d|j|m|n|s|c|t|qu|jusqu|lorsqu|puisqu|quelqu|un|all|dell|nell|sull|dall|cos|com|quell|"
    r"quest|dov|cent|anch|mezz)'(?=\w)"
)
_LETTERS = str.maketrans("ßøłđæœıأإآىةؤئёі", "sold" + "aoi" + "ااايهويеи")
_MARKED = ((0xC0, 0x250), (0x400, 0x460), (0x622, 0x627), (0x1E00, 0x1F00))
_MARKS = ((0x300, 0x370), (0x610, 0x61B), (0x64B, 0x660), (0x670, 0x671), (0x640, 0x641))
_DIGITS = (0x660, 0x6F0, 0x966)  # zero in Arabic, Persian and Devanagari
_LEET = str.maketrans("013457@$", "oieastas")
_MIXED = re.compile(r"\b[a-z]+[0134579@$]+[a-z][a-z0134579@$]*")
_SPACED = re.compile(r"\b(?:[a-z] ){3,}[a-z]\b")
NUMBER = r"\d+(?:[.,:]\d+)?"
CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_PIECE = re.compile(
    rf"(?P<number>{NUMBER})|(?P<cjk>[{CJK}])|(?P<word>[^\W\d_{CJK}][^\W_{CJK}]*)"
    r"|(?P<end>[.!?。！？؟;；\n\r…]+|\s[-–—]+\s)|(?P<pause>[,،、，:：()\[\]]+)"
    r"|(?P<sign>[/%°🆘🚨🚑])"
)
_LONGEST_CLAUSE = 40
_FOLDED_APOSTROPHE = "'"


@dataclass(frozen=True, slots=True)
class PlainText:
    """Words in order, each with its place.

    `places` counts words (a Chinese or Japanese character as a half); `clauses` and `sentences`
    are numbers that rise through the message. `text` is the folded text, for number readings.
    """

    text: str
    words: tuple[str, ...]
    places: tuple[float, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]


def fold(text: str) -> str:
    """Text in its one plain form: lower case, without marks, invisible characters or stretching."""
    text = fold_letters(text)
    if not text.isascii() or any(stretched in text for stretched in _STRETCHED_ASCII):
        text = _STRETCHED.sub(r"\1", text)
    text = _APOSTROPHE.sub(_FOLDED_APOSTROPHE, text)
    if " not" in text:
        text = _LONG_DENIAL.sub(_shortened, text)
    if _FOLDED_APOSTROPHE in text:
        text = _ELISION.sub(r"\1 ", text).replace(_FOLDED_APOSTROPHE, "")
    return text


def _shortened(denial: re.Match[str]) -> str:
    """A denial as people type it, for the tables: "dont" for "do not"."""
    verb = denial.group(1)
    return _SHORT_DENIAL.get(verb, f"{verb}nt")


def fold_letters(text: str) -> str:
    """Text with each letter in its plain form; what `fold` does first, and quick on long texts."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if text.isascii():
        return text
    return _FOLDABLE.sub(lambda found: found.group().translate(_plain_letters()), text)


@lru_cache(maxsize=1)
def _plain_letters() -> Mapping[int, str | int]:
    """Marked letters and foreign digits by their plain ones; marks alone vanish."""
    marks = {code: "" for first, end in _MARKS for code in range(first, end)}
    letters = {
        code: unicodedata.normalize("NFD", chr(code)).translate(marks).translate(_LETTERS)
        for first, end in _MARKED
        for code in range(first, end)
    }
    digits = {zero + value: str(value) for zero in _DIGITS for value in range(10)}
    return {**_LETTERS, **letters, **digits, **marks}


def plain_text(text: str) -> PlainText:
    """The words of `text`, folded, with their places."""
    folded = _MIXED.sub(lambda found: found.group().translate(_LEET), fold(text))
    folded = _SPACED.sub(lambda found: found.group().replace(" ", ""), folded)
    words: list[str] = []
    places: list[float] = []
    clauses: list[int] = []
    sentences: list[int] = []
    place, clause, sentence, since_break = 0.0, 0, 0, 0
    for piece in _PIECE.finditer(folded):
        kind = piece.lastgroup
        if kind == "end" or kind == "pause":
            clause, since_break = clause + 1, 0
            sentence += kind == "end"
            place += 0.5
            continue
        words.append(piece.group())
        places.append(place)
        clauses.append(clause)
        sentences.append(sentence)
        place += 0.5 if kind == "cjk" else 1.0
        since_break += 1
        if since_break >= _LONGEST_CLAUSE * (2 if kind == "cjk" else 1):
            clause, since_break = clause + 1, 0
            sentence += 1
    return PlainText(folded, tuple(words), tuple(places), tuple(clauses), tuple(sentences))

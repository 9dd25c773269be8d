"""Texts that say nothing: no letters, one thing repeated, or keys hit at random.

A word counts as mashed when no language would write it: a run along the keyboard, no vowel, or a
pile of consonants. A text is gibberish when all of its words are mashed or empty; one word
that reads like a word saves it, because a drug name or a place may look odd.
"""

from __future__ import annotations

import re

from bot.intent.folding import fold

_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm",
    "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءرلازوظ",
)  # fmt: skip
_LATIN = re.compile(r"[a-z]+")
_CYRILLIC = re.compile(r"[а-я]+")
_VOWEL = re.compile(r"[aeiouyаеиоуыэюя]")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|[бвгджзйклмнпрстфхцчшщъь]{6,}")
_GERMAN_PILES = re.compile(r"tsch|chts|schl|schr|schm|schw|ngst|rzts|chst|nkst|ghts|ngth")
_REPEATED = re.compile(r"(.{1,3}?)\1{3,}")
_LOREM = re.compile(r"\blorem ipsum\b")
_RUN = 4
_LONGEST_WORD = 60  # no word is longer, and the rest would only cost time
_REPEATED_WORDS = 4


def is_filler(text: str) -> bool:
    """Whether `text` is one word over and over, or the printers' dummy text."""
    words = fold(text).split()
    return _LOREM.search(" ".join(words)) is not None or (
        len(words) >= _REPEATED_WORDS and len(set(words)) == 1
    )


def is_gibberish(text: str) -> bool:
    """Whether nothing can be read in `text`. The text may be raw or folded."""
    words = [word[:_LONGEST_WORD] for word in fold(text).split() if any(map(str.isalpha, word))]
    if not words or all(_is_mashed(word) or _is_stutter(word) for word in words):
        return True
    mashed = [word for word in words if len(word) >= _RUN and _is_mashed(word)]
    return bool(mashed) and all(word in mashed or len(word) <= 3 for word in words)


def _is_stutter(word: str) -> bool:
    repeated = _REPEATED.search(word)
    whole = repeated is not None and len(repeated[0]) >= len(word) - 2
    return whole or (len(word) >= 2 and len(set(word)) == 1)


def _is_mashed(word: str) -> bool:
    if _on_one_row(word):
        return True
    if not (_LATIN.fullmatch(word) or _CYRILLIC.fullmatch(word)):
        return False
    plain = _GERMAN_PILES.sub("s", word)
    if len(word) >= _RUN:
        vowels = len(_VOWEL.findall(word))
        return bool(_CONSONANTS.search(plain)) or vowels / len(plain) < 0.2
    return False


def _on_one_row(word: str) -> bool:
    """A run of three or more neighbouring keys that makes up the whole word, or four of a part."""
    need = len(word) if len(word) == 3 else _RUN
    if len(word) < 3:
        return False
    for row in _ROWS:
        for keys in (row, row[::-1]):
            if any(word[i : i + need] in keys for i in range(len(word) - need + 1)):
                return True
    return False

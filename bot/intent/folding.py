"""One plain form of a text, so that patterns need not know spelling, accents or punctuation.

Folded text is lower case, without accents, vowel marks or invisible characters; words are parted
by single spaces, a question mark is a word of its own, all other punctuation is gone. Patterns
are folded by the same function, so both sides always agree. Length is bounded: a giant text keeps
its beginning and its end, where people put their question.
"""

from __future__ import annotations

import re
import unicodedata

HEAD_CHARACTERS = 900
TAIL_CHARACTERS = 500

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u0640]")
_DOTTED_NET = re.compile(r"(?<!\w)\.net\b", re.IGNORECASE)
_MASKED = re.compile(r"(?<=\w)(?:\*+(?=\w)|\*{2,})")  # f***, sh*t
_NOT_WORD = re.compile(r"[^\w?]+|_+")
_ARTICLE = re.compile(r"(?<!\S)(?:[وف]?[بك]?ال|[وف]?لل|و(?=\S{4}))(?=\S{3})")
_SPACES = re.compile(r"\s+")
_MARKS_KEPT = frozenset("\u3099\u309a\u0306")  # voiced kana and the Russian short i change the word
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ё": "е", "’": "'",
        "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "؟": "?",
    }
)  # fmt: skip


def clip(text: str) -> str:
    """The text, or the beginning and the end of a giant one."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return text
    return f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"


def fold(text: str) -> str:
    """The folded form of `text` (see the module). Idempotent."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    plain = _DOTTED_NET.sub(" dotnet", plain).translate(_LETTERS)
    if not plain.isascii():
        plain = _without_marks(plain).translate(_LETTERS)
    plain = _MASKED.sub(lambda stars: "x" * len(stars[0]), plain)
    plain = _NOT_WORD.sub(" ", plain).replace("?", " ? ")
    return _SPACES.sub(" ", plain).strip()


def without_article(folded: str) -> str:
    """Folded Arabic without the article and the particles that are joined to a word."""
    return _ARTICLE.sub("", folded)


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    kept = (c for c in parts if not unicodedata.combining(c) or c in _MARKS_KEPT)
    return unicodedata.normalize("NFC", "".join(kept))

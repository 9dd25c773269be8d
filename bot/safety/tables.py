"""Reads the phrase tables, one script at a time and as late as possible.

The tables are `content/safety/patterns/<language>.tsv`: a concept, a tab, phrases between
semicolons; a concept may have many rows. `*` ends a stem, `_` is a gap of up to three words, and
`(a|b)` stands for either. A table is folded whole and cut into phrases, but a phrase is only cut
into words once a message holds its first word: of thousands of phrases a message touches few. Of
scripts that a message does not use nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from bot.safety.spelling import CJK, NUMBER, fold
from content import FOLDER
from content.errors import ContentError

PATTERNS = FOLDER / "safety" / "patterns"
GAP = "_"

_TOKEN = re.compile(rf"_|(?:{NUMBER}|[{CJK}]|[^\W\d_{CJK}][^\W_{CJK}]*|[/%°🆘🚨🚑])\*?")
_CHOICE = re.compile(r"\(([^()]*)\)")
_LATIN = ("en", "es", "de", "fr", "pt", "it", "nl", "pl")
_BY_SCRIPT = {"latin": _LATIN, "cyrillic": ("ru",), "cjk": ("zh", "ja"), "arabic": ("ar",)}
_SIGNS_OF_SCRIPT = {
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "cjk": re.compile(f"[{CJK}]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
}

Phrase = tuple[str, str, str]  # language, concept, the folded phrase


def scripts_of(folded: str) -> tuple[str, ...]:
    """The scripts whose tables can say something about a folded text; Latin always."""
    others = (name for name, sign in _SIGNS_OF_SCRIPT.items() if sign.search(folded))
    return ("latin", *others)


def read_script(script: str) -> tuple[dict[str, list[Phrase]], frozenset[str]]:
    """The phrases of a script by their first word, and all its words and stems.

    Raises ContentError where a table cannot be read.
    """
    by_first: dict[str, list[Phrase]] = {}
    words: set[str] = set()
    for language in _BY_SCRIPT[script]:
        cells: list[str] = []
        for concept, phrases in _rows(language):
            cells.append(phrases)
            for phrase in phrases.split("; "):
                for opened in _opened(phrase) if phrase.startswith("(") else (phrase,):
                    first = _first_token(opened)
                    by_first.setdefault(first, []).append((language, concept, opened))
        words.update(_TOKEN.findall("\n".join(cells)))
    return by_first, frozenset(words - {GAP})


def spellings(phrase: str) -> Iterator[list[str]]:
    """The words, stems and gaps of everything that a folded phrase stands for."""
    pieces = _CHOICE.split(phrase)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield _TOKEN.findall("".join(chosen))


def _rows(language: str) -> Iterator[tuple[str, str]]:
    path = PATTERNS / f"{language}.tsv"
    try:
        lines = fold(path.read_text(encoding="utf-8")).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"{error}; restore the table") from error
    for number, line in enumerate(lines[1:], start=2):
        concept, tab, phrases = line.partition("\t")
        if line and not line.startswith("#"):
            if not (tab and concept.strip() and phrases.strip(" ;")):
                raise ContentError(path, "expected a concept, a tab and phrases", number)
            yield concept, phrases


def _first_token(phrase: str) -> str:
    first = phrase.partition(" ")[0]
    if first.isascii() and first.isalpha():
        return first
    found = _TOKEN.match(phrase)
    return found.group() if found else ""


def _opened(phrase: str) -> Iterator[str]:
    """A phrase that begins with a choice, once for each."""
    choices, _, rest = phrase[1:].partition(")")
    for choice in choices.split("|"):
        yield choice + rest

"""The redactor's tables (content/privacy/), read once and folded the way messages are folded.

Phrases are looked up word by word in a tree of dictionaries, so a message costs the same however
long the tables grow.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from content import FOLDER
from content.errors import ContentError

TABLES = FOLDER / "privacy"

_SMALL_WORDS = ("ends_a_name", "particle", "origin", "saint", "thing")
_WORD = re.compile(r"[^\W_]+")
_ARABIC = str.maketrans("أإآىةؤئ", "ااايهوي", "ًٌٍَُِّْـ")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word without case, accents and vowel marks."""
    low = word.lower().replace("ß", "ss").replace("ё", "е").replace("ł", "l").replace("ø", "o")
    if low.isascii():
        return low
    low = low.translate(_ARABIC)
    if "а" <= low[:1] <= "я":  # й and и differ by what looks like an accent
        return low
    parts = unicodedata.normalize("NFD", low)
    return "".join(part for part in parts if not unicodedata.combining(part))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found among words: what it announces, and the words [first, last) it takes."""

    kind: str
    first: int
    last: int


class Phrases:
    """Phrases by their folded words."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """`entries`: (kind, phrase)."""
        self._tree: dict[str, Any] = {}
        for kind, phrase in entries:
            node = self._tree
            for word in _WORD.findall(phrase):
                node = node.setdefault(fold(word), {})
            if node is not self._tree:
                node.setdefault("", set()).add(kind)

    def find(self, words: list[str], joined: list[bool]) -> Iterator[Phrase]:
        """Every phrase in `words` (folded). joined[i]: word i follows i - 1 closely."""
        for first, word in enumerate(words):
            node = self._tree.get(word)
            if node is None and word[0] == "و":  # Arabic writes "and" onto the next word
                node = self._tree.get(word[1:])
            last = first + 1
            while node is not None:
                for kind in node.get("", ()):
                    yield Phrase(kind, first, last)
                if last == len(words) or not joined[last]:
                    break
                node = node.get(words[last])
                last += 1


@dataclass(frozen=True, slots=True)
class Streets:
    """The words of streets.toml, folded."""

    after_number: frozenset[str]
    after_number_plain: frozenset[str]
    before_name: frozenset[str]
    before_name_plain: frozenset[str]
    endings: tuple[str, ...]
    kind_before_number: frozenset[str]
    particles: frozenset[str]
    openings: Phrases
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The shapes of numbers.toml: one pattern for each group."""

    identity: re.Pattern[str]
    public: re.Pattern[str]
    postcode: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything under content/privacy."""

    cues: Phrases
    kept: Phrases
    first_names: frozenset[str]
    names_alone: frozenset[str]
    surnames: frozenset[str]
    chinese_surnames: frozenset[str]
    japanese_surnames: frozenset[str]
    ends_a_name: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    origins: frozenset[str]
    saints: frozenset[str]
    things: frozenset[str]
    number_words: frozenset[str]
    months: dict[str, int]
    streets: Streets
    numbers: Numbers


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, read on first use. Raises ContentError when one is missing or broken."""
    first = _rows("first_names.tsv")
    cjk = _rows("cjk_surnames.tsv")
    words = _rows("not_names.tsv")
    return Tables(
        cues=Phrases((row[0], row[2]) for row in _rows("cues.tsv")),
        kept=Phrases((f"kept {row[0]}", row[1]) for row in _rows("keep.tsv")),
        first_names=_with_cases(row[0] for row in first),
        names_alone=_with_cases(row[0] for row in first if row[1] == "yes"),
        surnames=frozenset(fold(row[0]) for row in _rows("surnames.tsv")),
        chinese_surnames=frozenset(row[1] for row in cjk if row[0] == "zh"),
        japanese_surnames=frozenset(row[1] for row in cjk if row[0] == "ja"),
        ends_a_name=frozenset(fold(row[1]) for row in words if row[0] == "ends_a_name"),
        not_names=frozenset(fold(row[1]) for row in words if row[0] not in _SMALL_WORDS),
        particles=frozenset(row[1] for row in words if row[0] == "particle"),
        origins=frozenset(row[1] for row in words if row[0] == "origin"),
        saints=frozenset(row[1] for row in words if row[0] == "saint"),
        things=frozenset(fold(row[1]) for row in words if row[0] == "thing"),
        number_words=frozenset(
            fold(part) for row in _rows("number_words.tsv") for part in row[1].split("-")
        ),
        months={fold(row[1]): int(row[0]) for row in _rows("months.tsv")},
        streets=_streets(),
        numbers=_numbers(),
    )


def _with_cases(names: Iterable[str]) -> frozenset[str]:
    """Names folded, the Russian ones in all their cases ("Анатолий": "Анатолию")."""
    found: set[str] = set()
    for name in map(fold, names):
        found.add(name)
        if "а" <= name[0] <= "я":
            stem = name[:-1] if name[-1] in "аяйь" else name
            found.update(stem + ending for ending in _CASES.get(name[-1], _CASES[""]))
    return frozenset(found)


_CASES = {
    "а": ("ы", "и", "е", "у", "ой"),
    "я": ("и", "е", "ю", "ей"),
    "й": ("я", "ю", "ем", "е"),
    "ь": ("я", "ю", "ем", "е", "и"),
    "": ("а", "у", "ом", "е"),
}


def _rows(name: str) -> list[list[str]]:
    """The lines of a table below its header."""
    path = TABLES / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    except (OSError, ValueError) as error:
        raise ContentError(path, f"the table cannot be read ({error}); reinstall.") from None
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise ContentError(path, f"expected {len(header)} columns, found {len(row)}", number)
    return rows


def toml(path: Path) -> dict[str, Any]:
    """A table in TOML. Raises ContentError when it is missing or broken."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path, f"the table cannot be read ({error}); reinstall.") from None


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _streets() -> Streets:
    raw = toml(TABLES / "streets.toml")
    return Streets(
        _folded(raw["after_number"]["sure"]),
        _folded(raw["after_number"]["plain"]),
        _folded(raw["before_name"]["sure"]),
        _folded(raw["before_name"]["plain"]),
        tuple(_folded(raw["endings"]["sure"])),
        _folded(raw["kind_before_number"]["words"]),
        _folded(raw["particles"]["words"]),
        Phrases(("opening", phrase) for phrase in raw["openings"]["words"]),
        _folded(raw["units"]["words"]),
    )


def _numbers() -> Numbers:
    """Each group of shapes as one pattern; a flag at the start of a shape holds for it alone."""
    raw = toml(TABLES / "numbers.toml")

    def joined(group: str) -> re.Pattern[str]:
        shapes = (row["pattern"] for row in raw[group])
        return re.compile(
            "|".join(
                f"(?i:{shape[4:]})" if shape.startswith("(?i)") else f"(?:{shape})"
                for shape in shapes
            )
        )

    return Numbers(joined("identity"), joined("public"), joined("postcode"))

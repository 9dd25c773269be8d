"""How hard an English text is to read, as a United States school grade.

The measure is the Flesch-Kincaid grade level: J. P. Kincaid, R. P. Fishburne, R. L. Rogers and
B. S. Chissom, "Derivation of new readability formulas for Navy enlisted personnel", Research
Branch Report 8-75, Naval Technical Training, Memphis, 1975:

    0.39 * words / sentences + 11.8 * syllables / words - 15.59

Syllables are counted on pyphen's bundled hyphenation, corrected for the short syllables that
printers do not break off ("stud-y"). What a reader skips over is not measured: registry ids,
links, mark-up, unit symbols, and the names that the caller lists (drugs, study titles).
A heading, a list item and a short line of its own each count as a sentence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Protocol, cast

import pyphen

_SHORT_LINE = 60  # characters; a shorter line was ended by its writer, a longer one was wrapped

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK = re.compile(
    r"\b(?:https?://|www\.|mailto:)\S+|\S+@\S+\.\w+|\b[\w-]+\.(?:org|com|gov|eu)\S*", re.I
)
_REGISTRY_ID = re.compile(r"\bNCT[\s-]?\d{8}\b|\b20\d{2}-\d{6}-\d{2}(?:-\d{2})?\b", re.I)
_UNIT = (
    r"%|°C|°F|(?:[munµk]?g|mc?g|[mdµu]?L|[kMG]?Bq|m?Ci|Gy|m?Sv|[mnpuµ]?mol|m?IU|mm|cm|km|kg|mm ?Hg)"
    r"(?:/(?:kg|m2|m²|[md]?L|h|day|min))?"
)
_QUANTITY = re.compile(rf"(?<![\w.])(\d[\d.,:/–-]*)\s?(?:{_UNIT})(?!\w)")
_NUMBER = re.compile(r"(?<![\w])\d[\d.,:/–-]*\d|\d")
_BULLET = re.compile(r"\s*(?:[-*•·–]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|[^\w\s\"'“‘(\[])")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|vs|No|St|e\.g|i\.e|approx|etc)\.(?=\s)", re.I)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[:;](?=\s*$)")
_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+(?:['’-][A-Za-zÀ-ɏ0-9]+)*")

_VOWELS = re.compile(r"[aeiouyà-öø-ý]+")
_SILENT_END = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouysxzcgh])es$")


class _Hyphens(Protocol):
    """The part of pyphen that is used here."""

    def inserted(self, word: str) -> str: ...


@lru_cache(maxsize=1)
def _hyphens() -> _Hyphens:
    """The bundled dictionary, read on first use."""
    return cast(_Hyphens, pyphen.Pyphen(lang="en_US"))


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, at least 1; a numeral counts as one."""
    parts = re.split(r"['’-]", _hyphens().inserted(word.casefold()))
    return max(1, sum(_syllables_of_part(part) for part in parts if part))


def _syllables_of_part(part: str) -> int:
    """Vowel groups of a hyphenated part, without an `e` that is not spoken."""
    if not _VOWELS.search(part):
        return 0
    return max(1, len(_VOWELS.findall(_SILENT_END.sub("", part))))


def words(text: str, *, ignore: Collection[str] = ()) -> tuple[str, ...]:
    """The words of `text` that are measured, in order."""
    return tuple(word for sentence in sentences(text, ignore=ignore) for word in sentence)


def grade(text: str, *, ignore: Collection[str] = ()) -> float:
    """The Flesch-Kincaid grade of `text` without the names in `ignore`; 0.0 when no word is left.

    Names match whole words, in any case. Can be negative for very short, plain sentences.
    """
    measured = sentences(text, ignore=ignore)
    spoken = [word for sentence in measured for word in sentence]
    if not spoken:
        return 0.0
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * len(spoken) / len(measured) + 11.8 * per_word - 15.59


def sentences(text: str, *, ignore: Collection[str] = ()) -> tuple[tuple[str, ...], ...]:
    """The sentences of `text`, each as its measured words; sentences without one are left out."""
    plain = _without_names(_plain(text), ignore)
    split = (
        tuple(_WORD.findall(sentence))
        for block in _blocks(plain)
        for sentence in _SENTENCE_END.split(_ABBREVIATION.sub(r"\1", block))
    )
    return tuple(sentence for sentence in split if sentence)


def _plain(text: str) -> str:
    """`text` without mark-up, links and registry ids; a quantity becomes one numeral."""
    text = html.unescape(_TAG.sub("", text))
    text = _REGISTRY_ID.sub(" ", _LINK.sub(" ", text))
    return _NUMBER.sub("1", _QUANTITY.sub("1", text))


def _without_names(text: str, names: Collection[str]) -> str:
    """`text` without `names`, longest first, so that a title goes before a drug inside it."""
    wanted = sorted({name for name in map(_plain, names) if name.strip()}, key=len, reverse=True)
    if not wanted:
        return text
    choices = "|".join(r"\s+".join(map(re.escape, name.split())) for name in wanted)
    return re.sub(rf"(?<!\w)(?:{choices})(?!\w)", " ", text, flags=re.I)


def _blocks(text: str) -> Iterator[str]:
    """Runs of lines that belong together: a wrapped paragraph, a list item, a heading."""
    open_lines: list[str] = []
    for line in text.splitlines():
        if open_lines and _stands_apart(open_lines[-1], line):
            yield " ".join(open_lines)
            open_lines = []
        open_lines.append(line)
    yield " ".join(open_lines)


def _stands_apart(before: str, line: str) -> bool:
    """Whether `line` opens a new block after the line `before`."""
    return (
        not line.strip()
        or len(before) < _SHORT_LINE
        or bool(_HEADING.match(before))
        or bool(_BULLET.match(line))
    )

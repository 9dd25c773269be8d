"""How far around a place somebody would go: "within 100 km of Leeds", in any of the languages.

A number and a unit of length, from `content/places/reach.toml`. Only reading happens here; what a
distance is around is the place of the same message, or the one before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from content.gazetteer import PLACES_FOLDER

KM_PER_MILE = 1.609344
_LEAST, _MOST = 1.0, 20_000.0  # kilometres; nothing on earth is further away
_THOUSANDS = re.compile(r"(?<=\d)[.,\s](?=\d{3}(?!\d))")
# Chinese and Japanese write words without spaces: what stands beside them is no part of them.
_LETTER = r"[A-Za-z\d\u00c0-\u024f\u0400-\u045f\u0620-\u0652]"


@dataclass(frozen=True, slots=True)
class Reach:
    """A distance in kilometres; `miles`: it was written in miles. Its place in the text."""

    km: float
    miles: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    pattern: re.Pattern[str]
    miles: frozenset[str]
    words: dict[str, float]


def read_reach(text: str) -> Reach | None:
    """The first distance in `text`, with what joins it to a place, or None."""
    table = _table()
    for match in table.pattern.finditer(text):
        unit = " ".join(match["unit"].lower().split())
        value = _number(match["number"], table.words)
        km = value * (KM_PER_MILE if unit in table.miles else 1.0)
        if _LEAST <= km <= _MOST:
            return Reach(km, unit in table.miles, match.start(), match.end())
    return None


def without(text: str, reach: Reach | None) -> str:
    """`text` with `near` in place of the distance, every other letter where it was."""
    if reach is None:
        return text
    width = reach.end - reach.start
    stands_for = ("near" if width >= len("near") else "").ljust(width)
    return f"{text[: reach.start]}{stands_for}{text[reach.end :]}"


def _number(written: str, words: dict[str, float]) -> float:
    known = words.get(" ".join(written.lower().split()))
    if known is not None:
        return known
    return float(_THOUSANDS.sub("", written).replace(",", ".").strip("."))


@lru_cache(maxsize=1)
def _table() -> _Table:
    with (PLACES_FOLDER / "reach.toml").open("rb") as file:
        found = tomllib.load(file)
    words = {form: float(number) for number, forms in found["words"].items() for form in forms}
    number = rf"\d{{1,5}}(?:[.,\s]\d{{1,3}})?|{_any(words)}"
    unit = _any((*found["km"], *found["miles"]))
    between = _any(found["between"])
    return _Table(
        re.compile(
            rf"(?<!{_LETTER})(?:(?:{_any(found['before'])})\s*)?"
            rf"(?<!{_LETTER})(?<!\d[.,])(?P<number>{number})[\s-]*(?P<unit>{unit})"
            rf"(?:\s+(?:{between}))*",
            re.IGNORECASE,
        ),
        frozenset(found["miles"]),
        words,
    )


def _any(forms: Iterable[str]) -> str:
    """One of `forms`, the longest first, and no part of a longer word."""
    chosen = sorted(forms, key=len, reverse=True)
    return "|".join(rf"{re.escape(form)}(?!{_LETTER})" for form in chosen)

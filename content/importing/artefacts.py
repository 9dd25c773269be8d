"""What scraping leaves behind, taken out and counted. The patterns are in artefacts.toml.

A hidden address takes its whole sentence with it: "contact Dr X at" without the address would
look like a contact and be none. The sentence is kept apart, for the editor.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SENTENCE_START = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bProf)[.!?][\"'”’)\]]*\s+(?=[^\s\W_a-z])"
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_ID = re.compile(r"\bNCT[\s:#-]{0,3}\d{8}[.)\]]*", re.I)
_LOOK_BACK = 600  # characters; a longer sentence is cut
_SHOWN = "[hidden on the page]"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A paragraph without artefacts: their names, and the sentences that hid a contact."""

    text: str
    removed: tuple[str, ...] = ()
    hidden_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Artefact:
    name: str
    pattern: re.Pattern[str]
    hides_contact: bool


@lru_cache(maxsize=1)
def _artefacts() -> tuple[_Artefact, ...]:
    """The table beside this file."""
    with (Path(__file__).parent / "artefacts.toml").open("rb") as file:
        rows = tomllib.load(file)["artefact"]
    return tuple(
        _Artefact(row["name"], re.compile(row["pattern"], re.I), row["hides_contact"])
        for row in rows
    )


def clean(text: str) -> Cleaned:
    """`text` (one paragraph on one line) without artefacts."""
    removed: list[str] = []
    contacts: list[str] = []
    for artefact in _artefacts():
        parts: list[str] = []
        done = 0
        for match in artefact.pattern.finditer(text):
            start, end = match.span()
            if artefact.hides_contact:
                start, end = _sentence_around(text, max(done, start - _LOOK_BACK), start, end)
                shown = text[start : match.start()] + _SHOWN + text[match.end() : end]
                contacts.append(shown.strip())
            parts.append(text[done : max(done, start)])
            done = max(done, end)
            removed.append(artefact.name)
        text = " ".join([*parts, text[done:]])
    return Cleaned(" ".join(text.split()), tuple(removed), tuple(contacts))


def _sentence_around(text: str, earliest: int, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence that holds text[start:end]; a registry id beside it stays."""
    first = earliest
    for boundary in (
        *_SENTENCE_START.finditer(text, earliest, start),
        *_ID.finditer(text, earliest, start),
    ):
        first = max(first, boundary.end())
    if text[start:end].rstrip().endswith("."):
        return first, _past_dots(text, end)
    stop = _SENTENCE_END.search(text, end, end + _LOOK_BACK)
    last = stop.end() if stop else min(len(text), end + _LOOK_BACK)
    following = _ID.search(text, end, last)
    return first, following.start() if following else last


def _past_dots(text: str, end: int) -> int:
    """`end` moved over the dots that the page set after the artefact's own."""
    while end < len(text) and text[end] == ".":
        end += 1
    return end

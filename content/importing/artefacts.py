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
        while match := artefact.pattern.search(text):
            start, end = match.span()
            if artefact.hides_contact:
                start, end = _sentence_around(text, start, end)
                sentence = text[start : match.start()] + _SHOWN + text[match.end() : end]
                contacts.append(sentence.strip())
            text = f"{text[:start]} {text[end:]}"
            removed.append(artefact.name)
    return Cleaned(" ".join(text.split()), tuple(removed), tuple(contacts))


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence that holds text[start:end]."""
    before = [match.end() for match in _SENTENCE_START.finditer(text[:start])]
    if text[start:end].rstrip().endswith("."):
        return (before[-1] if before else 0), _past_dots(text, end)
    after = _SENTENCE_END.search(text, end)
    return (before[-1] if before else 0), (after.end() if after else len(text))


def _past_dots(text: str, end: int) -> int:
    """`end` moved over the dots that the page set after the artefact's own."""
    while end < len(text) and text[end] == ".":
        end += 1
    return end

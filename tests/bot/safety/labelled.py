"""Labelled messages, and how the safety check meets them.

A row's label is a `SafetyKind`. What counts is what the patient sees: the emergency number first,
and the crisis line. The exact kind may differ where the patient sees the same.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.safety import SafetyKind, check
from content import FOLDER

EXAMPLES = sorted((FOLDER / "safety" / "examples").glob("*.tsv"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what must be shown; None where the label does not say."""

    text: str
    emergency: bool | None
    crisis: bool | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Recall and false alarms as shares, with the messages that went wrong."""

    recall: float
    false_alarms: float
    missed: tuple[str, ...]
    alarmed: tuple[str, ...]


def rows(path: Path) -> list[Labelled]:
    """The rows of a `label<TAB>text` file. Raises ValueError for a label that is no kind."""
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = [(row["text"], SafetyKind(row["label"])) for row in read]
    return [Labelled(text, _number_first(kind), kind.shows_crisis_line) for text, kind in kinds]


def _number_first(kind: SafetyKind) -> bool | None:
    """Before a crisis line the number may stand or not: danger is no false alarm there."""
    return kind.shows_emergency_number_first or (None if kind.shows_crisis_line else False)


def emergencies(labelled: Iterable[Labelled]) -> Figures:
    return _figures(
        [(row.text, row.emergency) for row in labelled],
        lambda kind: kind.shows_emergency_number_first,
    )


def crises(labelled: Iterable[Labelled]) -> Figures:
    return _figures(
        [(row.text, row.crisis) for row in labelled], lambda kind: kind.shows_crisis_line
    )


def _figures(wanted: list[tuple[str, bool | None]], shown: Callable[[SafetyKind], bool]) -> Figures:
    danger = [text for text, want in wanted if want is True]
    calm = [text for text, want in wanted if want is False]
    missed = tuple(text for text in danger if not shown(check(text).kind))
    alarmed = tuple(text for text in calm if shown(check(text).kind))
    return Figures(
        1 - len(missed) / max(len(danger), 1), len(alarmed) / max(len(calm), 1), missed, alarmed
    )

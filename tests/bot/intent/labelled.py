"""The labelled messages of this folder, as values, and how well the classifier does on them.

`examples.tsv` was written before the rules; `held_out.tsv` after the first rules and before any
change made because of it (73.4% of 143 at that time).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.intent import Mentions, MessageKind, classify

HERE = Path(__file__).parent
_FLAGS = {
    "trial_id": "has_trial_id",
    "disease": "disease",
    "other_disease": "other_disease",
    "therapy": "therapy",
    "place": "place",
    "term_title": "term_title",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    language: str
    kind: MessageKind
    mentions: Mentions
    text: str


def labelled(name: str) -> tuple[Labelled, ...]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        Labelled(
            row["language"],
            MessageKind(row["kind"]),
            Mentions(**{_FLAGS[flag]: True for flag in row["mentions"].split() if flag != "-"}),
            row["text"],
        )
        for row in rows
    )


def misread(rows: tuple[Labelled, ...]) -> list[tuple[str, str, str]]:
    """Wanted kind, kind got and text of every row that is read wrongly."""
    found = []
    for row in rows:
        kind = classify(row.text, mentions=row.mentions, language=row.language).kind
        if kind is not row.kind:
            found.append((row.kind.value, kind.value, row.text))
    return found

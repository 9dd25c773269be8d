"""Questions as rows for people who go on with them elsewhere: CSV and JSON lines.

Moderators' ids are not in them, and no verdict that a second moderator is not to see yet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.console.sheets import cell

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.store.questions import Question
    from bot.store.review_queue import Item

COLUMNS = (
    "id", "asked_at", "language", "kind", "words", "abstained", "snapshot_id", "milliseconds",
    "answered_with", "scores", "thumb", "comment", "state", "settled", "repeats", "asked_again",
    "verdicts", "verdict_comments", "grades", "missed", "tags",
)  # fmt: skip


def row_of(
    db: Database, question: Question, item: Item | None, moderator: int | None = None
) -> dict[str, object]:
    """A question, its place in the queue and what was found of it that this reader may see."""
    from bot.store.verdicts import Verdicts

    verdicts = Verdicts(db).seen_by(question.id, moderator)
    return {
        "id": question.id,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "language": question.language,
        "kind": question.kind,
        "words": question.words,
        "abstained": question.abstained,
        "snapshot_id": question.snapshot_id,
        "milliseconds": question.milliseconds,
        "answered_with": [hit.doc_id for hit in question.hits],
        "scores": [round(hit.score, 4) for hit in question.hits],
        "thumb": question.thumb.value if question.thumb else None,
        "comment": question.comment,
        "state": item.state.value if item else None,
        "settled": item.verdict if item else None,
        "repeats": item.leader_id if item else None,
        "asked_again": item.asked_again if item else 0,
        "verdicts": [verdict.judgment.value for verdict in verdicts],
        "verdict_comments": [verdict.comment for verdict in verdicts if verdict.comment],
        "grades": [f"{doc}={grade}" for v in verdicts for doc, grade in v.grades.items()],
        "missed": [doc_id for verdict in verdicts for doc_id in verdict.missed],
        "tags": sorted({tag for verdict in verdicts for tag in verdict.tags}),
    }


def as_json_lines(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """One object a line."""
    return (json.dumps(row, ensure_ascii=False) for row in rows)


def as_csv(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """A head line, then a line a row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    yield _taken(out)
    for row in rows:
        writer.writerow({name: _cell(row[name]) for name in COLUMNS})
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.removesuffix("\n")


def _cell(value: object) -> object:
    return cell(" ".join(map(str, value)) if isinstance(value, list) else value)

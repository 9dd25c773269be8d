"""A logged question, and moderators, for the tests of the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlite_utils import Database

from bot.store.questions import LoggedHit, Questions
from bot.store.review_queue import Item, ReviewQueue

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA, BEN, CLARA = 101, 102, 103
_numbers = count(1)


def log(db: Database, chat_id: int = 1, **more: object) -> int:
    """Log a question, with words of its own unless `words` is given; its id."""
    values = {
        "chat_id": chat_id, "asked_at": NOW, "words": f"question number {next(_numbers)}",
        "language": "en", "kind": "trial", "abstained": False, "snapshot_id": "s",
        "milliseconds": 5.0, "hits": [LoggedHit("NCT00000001", 9.0, True)], **more,
    }  # fmt: skip
    return Questions(db).log(**values)  # type: ignore[arg-type]


def item_of(db: Database, question_id: int) -> Item:
    """A logged question as it stands in the queue."""
    item = ReviewQueue(db).item(question_id)
    assert item is not None
    return item

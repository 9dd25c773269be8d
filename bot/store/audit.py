"""Who did what to which question, and putting it back exactly.

Each action keeps what stood before it: the question's place in the queue, its verdicts and
promotions. `undo` puts that back, the latest action on a question first, by the one who did
it. What a person deletes with /forget takes its rows' contents along.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.store.database import writing
from bot.store.review_errors import Refusal, ReviewRefusedError

if TYPE_CHECKING:
    from sqlite_utils import Database

_PLACE = (
    "state", "claimed_by", "claimed_until", "claimed_from", "patient_waits", "reviews_wanted",
    "verdict",
)  # fmt: skip
_VERDICT = (
    "id", "question_id", "moderator_id", "verdict", "comment", "given_at", "withdrawn_at", "blind",
)  # fmt: skip
_SNAPSHOTS = {
    "verdicts": (_VERDICT, "question_id = ?"),
    "verdict_grades": (
        ("verdict_id", "doc_id", "grade", "shown"),
        "verdict_id in (select id from verdicts where question_id = ?)",
    ),
    "verdict_tags": (
        ("tag", "verdict_id"),
        "verdict_id in (select id from verdicts where question_id = ?)",
    ),
    "promotions": (
        ("id", "question_id", "moderator_id", "promoted_at", "text", "language", "kind",
         "answerable", "answer_title", "answer", "withdrawn_at"),
        "question_id = ?",
    ),
    "promotion_grades": (
        ("promotion_id", "doc_id", "grade"),
        "promotion_id in (select id from promotions where question_id = ?)",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log. `undoable`: it kept what stood before it."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    detail: str
    question_id: int | None
    undone_at: datetime | None
    undoable: bool


class Audit:
    """The table `audit`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self,
        actor_id: int | None,
        action: str,
        subject: str,
        detail: str,
        now: datetime,
        *,
        question_id: int | None = None,
        before: str | None = None,
    ) -> int:
        """Write a line down; its id, by which it can be undone. `before`: from `snapshot`."""
        cursor = self._db.execute(
            "insert into audit (at, actor_id, action, subject, detail, question_id, before) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            (now.isoformat(), actor_id, action, subject, detail, question_id, before),
        )
        assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
        return cursor.lastrowid

    def snapshot(self, question_id: int) -> str:
        """All that an action can change of a question. Raises ReviewRefusedError if it is gone."""
        place = self._rows(f"select {', '.join(_PLACE)} from questions where id = ?", question_id)
        if not place:
            raise ReviewRefusedError(Refusal.GONE)
        kept: dict[str, Any] = {"questions": place[0]}
        for table, (columns, where) in _SNAPSHOTS.items():
            sql = f"select {', '.join(columns)} from {table} where {where} order by 1, 2"
            kept[table] = self._rows(sql, question_id)
        return json.dumps(kept, ensure_ascii=False)

    def undo(self, entry_id: int, actor_id: int, now: datetime) -> int:
        """Put back what stood before an action of one's own; the question's id.

        Raises ReviewRefusedError where it is another's, was undone, is not the latest action on
        its question, or where the question is gone.
        """
        with writing(self._db):
            entry = self.get(entry_id)
            self._check(entry, actor_id)
            assert entry is not None  # noqa: S101 - checked
            assert entry.question_id is not None  # noqa: S101 - checked
            before = self._db.execute(
                "select before from audit where id = ?", (entry_id,)
            ).fetchone()[0]
            self._restore(entry.question_id, json.loads(before))
            self._db.execute(
                "update audit set undone_at = ?, undone_by = ? where id = ?",
                (now.isoformat(), actor_id, entry_id),
            )
            self.note(actor_id, "undo", entry.subject, f"{entry.action} {entry_id}", now)
        return entry.question_id

    def latest(self, actor_id: int) -> Entry | None:
        """The last action of a moderator that could be undone."""
        return next(
            self._entries(
                "actor_id = ? and before is not null and undone_at is null", (actor_id,), 1
            ),
            None,
        )

    def get(self, entry_id: int) -> Entry | None:
        """The line with that id."""
        return next(self._entries("id = ?", (entry_id,), 1), None)

    def of_question(self, question_id: int, limit: int = 200) -> tuple[Entry, ...]:
        """What was done to a question, the newest first."""
        return tuple(self._entries("question_id = ?", (question_id,), limit))

    def entries(
        self, limit: int = 100, *, before_id: int | None = None, actor_id: int | None = None
    ) -> tuple[Entry, ...]:
        """The log, the newest first; `before_id` goes on from the last one seen."""
        where, values = ["1"], []
        if before_id is not None:
            where.append("id < ?")
            values.append(before_id)
        if actor_id is not None:
            where.append("actor_id = ?")
            values.append(actor_id)
        return tuple(self._entries(" and ".join(where), tuple(values), limit))

    def _check(self, entry: Entry | None, actor_id: int) -> None:
        if entry is None or entry.undone_at is not None or not entry.undoable:
            raise ReviewRefusedError(Refusal.UNDONE)
        if entry.actor_id != actor_id:
            raise ReviewRefusedError(Refusal.NOT_YOURS)
        if entry.question_id is None:
            raise ReviewRefusedError(Refusal.GONE)
        later = self._db.execute(
            "select 1 from audit where question_id = ? and id > ? and before is not null "
            "and undone_at is null limit 1",
            (entry.question_id, entry.id),
        ).fetchone()
        if later:
            raise ReviewRefusedError(Refusal.LATER)

    def _restore(self, question_id: int, kept: dict[str, Any]) -> None:
        columns = ", ".join(f"{column} = :{column}" for column in _PLACE)
        place = {**kept["questions"], "id": question_id}
        self._db.execute(f"update questions set {columns} where id = :id", place)
        for table in ("verdicts", "promotions"):  # with their grades and tags
            self._db.execute(f"delete from {table} where question_id = ?", (question_id,))
        for table in _SNAPSHOTS:
            self._db.table(table).insert_all(kept[table])

    def _entries(self, where: str, values: tuple[object, ...], limit: int) -> Iterator[Entry]:
        sql = f"select * from audit where {where} order by id desc limit {int(limit)}"
        for row in list(self._db.query(sql, values)):
            yield Entry(
                id=row["id"],
                at=datetime.fromisoformat(row["at"]),
                actor_id=row["actor_id"],
                action=row["action"],
                subject=row["subject"] or "",
                detail=row["detail"] or "",
                question_id=row["question_id"],
                undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
                undoable=row["before"] is not None,
            )

    def _rows(self, sql: str, question_id: int) -> list[dict[str, Any]]:
        return list(self._db.query(sql, (question_id,)))

"""Moderators' verdicts on logged questions, each undoable, every action in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Judgment(StrEnum):
    """What a moderator can find."""

    GOOD = "good"
    WRONG = "wrong"
    MISSED = "missed"
    UNSAFE = "unsafe"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One moderator's finding on one question."""

    id: int
    question_id: int
    moderator_id: int | None
    judgment: Judgment
    comment: str | None
    given_at: datetime


class Verdicts:
    """The tables `verdicts` and `audit`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def give(
        self,
        question_id: int,
        moderator_id: int | None,
        judgment: Judgment,
        now: datetime,
        comment: str | None = None,
    ) -> int:
        """Record a verdict in place of the same moderator's earlier one; the new id."""
        self._db.execute(
            "update verdicts set withdrawn_at = ? "
            "where question_id = ? and moderator_id is ? and withdrawn_at is null",
            (now.isoformat(), question_id, moderator_id),
        )
        cursor = self._db.execute(
            "insert into verdicts (question_id, moderator_id, verdict, comment, given_at) "
            "values (?, ?, ?, ?, ?)",
            (question_id, moderator_id, judgment.value, comment, now.isoformat()),
        )
        self.audit(moderator_id, "verdict", f"question {question_id}", judgment.value, now)
        assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
        return cursor.lastrowid

    def withdraw(self, verdict_id: int, moderator_id: int | None, now: datetime) -> int | None:
        """Take one's own verdict back; the question it was on, or None where there is none."""
        row = self._db.execute(
            "select question_id from verdicts "
            "where id = ? and moderator_id is ? and withdrawn_at is null",
            (verdict_id, moderator_id),
        ).fetchone()
        if row is None:
            return None
        self._db.execute(
            "update verdicts set withdrawn_at = ? where id = ?", (now.isoformat(), verdict_id)
        )
        self.audit(moderator_id, "withdraw", f"question {row[0]}", f"verdict {verdict_id}", now)
        return int(row[0])

    def of(self, question_id: int) -> tuple[Verdict, ...]:
        """The standing verdicts on a question, oldest first."""
        rows = self._db.query(
            "select * from verdicts where question_id = ? and withdrawn_at is null order by id",
            (question_id,),
        )
        return tuple(
            Verdict(
                row["id"],
                row["question_id"],
                row["moderator_id"],
                Judgment(row["verdict"]),
                row["comment"],
                datetime.fromisoformat(row["given_at"]),
            )
            for row in rows
        )

    def counts(self) -> dict[Judgment, int]:
        """How many standing verdicts there are of each kind."""
        rows = self._db.query(
            "select verdict, count(*) as n from verdicts where withdrawn_at is null "
            "group by verdict"
        )
        return {Judgment(row["verdict"]): row["n"] for row in rows}

    def audit(
        self, actor_id: int | None, action: str, subject: str, detail: str, now: datetime
    ) -> None:
        """Note who did what to what."""
        self._db.table("audit").insert(
            {"at": now.isoformat(), "actor_id": actor_id, "action": action,
             "subject": subject, "detail": detail}
        )  # fmt: skip

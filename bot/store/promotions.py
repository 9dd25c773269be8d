"""Promoted questions: reworded by a moderator, asked of every later build, answered if wanted.

They stand in `bot.db`, the one file that is backed up; `bot/promoted.py` gives them to builds as
judged questions and documents, and `nettrials questions carry` writes them into `content/`. They
hold nothing of a patient, so they stay when the question they came from is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.store.audit import Audit
from bot.store.database import writing
from bot.store.review_errors import Refusal, ReviewRefusedError

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Promotion:
    """A reworded question with its judged documents (grade 1 to 3), or none that should answer it.

    `answer`, with its title, is a document of its own; None where none was written.
    """

    id: int
    question_id: int | None
    moderator_id: int
    promoted_at: datetime
    text: str
    language: str
    kind: str
    answerable: bool
    grades: Mapping[str, int] = field(default_factory=dict)
    answer_title: str | None = None
    answer: str | None = None


class Promotions:
    """The tables `promotions` and `promotion_grades`. What is allowed is in `bot/promoting.py`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._audit = Audit(db)

    def add(self, question_id: int, made: Promotion, now: datetime) -> tuple[int, int]:
        """Record a promotion; its id and that of the audit entry, by which it is undone."""
        with writing(self._db):
            before = self._audit.snapshot(question_id)
            cursor = self._db.execute(
                "insert into promotions (question_id, moderator_id, promoted_at, text, language, "
                "kind, answerable, answer_title, answer) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (question_id, made.moderator_id, now.isoformat(), made.text, made.language,
                 made.kind, int(made.answerable), made.answer_title, made.answer),
            )  # fmt: skip
            promotion_id = cursor.lastrowid
            assert promotion_id is not None  # noqa: S101 - an insert has one
            self._db.conn.executemany(
                "insert into promotion_grades (promotion_id, doc_id, grade) values (?, ?, ?)",
                [(promotion_id, doc_id, grade) for doc_id, grade in made.grades.items() if grade],
            )
            entry_id = self._audit.note(
                made.moderator_id, "promote", f"question {question_id}",
                f"promotion {promotion_id}", now, question_id=question_id, before=before,
            )  # fmt: skip
        return promotion_id, entry_id

    def withdraw(self, promotion_id: int, actor_id: int, now: datetime) -> None:
        """Take a promotion back, also when its question is long gone. Raises ReviewRefusedError."""
        with writing(self._db):
            cursor = self._db.execute(
                "update promotions set withdrawn_at = ? where id = ? and withdrawn_at is null",
                (now.isoformat(), promotion_id),
            )
            if cursor.rowcount == 0:
                raise ReviewRefusedError(Refusal.UNDONE)
            self._audit.note(actor_id, "withdraw", f"promotion {promotion_id}", "", now)

    def standing(self) -> tuple[Promotion, ...]:
        """All that builds take, oldest first."""
        return self._read("withdrawn_at is null")

    def of_question(self, question_id: int) -> tuple[Promotion, ...]:
        """The standing promotions of a question."""
        return self._read("withdrawn_at is null and question_id = ?", question_id)

    def _read(self, where: str, *values: object) -> tuple[Promotion, ...]:
        rows = list(self._db.query(f"select * from promotions where {where} order by id", values))
        return tuple(
            Promotion(
                id=row["id"],
                question_id=row["question_id"],
                moderator_id=row["moderator_id"],
                promoted_at=datetime.fromisoformat(row["promoted_at"]),
                text=row["text"],
                language=row["language"],
                kind=row["kind"],
                answerable=bool(row["answerable"]),
                grades=self._grades(row["id"]),
                answer_title=row["answer_title"],
                answer=row["answer"],
            )
            for row in rows
        )

    def _grades(self, promotion_id: int) -> dict[str, int]:
        rows = self._db.execute(
            "select doc_id, grade from promotion_grades where promotion_id = ? order by doc_id",
            (promotion_id,),
        ).fetchall()
        return dict(rows)

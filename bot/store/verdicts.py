"""Moderators' verdicts: given, revised, settled; two people blind on a sample of the questions.

The first verdict settles a question, unless it belongs to the sample: then a second moderator
judges without seeing the first. Two that differ are a dispute, which ends when one of the two
agrees with the other, or by the word of a third. Every verdict is in the audit log, with undo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.privacy.redaction import redact
from bot.store.audit import Audit
from bot.store.database import writing
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_queue import ReviewQueue, State

if TYPE_CHECKING:
    from sqlite_utils import Database

GRADES = (0, 1, 2, 3)  # wrong, near, right, exactly what was asked
EXACT = 3


class Judgment(StrEnum):
    """What a moderator can find."""

    GOOD = "good"
    WRONG = "wrong"
    MISSED = "missed"
    UNSAFE = "unsafe"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a moderator says of one question, before it is recorded.

    `grades`: 0 to 3 for each document that was shown. `missed`: documents that should have been
    shown. The comment is redacted when it is recorded.
    """

    judgment: Judgment
    comment: str | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One moderator's finding on one question. `grades` are of what was shown."""

    id: int
    question_id: int
    moderator_id: int | None
    judgment: Judgment
    comment: str | None
    given_at: datetime
    grades: Mapping[str, int] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What giving a verdict led to. `entry_id`: the audit entry, by which it is undone."""

    verdict_id: int
    entry_id: int
    state: State
    settled: Judgment | None


class Verdicts:
    """The tables `verdicts`, `verdict_grades` and `verdict_tags`."""

    def __init__(self, db: Database, double_share: float = 0.0) -> None:
        """`double_share`: the share, 0 to 1, of questions that two moderators judge."""
        self._db = db
        self._audit = Audit(db)
        self._queue = ReviewQueue(db)
        self._share = double_share

    def give(self, question_id: int, moderator_id: int, opinion: Opinion, now: datetime) -> Given:
        """Record a verdict, in place of the same moderator's earlier one, and settle the question.

        Raises ReviewRefusedError where the question is gone, repeats another one, somebody else
        is working on it or has settled it (claim it first, to look again); ValueError where a
        grade is none of 0 to 3.
        """
        if wrong := [grade for grade in opinion.grades.values() if grade not in GRADES]:
            raise ValueError(f"{wrong[0]} is no grade; grades are 0, 1, 2 and 3")
        with writing(self._db):
            item = self._queue.check_free(question_id, moderator_id, now)
            if item.leader_id is not None:
                raise ReviewRefusedError(Refusal.REPEATS)
            if item.state is State.DONE and not self._own(question_id, moderator_id):
                raise ReviewRefusedError(Refusal.JUDGED)
            entry_id = self._audit.note(
                moderator_id, "verdict", f"question {question_id}", opinion.judgment.value, now,
                question_id=question_id, before=self._audit.snapshot(question_id),
            )  # fmt: skip
            blind = self._retire_own(question_id, moderator_id, now)
            verdict_id = self._insert(question_id, moderator_id, opinion, now, blind=blind)
            self._want_reviews(question_id)
            state, settled = self.settle(question_id)
        return Given(verdict_id, entry_id, state, settled)

    def settle(self, question_id: int) -> tuple[State, Judgment | None]:
        """Bring the question's state in line with its standing verdicts."""
        state, settled = self._outcome(question_id)
        self._db.execute(
            "update questions set state = ?, verdict = ?, claimed_by = null, "
            "claimed_until = null, claimed_from = null where id = ?",
            (state.value, settled.value if settled else None, question_id),
        )
        return state, settled

    def of(self, question_id: int) -> tuple[Verdict, ...]:
        """The standing verdicts on a question, oldest first, for the machine's eyes."""
        return self._read("question_id = ? and withdrawn_at is null", question_id)

    def seen_by(self, question_id: int, moderator_id: int | None) -> tuple[Verdict, ...]:
        """The standing verdicts that this reader may see: all once settled or disputed, own before.

        `moderator_id` None: a reader who judges nothing.
        """
        verdicts = self.of(question_id)
        if self.is_open_to_all(question_id):
            return verdicts
        return tuple(v for v in verdicts if v.moderator_id == moderator_id)

    def blind(self) -> tuple[Verdict, ...]:
        """Every verdict that was given without sight of another's, also where it was changed."""
        return self._read("blind = 1")

    def is_open_to_all(self, question_id: int) -> bool:
        """Whether nobody is to judge this question blind any more."""
        return len(self.of(question_id)) >= self._wanted(question_id)

    def is_settled(self, question_id: int) -> bool:
        """Whether a verdict stands that nobody disputes."""
        row = self._db.execute(
            "select verdict from questions where id = ?", (question_id,)
        ).fetchone()
        return row is not None and row[0] is not None

    def counts(self) -> dict[Judgment, int]:
        """How many questions were settled how."""
        rows = self._db.execute(
            "select verdict, count(*) from questions where verdict is not null group by verdict"
        ).fetchall()
        return {Judgment(verdict): count for verdict, count in rows}

    def _outcome(self, question_id: int) -> tuple[State, Judgment | None]:
        standing = self.of(question_id)
        if len(standing) < self._wanted(question_id):
            return State.NEW, None
        if len({verdict.judgment for verdict in standing}) == 1:
            return State.DONE, standing[-1].judgment
        first_two = self._first_two(question_id)
        settling = [v for v in standing if v.moderator_id not in first_two]
        return (State.DONE, settling[-1].judgment) if settling else (State.DISPUTED, None)

    def _first_two(self, question_id: int) -> frozenset[int]:
        rows = self._db.execute(
            "select moderator_id from verdicts where question_id = ? "
            "group by moderator_id order by min(id) limit 2",
            (question_id,),
        ).fetchall()
        return frozenset(row[0] for row in rows)

    def _own(self, question_id: int, moderator_id: int) -> bool:
        return any(v.moderator_id == moderator_id for v in self.of(question_id))

    def _retire_own(self, question_id: int, moderator_id: int, now: datetime) -> bool:
        """Withdraw one's standing verdict; whether the next one is given without having seen any.

        A blind verdict that is revised while it is still the only one gives way entirely; one that
        is revised after the other was seen still counts for the agreement of the two.
        """
        standing = self.of(question_id)
        others = [v for v in standing if v.moderator_id != moderator_id]
        mine = len(others) < len(standing)
        blind = not others or (not mine and len(others) == 1 and self._wanted(question_id) > 1)
        self._db.execute(
            "update verdicts set withdrawn_at = ?, blind = blind and not ? "
            "where question_id = ? and moderator_id = ? and withdrawn_at is null",
            (now.isoformat(), int(blind), question_id, moderator_id),
        )
        return blind

    def _insert(
        self, question_id: int, moderator_id: int, opinion: Opinion, now: datetime, *, blind: bool
    ) -> int:
        comment = redact(opinion.comment).text.strip() if opinion.comment else ""
        cursor = self._db.execute(
            "insert into verdicts (question_id, moderator_id, verdict, comment, given_at, blind) "
            "values (?, ?, ?, ?, ?, ?)",
            (question_id, moderator_id, opinion.judgment.value, comment or None,
             now.isoformat(), int(blind)),
        )  # fmt: skip
        verdict_id = cursor.lastrowid
        assert verdict_id is not None  # noqa: S101 - an insert has one
        missed = dict.fromkeys(opinion.missed, (EXACT, 0))
        shown = {doc_id: (grade, 1) for doc_id, grade in opinion.grades.items()}
        self._db.conn.executemany(
            "insert into verdict_grades (verdict_id, doc_id, grade, shown) values (?, ?, ?, ?)",
            [(verdict_id, doc_id, *graded) for doc_id, graded in {**missed, **shown}.items()],
        )
        self._db.conn.executemany(
            "insert into verdict_tags (tag, verdict_id) values (?, ?)",
            [(tag, verdict_id) for tag in clean_tags(opinion.tags)],
        )
        return verdict_id

    def _wanted(self, question_id: int) -> int:
        """How many verdicts settle a question; one until its first verdict has decided that."""
        row = self._db.execute(
            "select reviews_wanted from questions where id = ?", (question_id,)
        ).fetchone()
        return int(row[0] or 1) if row else 1

    def _want_reviews(self, question_id: int) -> None:
        """Decide once, at the first verdict, whether a second person judges this question."""
        wanted = 2 if in_sample(question_id, self._share) else 1
        self._db.execute(
            "update questions set reviews_wanted = ? where id = ? and reviews_wanted is null",
            (wanted, question_id),
        )

    def _read(self, where: str, *values: object) -> tuple[Verdict, ...]:
        rows = self._db.query(f"select * from verdicts where {where} order by id", values)
        return tuple(self._verdict(row) for row in list(rows))

    def _verdict(self, row: Mapping[str, object]) -> Verdict:
        graded = self._db.execute(
            "select doc_id, grade, shown from verdict_grades where verdict_id = ?", (row["id"],)
        ).fetchall()
        tags = self._db.execute(
            "select tag from verdict_tags where verdict_id = ? order by tag", (row["id"],)
        ).fetchall()
        return Verdict(
            id=int(str(row["id"])),
            question_id=int(str(row["question_id"])),
            moderator_id=int(str(row["moderator_id"])),
            judgment=Judgment(str(row["verdict"])),
            comment=str(row["comment"]) if row["comment"] is not None else None,
            given_at=datetime.fromisoformat(str(row["given_at"])),
            grades={doc_id: grade for doc_id, grade, shown in graded if shown},
            missed=tuple(doc_id for doc_id, _, shown in graded if not shown),
            tags=tuple(tag for (tag,) in tags),
            blind=bool(row["blind"]),
        )


def in_sample(question_id: int, share: float) -> bool:
    """Whether two moderators judge this question: the same answer everywhere, from its number."""
    digest = hashlib.sha256(f"second look {question_id}".encode()).digest()
    return int.from_bytes(digest[:4]) < share * 2**32


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in lower case, each once, without what names a person, at most 40 characters each."""
    plain = (" ".join(redact(tag).text.lower().split())[:40] for tag in tags)
    return tuple(dict.fromkeys(tag for tag in plain if tag))

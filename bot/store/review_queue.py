"""The queue of questions that need a moderator: claim, release, wait, finish; never one item twice.

A claim is one statement inside a transaction that holds the write lock, so twenty moderators at
once get twenty items. It ends after `CLAIM_MINUTES`, and the item goes back to where it was. What
a moderator has judged is not given to the same person again. Repeats of a question stand behind
the one they repeat. Listing and filters are in `review_list.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.store.audit import Audit
from bot.store.database import writing
from bot.store.repeats import part
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_migrations import OPEN

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.store.review_list import Filter

CLAIM_MINUTES = 30


class State(StrEnum):
    """Where a question stands."""

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting"
    DISPUTED = "disputed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Item:
    """A question in the queue. `words` and `comment` are redacted, None where not kept.

    `disputed`: two verdicts differ, also while a third person has claimed it. `verdict`: what was
    settled. `need` and `id` place it in the list. `asked_again`: how many others asked the same
    and got the same answer.
    """

    id: int
    asked_at: datetime
    words: str | None
    comment: str | None
    language: str
    kind: str
    abstained: bool
    best_score: float | None
    thumb: str | None
    doubt: bool
    patient_waits: bool
    state: State
    disputed: bool
    claimed_by: int | None
    claimed_until: datetime | None
    verdict: str | None
    leader_id: int | None
    asked_again: int
    disliked_again: int
    need: float


class ReviewQueue:
    """Who works on which question. Every method is one transaction of its own, or part of one."""

    def __init__(self, db: Database, claim_minutes: int = CLAIM_MINUTES) -> None:
        self._db = db
        self._audit = Audit(db)
        self._claim = timedelta(minutes=claim_minutes)

    def item(self, question_id: int) -> Item | None:
        """The question as it stands in the queue, or None where it was deleted."""
        return next(read_items(self._db, "where id = ?", (question_id,)), None)

    def claim_next(
        self,
        moderator_id: int,
        now: datetime,
        wanted: Filter | None = None,
        *,
        behind: Item | None = None,
    ) -> Item | None:
        """Claim the neediest open question that this moderator has not judged; None: none is open.

        `wanted` narrows it down; `behind`: an item that was skipped, what follows it comes.
        """
        where, values = wanted.where() if wanted else (OPEN, {})
        if behind is not None:
            where += " and need <= :behind and (need < :behind or id > :behind_id)"
            values = {**values, "behind": behind.need, "behind_id": behind.id}
        with writing(self._db):
            self.release_expired(now)
            row = self._db.execute(
                f"select id from questions where ({where}) and +{OPEN} "
                "and (patient_waits or not exists (select 1 from verdicts "
                "where question_id = questions.id and moderator_id = :moderator "
                "and withdrawn_at is null)) order by need desc, id limit 1",
                {**values, "moderator": moderator_id},
            ).fetchone()
            return None if row is None else self._take(row[0], moderator_id, now)

    def claim(self, question_id: int, moderator_id: int, now: datetime) -> Item:
        """Claim this question, or go on with one's claim. Raises ReviewRefusedError.

        A question that is done, or waits for the patient, can be claimed too, for another look.
        """
        with writing(self._db):
            item = self.check_free(question_id, moderator_id, now)
            if item.leader_id is not None:
                raise ReviewRefusedError(Refusal.REPEATS)
            if item.state is State.CLAIMED:
                self._db.execute(
                    "update questions set claimed_until = ? where id = ?",
                    ((now + self._claim).isoformat(), question_id),
                )
                return self._get(question_id)
            if item.state in (State.NEW, State.DISPUTED) and self._judged(item, moderator_id):
                raise ReviewRefusedError(Refusal.OWN)
            return self._take(question_id, moderator_id, now)

    def claimed(self, moderator_id: int, now: datetime) -> tuple[Item, ...]:
        """What a moderator is working on."""
        # With a bare `order by id` SQLite would read every question in that order.
        sql = "where state = 'claimed' and claimed_until > ? and claimed_by = ? order by +id"
        return tuple(read_items(self._db, sql, (now.isoformat(), moderator_id)))

    def release(self, question_id: int, moderator_id: int, now: datetime) -> Item:
        """Give a claimed question back. Raises ReviewRefusedError."""
        with writing(self._db):
            self.release_expired(now)
            item = self._get(question_id)
            if item.state is not State.CLAIMED or item.claimed_by != moderator_id:
                raise ReviewRefusedError(Refusal.NOT_CLAIMED)
            self._note("release", question_id, moderator_id, now)
            self._put_back(question_id)
            return self._get(question_id)

    def release_expired(self, now: datetime) -> int:
        """Put back what was claimed too long ago; how many."""
        with writing(self._db):
            ids = self._db.execute(
                "select id from questions where state = 'claimed' and claimed_until <= ?",
                (now.isoformat(),),
            ).fetchall()
            for (question_id,) in ids:
                # A claim that ended by itself stands in nobody's way to undo what was before it.
                self._db.execute(
                    "update audit set undone_at = ? where question_id = ? and action = 'claim' "
                    "and undone_at is null",
                    (now.isoformat(), question_id),
                )
                self._put_back(question_id)
            return len(ids)

    def wait(self, question_id: int, moderator_id: int, now: datetime) -> int:
        """The patient was asked something: the question waits. The audit entry, for undo."""
        return self._move(
            question_id, moderator_id, "wait", "state = 'waiting', patient_waits = 0", now
        )

    def finish(self, question_id: int, moderator_id: int, now: datetime) -> int:
        """Nothing more is to be done. The audit entry, for undo."""
        return self._move(
            question_id, moderator_id, "finish", "state = 'done', patient_waits = 0", now
        )

    def patient_waits(self, question_id: int) -> None:
        """The patient asked for a person, or wrote back: it is open again, near the top."""
        part(self._db, question_id)
        self._db.execute(
            "update questions set patient_waits = 1, "
            "state = case when state in ('claimed', 'disputed') then state else 'new' end "
            "where id = ?",
            (question_id,),
        )

    def check_free(self, question_id: int, moderator_id: int, now: datetime) -> Item:
        """The item, if nobody else is working on it. Raises ReviewRefusedError."""
        self.release_expired(now)
        item = self._get(question_id)
        if item.state is State.CLAIMED and item.claimed_by != moderator_id:
            raise ReviewRefusedError(Refusal.TAKEN)
        return item

    def _take(self, question_id: int, moderator_id: int, now: datetime) -> Item:
        self._note("claim", question_id, moderator_id, now)
        rows = self._db.execute(
            "update questions set claimed_from = state, state = 'claimed', claimed_by = ?, "
            "claimed_until = ? where id = ? and state <> 'claimed' returning id",
            (moderator_id, (now + self._claim).isoformat(), question_id),
        ).fetchall()
        assert rows, "claimed twice"  # noqa: S101 - the write lock is held since it was chosen
        return self._get(question_id)

    def _move(
        self, question_id: int, moderator_id: int, action: str, change: str, now: datetime
    ) -> int:
        with writing(self._db):
            self.check_free(question_id, moderator_id, now)
            entry = self._note(action, question_id, moderator_id, now)
            self._db.execute(
                f"update questions set {change}, claimed_by = null, claimed_until = null, "
                "claimed_from = null where id = ?",
                (question_id,),
            )
            return entry

    def _put_back(self, question_id: int) -> None:
        self._db.execute(
            "update questions set state = claimed_from, claimed_by = null, claimed_until = null, "
            "claimed_from = null where id = ?",
            (question_id,),
        )

    def _note(self, action: str, question_id: int, moderator_id: int, now: datetime) -> int:
        return self._audit.note(
            moderator_id, action, f"question {question_id}", "", now,
            question_id=question_id, before=self._audit.snapshot(question_id),
        )  # fmt: skip

    def _get(self, question_id: int) -> Item:
        item = self.item(question_id)
        if item is None:
            raise ReviewRefusedError(Refusal.GONE)
        return item

    def _judged(self, item: Item, moderator_id: int) -> bool:
        if item.patient_waits:
            return False
        row = self._db.execute(
            "select 1 from verdicts where question_id = ? and moderator_id = ? "
            "and withdrawn_at is null",
            (item.id, moderator_id),
        ).fetchone()
        return row is not None


_COLUMNS = (
    "id, asked_at, words, comment, language, kind, abstained, best_score, thumb, doubt, "
    "patient_waits, state, coalesce(claimed_from, state) = 'disputed' as disputed, claimed_by, "
    "claimed_until, verdict, leader_id, asked_again, disliked_again, need"
)


def read_items(db: Database, tail: str, values: Any) -> Iterator[Item]:
    """The items that `tail` of a select chooses, in its order."""
    for row in db.query(f"select {_COLUMNS} from questions {tail}", values):
        until = row["claimed_until"]
        yield Item(
            id=row["id"],
            asked_at=datetime.fromisoformat(row["asked_at"]),
            words=row["words"],
            comment=row["comment"],
            language=row["language"],
            kind=row["kind"],
            abstained=bool(row["abstained"]),
            best_score=row["best_score"],
            thumb=row["thumb"],
            doubt=bool(row["doubt"]),
            patient_waits=bool(row["patient_waits"]),
            state=State(row["state"]),
            disputed=bool(row["disputed"]),
            claimed_by=row["claimed_by"],
            claimed_until=datetime.fromisoformat(until) if until else None,
            verdict=row["verdict"],
            leader_id=row["leader_id"],
            asked_again=row["asked_again"],
            disliked_again=row["disliked_again"],
            need=row["need"],
        )

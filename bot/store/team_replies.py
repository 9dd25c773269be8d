"""The team's answers to a request, from being written to having arrived.

An answer cannot be unsent, so it waits a moment (`pending`) in which its writer can cancel, change
or hurry it; one that needs a second look is `held` until its writer says so. The running bot takes
what is due and puts it into the outbox in one transaction; every other process (the console) only
writes here. Each action is in the audit log, without words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.store.audit import Audit
from bot.store.database import writing
from bot.store.threads import Post, PostState, post_of

if TYPE_CHECKING:
    from sqlite_utils import Database

UNDO_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """The Telegram message that an answer was written as; an edit of it changes the answer."""

    chat_id: int
    message_id: int


class TeamReplies:
    """The table `thread_posts`, the team's side of it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._audit = Audit(db)

    @property
    def database(self) -> Database:
        """The connection, for a transaction around several calls."""
        return self._db

    def write(
        self,
        thread_id: int,
        moderator_id: int,
        words: str,
        now: datetime,
        *,
        hold: bool = False,
        source: Source | None = None,
    ) -> int:
        """Keep an answer, to be sent soon or (`hold`) once it is confirmed; its id."""
        state = PostState.HELD if hold else PostState.PENDING
        with writing(self._db):
            cursor = self._db.execute(
                "insert into thread_posts (thread_id, moderator_id, words, at, state, due_at,"
                " source_chat, source_message) values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    thread_id,
                    moderator_id,
                    words,
                    now.isoformat(),
                    state.value,
                    None if hold else _due(now),
                    source.chat_id if source else None,
                    source.message_id if source else None,
                ),
            )
            self.note(moderator_id, f"reply {state.value}", thread_id, now)
        assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
        return cursor.lastrowid

    def get(self, post_id: int) -> Post | None:
        """The answer with that id."""
        return self._one("id = ? and moderator_id is not null", post_id)

    def from_message(self, source: Source) -> Post | None:
        """The newest answer that this message was written as."""
        return self._one(
            "source_chat = ? and source_message = ? and moderator_id is not null order by id desc",
            source.chat_id,
            source.message_id,
        )

    def since(self, thread_id: int, moment: datetime | None) -> Post | None:
        """An answer to the same words that somebody wrote already, sent or about to be."""
        return self._one(
            "thread_id = ? and state in ('pending', 'queued', 'sent') and at >= ? order by id",
            thread_id,
            moment.isoformat() if moment else "",
        )

    def confirm(self, post_id: int, moderator_id: int, now: datetime) -> bool:
        """Let a held answer of one's own go; False where it is not held (any more)."""
        return self._change(post_id, moderator_id, "held", "pending", _due(now), "confirm", now)

    def hurry(self, post_id: int, moderator_id: int, now: datetime) -> bool:
        """Send a pending answer of one's own at once."""
        due = now.isoformat()
        return self._change(post_id, moderator_id, "pending", "pending", due, "hurry", now)

    def cancel(self, post_id: int, moderator_id: int, now: datetime) -> bool:
        """Do not send an answer of one's own; False where it has left already."""
        with writing(self._db):
            for state in ("held", "pending"):
                if self._change(post_id, moderator_id, state, "cancelled", None, "cancel", now):
                    return True
        return False

    def change(self, post_id: int, words: str, now: datetime, *, hold: bool) -> bool:
        """Other words for an answer that has not left; False where it has."""
        state = PostState.HELD if hold else PostState.PENDING
        return self._db.execute(
            "update thread_posts set words = ?, state = ?, due_at = ?"
            " where id = ? and state in ('held', 'pending')",
            (words, state.value, None if hold else _due(now), post_id),
        ).rowcount == 1  # fmt: skip

    def take_due(self, now: datetime) -> tuple[Post, ...]:
        """The answers whose moment has come, now `queued`; the caller puts them into the outbox
        in the same transaction. Their requests are answered, save where the patient wrote since."""
        with writing(self._db):
            rows = list(
                self._db.query(
                    "select * from thread_posts where state = 'pending' and due_at <= ?"
                    " order by id",
                    (now.isoformat(),),
                )
            )
            for row in rows:
                self._leave(row["id"], row["thread_id"], row["at"], now)
        return tuple(map(post_of, rows))

    def settle(self, post_id: int, arrived: bool) -> bool:
        """What came of a queued answer; False where that was known already."""
        state = PostState.SENT if arrived else PostState.FAILED
        return self._db.execute(
            "update thread_posts set state = ? where id = ? and state = 'queued'",
            (state.value, post_id),
        ).rowcount == 1  # fmt: skip

    def note(self, moderator_id: int, action: str, thread_id: int, now: datetime) -> None:
        """Write into the audit log who did what to which request; no words."""
        self._audit.note(moderator_id, action, f"request {thread_id}", "", now)

    def _leave(self, post_id: int, thread_id: int, written: str, now: datetime) -> None:
        self._db.execute(
            "update thread_posts set state = 'queued', due_at = null where id = ?", (post_id,)
        )
        self._db.execute(
            "update threads set first_answer_at = coalesce(first_answer_at, ?), changed_at = ?"
            " where id = ?",
            (now.isoformat(), now.isoformat(), thread_id),
        )
        self._db.execute(
            "update threads set state = 'answered', waiting_since = null where id = ?"
            " and state = 'waiting' and not exists (select 1 from thread_posts"
            " where thread_id = threads.id and thread_posts.state = 'received' and at > ?)",
            (thread_id, written),
        )

    def _change(
        self,
        post_id: int,
        moderator_id: int,
        state: str,
        new_state: str,
        due_at: str | None,
        action: str,
        now: datetime,
    ) -> bool:
        with writing(self._db):
            row = self._db.execute(
                "update thread_posts set state = ?, due_at = ? where id = ? and state = ?"
                " and moderator_id = ? returning thread_id",
                (new_state, due_at, post_id, state, moderator_id),
            ).fetchone()
            if row is not None:
                self.note(moderator_id, f"reply {action}", row[0], now)
        return row is not None

    def _one(self, where: str, *values: object) -> Post | None:
        row = next(
            self._db.query(f"select * from thread_posts where {where} limit 1", values), None
        )
        return post_of(row) if row else None


def _due(now: datetime) -> str:
    return (now + timedelta(seconds=UNDO_SECONDS)).isoformat()

"""Requests for a person: what a patient wrote to the team, and how each request stands.

`waiting`: the patient wrote last. `answered`: the team did. `closed`: it has ended, and `Ending`
says how. A chat has one open request at a time. Words come in redacted; they go 30 days after the
end, at once when the patient takes the request back, and with `forget`.

The team's side is in `team_replies`, the way to Telegram and back in `thread_messages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

WORDS_KEPT_DAYS = 30
UNANSWERED_DAYS = 30
ANSWERED_DAYS = 14


class State(StrEnum):
    """How a request stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a request ended."""

    DONE = "done"  # the patient said so, or wrote nothing more after an answer
    TAKEN_BACK = "taken_back"
    BY_TEAM = "by_team"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"  # the bot was blocked or the account is gone


class PostState(StrEnum):
    """How a post stands: RECEIVED ones are the patient's, all others the team's."""

    RECEIVED = "received"
    HELD = "held"
    PENDING = "pending"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Thread:
    """One request. `waiting_since`: when the oldest unanswered words came; None: none are."""

    id: int
    chat_id: int | None
    language: str
    question_id: int | None
    state: State
    ending: Ending | None
    opened_at: datetime
    waiting_since: datetime | None
    first_answer_at: datetime | None
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a request. `moderator_id` None: the patient's. `words` None: forgotten."""

    id: int
    thread_id: int
    moderator_id: int | None
    words: str | None
    at: datetime
    state: PostState
    due_at: datetime | None
    source_chat: int | None
    source_message: int | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What `forget` deleted."""

    threads: int
    posts: int


class Threads:
    """The tables `threads` and `thread_posts`, the patient's side of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(self, chat_id: int, language: str, question_id: int | None, now: datetime) -> int:
        """Begin a request of a chat that has none open; its number."""
        cursor = self._db.execute(
            "insert into threads (chat_id, language, question_id, state, opened_at, changed_at)"
            " values (?, ?, ?, 'waiting', ?, ?)",
            (chat_id, language, question_id, now.isoformat(), now.isoformat()),
        )
        assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
        return cursor.lastrowid

    def add(self, thread_id: int, words: str, now: datetime, message_id: int | None = None) -> int:
        """The patient writes, in redacted words: the request waits (again). The post's id."""
        moment = now.isoformat()
        with writing(self._db):
            cursor = self._db.execute(
                "insert into thread_posts (thread_id, words, at, state, source_message)"
                " values (?, ?, ?, 'received', ?)",
                (thread_id, words, moment, message_id),
            )
            self._db.execute(
                "update threads set reminded_at = null, told_late_at = null, waiting_since = ?"
                " where id = ? and (state != 'waiting' or waiting_since is null)",
                (moment, thread_id),
            )
            self._db.execute(
                "update threads set state = 'waiting', ending = null, changed_at = ? where id = ?",
                (moment, thread_id),
            )
        assert cursor.lastrowid is not None  # noqa: S101 - an insert has one
        return cursor.lastrowid

    def get(self, thread_id: int) -> Thread | None:
        """The request with that number; None where there is none (any more)."""
        return next(self._read("where id = ?", thread_id), None)

    def open_of(self, chat_id: int) -> Thread | None:
        """The chat's request that is not closed."""
        return next(
            self._read("where chat_id = ? and state != 'closed' order by id desc", chat_id), None
        )

    def of_chat(self, chat_id: int) -> tuple[Thread, ...]:
        """All requests that are kept of a chat, oldest first."""
        return tuple(self._read("where chat_id = ? order by id", chat_id))

    def waiting(self, limit: int = 1_000) -> tuple[Thread, ...]:
        """Requests that nobody has answered, the one waiting longest first."""
        return tuple(
            self._read("where state = 'waiting' order by waiting_since, id limit ?", limit)
        )

    def latest(self, limit: int = 50) -> tuple[Thread, ...]:
        """Requests in any state, newest first."""
        return tuple(self._read("order by id desc limit ?", limit))

    def about(self, question_id: int) -> tuple[int, ...]:
        """The numbers of the requests that a question led to, oldest first."""
        rows = self._db.execute(
            "select id from threads where question_id = ? order by id", (question_id,)
        ).fetchall()
        return tuple(number for (number,) in rows)

    def posts(self, thread_id: int) -> tuple[Post, ...]:
        """What was written in a request, oldest first."""
        rows = self._db.query(
            "select * from thread_posts where thread_id = ? order by id", (thread_id,)
        )
        return tuple(map(post_of, list(rows)))

    def unanswered_posts(self, thread_id: int) -> int:
        """How many messages the patient has written since the team last wrote."""
        row = self._db.execute(
            "select count(*) from thread_posts where thread_id = ? and state = 'received' and id >"
            " coalesce((select max(id) from thread_posts where thread_id = ? and state in"
            " ('pending', 'queued', 'sent')), 0)",
            (thread_id, thread_id),
        ).fetchone()
        return int(row[0])

    def post_from(self, chat_id: int, message_id: int) -> Post | None:
        """The patient's post that this message of theirs became."""
        row = next(
            self._db.query(
                "select thread_posts.* from thread_posts join threads on threads.id = thread_id"
                " where threads.chat_id = ? and source_message = ?"
                " and thread_posts.state = 'received' order by thread_posts.id desc limit 1",
                (chat_id, message_id),
            ),
            None,
        )
        return post_of(row) if row else None

    def close(self, thread_id: int, ending: Ending, now: datetime) -> bool:
        """End an open request; what the team has not sent yet is not sent. False: not open."""
        with writing(self._db):
            closed = self._db.execute(
                "update threads set state = 'closed', ending = ?, waiting_since = null,"
                " changed_at = ? where id = ? and state != 'closed'",
                (ending.value, now.isoformat(), thread_id),
            ).rowcount
            if closed:
                self._db.execute(
                    "update thread_posts set state = 'cancelled', due_at = null"
                    " where thread_id = ? and state in ('held', 'pending')",
                    (thread_id,),
                )
        return closed == 1

    def reopen(self, thread_id: int, now: datetime) -> bool:
        """Take back that the team closed a request; it waits. False: nothing to take back."""
        return self._db.execute(
            "update threads set state = 'waiting', ending = null, waiting_since = ?,"
            " changed_at = ? where id = ? and state = 'closed' and ending = 'by_team'"
            " and chat_id is not null and not exists (select 1 from threads as other"
            " where other.chat_id = threads.chat_id and other.state != 'closed')",
            (now.isoformat(), now.isoformat(), thread_id),
        ).rowcount == 1  # fmt: skip

    def drop_words(self, thread_id: int) -> None:
        """Forget what was written in a request."""
        self._db.execute("update thread_posts set words = null where thread_id = ?", (thread_id,))

    def reminded(self, thread_ids: list[int], now: datetime) -> None:
        """The team was reminded of these."""
        self._db.conn.executemany(
            "update threads set reminded_at = ? where id = ?",
            [(now.isoformat(), thread_id) for thread_id in thread_ids],
        )

    def late(self, now: datetime, days: int) -> tuple[Thread, ...]:
        """Requests that wait for so many days, of which the patient was not told so; now told."""
        before = (now - timedelta(days=days)).isoformat()
        found = tuple(
            self._read(
                "where state = 'waiting' and told_late_at is null and waiting_since < ?", before
            )
        )
        self._db.conn.executemany(
            "update threads set told_late_at = ? where id = ?",
            [(now.isoformat(), thread.id) for thread in found],
        )
        return found

    def stale(self, now: datetime) -> tuple[Thread, ...]:
        """Open requests in which nothing was written for too long."""
        answered = (now - timedelta(days=ANSWERED_DAYS)).isoformat()
        waiting = (now - timedelta(days=UNANSWERED_DAYS)).isoformat()
        return tuple(
            self._read(
                "where (state = 'answered' and changed_at < ?)"
                " or (state = 'waiting' and changed_at < ?)",
                answered,
                waiting,
            )
        )

    def expire(self, now: datetime, days: int = WORDS_KEPT_DAYS) -> tuple[int, ...]:
        """Take words and chat from requests closed longer ago than `days`; their numbers."""
        before = (now - timedelta(days=days)).isoformat()
        rows = self._db.execute(
            "update threads set chat_id = null where state = 'closed' and changed_at < ?"
            " and chat_id is not null returning id",
            (before,),
        ).fetchall()
        for (thread_id,) in rows:
            self.drop_words(thread_id)
        return tuple(thread_id for (thread_id,) in rows)

    def forget(self, chat_id: int) -> Forgotten:
        """Delete a chat's requests with all that was written in them."""
        ids = "select id from threads where chat_id = ?"
        with writing(self._db):
            posts = self._db.execute(
                f"delete from thread_posts where thread_id in ({ids})", (chat_id,)
            ).rowcount
            threads = self._db.execute("delete from threads where chat_id = ?", (chat_id,)).rowcount
        return Forgotten(threads, posts)

    def _read(self, tail: str, *values: object) -> Iterator[Thread]:
        for row in list(self._db.query(f"select * from threads {tail}", values)):
            yield _thread(row)


def post_of(row: dict[str, Any]) -> Post:
    """The post in a row of `thread_posts`."""
    return Post(
        id=row["id"],
        thread_id=row["thread_id"],
        moderator_id=row["moderator_id"],
        words=row["words"],
        at=datetime.fromisoformat(row["at"]),
        state=PostState(row["state"]),
        due_at=_moment(row["due_at"]),
        source_chat=row["source_chat"],
        source_message=row["source_message"],
    )


def _thread(row: dict[str, Any]) -> Thread:
    return Thread(
        id=row["id"],
        chat_id=row["chat_id"],
        language=row["language"],
        question_id=row["question_id"],
        state=State(row["state"]),
        ending=Ending(row["ending"]) if row["ending"] else None,
        opened_at=datetime.fromisoformat(row["opened_at"]),
        waiting_since=_moment(row["waiting_since"]),
        first_answer_at=_moment(row["first_answer_at"]),
        reminded_at=_moment(row["reminded_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

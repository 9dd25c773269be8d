"""Watches: what a chat asked to be told of when it changes.

A watch on a trial keeps its NCT number; one on a question keeps its words, redacted and with the
person's yes, and which trials they have seen. A watch stays until it is stopped; after a year its
owner is asked once, and without an answer it ends. A stopped watch can be taken up for a day.
`told` belongs into the transaction that queues the message: so nobody is told twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

MOST = 50  # watches of one chat
UNDO_DAYS = 1
ASK_AFTER_DAYS = 365
ANSWER_DAYS = 60


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where a watch was told: the registry file's name, a change's number, a snapshot."""

    registry: str
    change: int
    snapshot_id: str


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch: `nct_id` on a trial, `words` (earlier messages, then the question) otherwise.

    `language` is that of its owner when it was made, for a chat that chose none.
    """

    id: int
    chat_id: int
    nct_id: str | None
    words: tuple[str, ...]
    language: str
    created_at: datetime
    asked_at: datetime | None
    stopped_at: datetime | None
    told: Position
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Watcher:
    """A chat that watches, with its language, else that of its oldest watch, and its country."""

    chat_id: int
    language: str
    country: str | None


class Watches:
    """The tables `watches` and `watch_seen`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # One chat's

    def of_chat(self, chat_id: int) -> tuple[Watch, ...]:
        """The watches of a chat that are not stopped, oldest first."""
        return self._read("where chat_id = ? and stopped_at is null order by id", chat_id)

    def get(self, watch_id: int, chat_id: int) -> Watch | None:
        """A chat's watch, also a stopped one; None where there is none of that id."""
        return next(iter(self._read("where id = ? and chat_id = ?", watch_id, chat_id)), None)

    def on_trial(self, chat_id: int, nct_id: str) -> Watch | None:
        """The chat's watch on that trial that is not stopped."""
        found = self._read(
            "where chat_id = ? and nct_id = ? and stopped_at is null", chat_id, nct_id
        )
        return next(iter(found), None)

    def on_words(self, chat_id: int, words: Sequence[str]) -> Watch | None:
        """The chat's watch on that question that is not stopped."""
        found = self._read(
            "where chat_id = ? and words = ? and stopped_at is null", chat_id, _dump(words)
        )
        return next(iter(found), None)

    def is_full(self, chat_id: int) -> bool:
        """Whether the chat has as many watches as it may."""
        return len(self.of_chat(chat_id)) >= MOST

    def add(
        self,
        chat_id: int,
        language: str,
        told: Position,
        now: datetime,
        *,
        nct_id: str | None = None,
        words: Sequence[str] = (),
        seen: Iterable[str] = (),
    ) -> int:
        """Begin a watch on a trial, or on a question whose owner has `seen` those trials."""
        moment = now.isoformat()
        cursor = self._db.execute(
            "insert into watches (chat_id, nct_id, words, language, created_at, renewed_at,"
            " registry, change, snapshot_id, checked_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (chat_id, nct_id, _dump(words) if words else None, language, moment, moment,
             told.registry, told.change, told.snapshot_id, moment),
        )  # fmt: skip
        watch_id = cursor.lastrowid
        assert watch_id is not None  # noqa: S101 - an insert has one
        self._saw(watch_id, seen)
        return watch_id

    def stop(self, chat_id: int, now: datetime, watch_id: int | None = None) -> int:
        """Stop one watch of a chat, or all; how many."""
        return self._db.execute(
            "update watches set stopped_at = ? where chat_id = ? and stopped_at is null"
            " and (? is null or id = ?)",
            (now.isoformat(), chat_id, watch_id, watch_id),
        ).rowcount

    def resume(self, chat_id: int, watch_id: int) -> int:
        """Take up again the watches that were stopped together with that one; how many."""
        return self._db.execute(
            "update watches set stopped_at = null where chat_id = ? and stopped_at ="
            " (select stopped_at from watches where id = ? and chat_id = ?)",
            (chat_id, watch_id, chat_id),
        ).rowcount

    def last_stopped(self, chat_id: int) -> int | None:
        """The id of the watch that was stopped last."""
        row = self._db.execute(
            "select id from watches where chat_id = ? and stopped_at not null"
            " order by stopped_at desc, id desc limit 1",
            (chat_id,),
        ).fetchone()
        return row[0] if row else None

    def forget(self, chat_id: int) -> int:
        """Delete every watch of a chat; how many were not stopped."""
        return self._delete("chat_id = ?", chat_id)

    def drop_questions(self, chat_id: int) -> int:
        """Delete the watches of a chat that keep words; how many were not stopped."""
        return self._delete("chat_id = ? and words not null", chat_id)

    # Telling

    def behind(self, snapshot_id: str) -> tuple[Watcher, ...]:
        """The chats with a watch that has not been looked at since `snapshot_id` is served."""
        return self._watchers("snapshot_id != ?", snapshot_id)

    def seen(self, watch_id: int) -> frozenset[str]:
        """The trials that the owner of a watch on a question knows."""
        rows = self._db.execute("select nct_id from watch_seen where watch_id = ?", (watch_id,))
        return frozenset(nct_id for (nct_id,) in rows.fetchall())

    def looked_at(
        self, watch: Watch, position: Position, now: datetime, seen: Iterable[str] = ()
    ) -> None:
        """Its owner knows all up to `position` now. An earlier snapshot takes nothing back."""
        backwards = position.registry == watch.told.registry and position.change < watch.told.change
        change = watch.told.change if backwards else position.change
        self._db.execute(
            "update watches set registry = ?, change = ?, snapshot_id = ?, checked_at = ?"
            " where id = ?",
            (position.registry, change, position.snapshot_id, now.isoformat(), watch.id),
        )
        self._saw(watch.id, seen)

    # Time

    def old(self, now: datetime) -> tuple[Watcher, ...]:
        """The chats to ask whether they still want watches that are over a year old."""
        before = (now - timedelta(days=ASK_AFTER_DAYS)).isoformat()
        return self._watchers("asked_at is null and renewed_at < ?", before)

    def asked(self, chat_id: int, now: datetime) -> tuple[Watch, ...]:
        """Note that the chat is being asked about its old watches; these."""
        before = (now - timedelta(days=ASK_AFTER_DAYS)).isoformat()
        which = "where chat_id = ? and stopped_at is null and asked_at is null and renewed_at < ?"
        found = self._read(f"{which} order by id", chat_id, before)
        self._db.execute(
            f"update watches set asked_at = ? {which}", (now.isoformat(), chat_id, before)
        )
        return found

    def renew(self, chat_id: int, now: datetime) -> int:
        """The owner wants to keep what was asked about; how many."""
        return self._db.execute(
            "update watches set renewed_at = ?, asked_at = null"
            " where chat_id = ? and asked_at not null",
            (now.isoformat(), chat_id),
        ).rowcount

    def expire(self, now: datetime) -> int:
        """Delete what was stopped over a day ago, and old ones nobody answered for."""
        return self._delete(
            "stopped_at < ? or asked_at < ?",
            (now - timedelta(days=UNDO_DAYS)).isoformat(),
            (now - timedelta(days=ANSWER_DAYS)).isoformat(),
        )

    def count(self) -> int:
        """How many watches there are that are not stopped."""
        row = self._db.execute("select count(*) from watches where stopped_at is null").fetchone()
        return int(row[0])

    # The steps of it

    def _saw(self, watch_id: int, seen: Iterable[str]) -> None:
        self._db.conn.executemany(
            "insert or ignore into watch_seen values (?, ?)",
            [(watch_id, nct_id) for nct_id in seen],
        )

    def _delete(self, where: str, *values: object) -> int:
        going = self._db.execute(
            f"select count(*) from watches where ({where}) and stopped_at is null", values
        ).fetchone()
        self._db.execute(
            f"delete from watch_seen where watch_id in (select id from watches where {where})",
            values,
        )
        self._db.execute(f"delete from watches where {where}", values)
        return int(going[0])

    def _watchers(self, which: str, value: str) -> tuple[Watcher, ...]:
        """The chats with such a watch, in one query: it is asked at every tick."""
        rows = self._db.execute(
            "select due.chat_id, coalesce(chats.language, (select language from watches"
            " where chat_id = due.chat_id and stopped_at is null order by id limit 1)),"
            " chats.country from (select distinct chat_id from watches"
            f" where stopped_at is null and {which}) as due"
            " left join chats on chats.chat_id = due.chat_id order by due.chat_id",
            (value,),
        )
        return tuple(Watcher(*row) for row in rows.fetchall())

    def _read(self, tail: str, *values: object) -> tuple[Watch, ...]:
        return tuple(map(_watch, self._db.query(f"select * from watches {tail}", values)))


def _dump(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def _watch(row: dict[str, Any]) -> Watch:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    return Watch(
        id=row["id"],
        chat_id=row["chat_id"],
        nct_id=row["nct_id"],
        words=tuple(json.loads(row["words"])) if row["words"] else (),
        language=row["language"],
        created_at=datetime.fromisoformat(row["created_at"]),
        asked_at=moment("asked_at"),
        stopped_at=moment("stopped_at"),
        told=Position(row["registry"], row["change"], row["snapshot_id"]),
        checked_at=datetime.fromisoformat(row["checked_at"]),
    )

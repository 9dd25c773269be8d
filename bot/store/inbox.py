"""The inbox: every update is committed here before Telegram hears that it was received.

An update is kept as raw JSON only until it is answered; `done` forgets the words in the same
transaction that records the answer. `update_id` is a unique key, so an update delivered twice is
one row. Telegram may restart its ids lower after a quiet week; keys are forgotten after three
days, so a restarted id is never taken for a repeat (Telegram itself repeats for one day at most).

An update that cannot be read is set aside with its raw JSON for 30 days, for a developer to see.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

from sqlite_utils import Database

from bot.store.database import writing

KEYS_KEPT_SECONDS = 3 * 86_400
ASIDE_KEPT_SECONDS = 30 * 86_400
_PLACES = frozenset({"location", "venue"})
LARGEST_INTEGER = 2**63 - 1
GIVEN_UP = "given up: "


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it waits in the inbox. `raw` is the JSON text that Telegram sent."""

    id: int
    chat_id: int
    raw: str
    attempts: int
    received_at: float

    def json(self) -> object:
        """The update as a JSON value."""
        return json.loads(self.raw)


@dataclass(frozen=True, slots=True)
class InboxDepth:
    """How many updates wait, how many were set aside, and since when the oldest waits."""

    new: int
    aside: int
    oldest_received_at: float | None


class Inbox:
    """The inbox table. Each method is one transaction, or part of the one around it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, updates: Iterable[object], now: float | None = None) -> int:
        """Commit raw updates; returns how many were new. Also takes what is no valid update."""
        moment = time.time() if now is None else now
        rows = [(update_key(raw), chat_of(raw), _dump(raw), moment) for raw in updates]
        with writing(self._database):
            before = self._database.conn.total_changes
            self._database.conn.executemany(
                "INSERT INTO inbox (update_id, chat_id, state, raw, received_at)"
                " VALUES (?, ?, 'new', ?, ?) ON CONFLICT (update_id) DO NOTHING",
                rows,
            )
            return self._database.conn.total_changes - before

    def add_own(self, raw: object, now: float | None = None) -> None:
        """Put in an update that Telegram did not send: the edge learned it in another way."""
        self._database.execute(
            "INSERT INTO inbox (chat_id, state, raw, received_at) VALUES (?, 'new', ?, ?)",
            (chat_of(raw), _dump(raw), time.time() if now is None else now),
        )

    def heads(self) -> dict[int, int]:
        """For each chat with waiting updates, the row id of its oldest one."""
        rows = self._database.execute(
            "SELECT chat_id, min(id) FROM inbox WHERE state = 'new' GROUP BY chat_id"
        )
        return dict(rows.fetchall())

    def read(self, row_id: int) -> Received:
        """The waiting update in row `row_id`."""
        row = self._database.execute(
            "SELECT id, chat_id, raw, attempts, received_at FROM inbox WHERE id = ?", (row_id,)
        ).fetchone()
        return Received(*row)

    def is_waiting(self, row_id: int) -> bool:
        """Whether the row is there and not answered yet."""
        row = self._database.execute(
            "SELECT 1 FROM inbox WHERE id = ? AND state = 'new'", (row_id,)
        ).fetchone()
        return row is not None

    def done(self, row_id: int, now: float | None = None) -> None:
        """The update is answered: forget its words."""
        self._database.execute(
            "UPDATE inbox SET state = 'done', raw = NULL, done_at = ? WHERE id = ?",
            (time.time() if now is None else now, row_id),
        )

    def give_up(self, row_id: int) -> None:
        """It failed too often: forget its words, keep the kind of its error for the figures."""
        self.done(row_id)
        self._database.execute(
            "UPDATE inbox SET error = ? || coalesce(error, '') WHERE id = ?", (GIVEN_UP, row_id)
        )

    def failed_once(self, row_id: int, error: str) -> int:
        """Count one failed attempt at an update; returns how many there were. No words in it."""
        with writing(self._database):
            row = self._database.execute(
                "UPDATE inbox SET attempts = attempts + 1, error = ? WHERE id = ?"
                " RETURNING attempts",
                (error, row_id),
            ).fetchone()
        return int(row[0])

    def set_aside(self, row_id: int, error: str, now: float | None = None) -> None:
        """Give the update up but keep its raw JSON for a while. `error` holds no words of it.

        Where somebody is is not kept even then.
        """
        raw = json.loads(self.read(row_id).raw)
        self._database.execute(
            "UPDATE inbox SET state = 'aside', raw = ?, error = ?, done_at = ? WHERE id = ?",
            (_dump(_without_places(raw)), error, time.time() if now is None else now, row_id),
        )

    def forget_keys(self) -> None:
        """Forget which updates are known: another bot's updates have numbers of their own."""
        self._database.execute("UPDATE inbox SET update_id = NULL")

    def forget_chat(self, chat_id: int) -> int:
        """Delete what is kept of a chat's settled updates; returns how many rows went."""
        return self._database.execute(
            "DELETE FROM inbox WHERE chat_id = ? AND state != 'new'", (chat_id,)
        ).rowcount

    def prune(self, now: float | None = None) -> None:
        """Delete settled rows past their time."""
        moment = time.time() if now is None else now
        with writing(self._database):
            for state, seconds in (("done", KEYS_KEPT_SECONDS), ("aside", ASIDE_KEPT_SECONDS)):
                self._database.execute(
                    "DELETE FROM inbox WHERE state = ? AND done_at < ?", (state, moment - seconds)
                )

    def losses_since(self, moment: float) -> tuple[int, int]:
        """How many updates were given up, and how many set aside unread, after `moment`."""
        row = self._database.execute(
            "SELECT count(*) FILTER (WHERE error LIKE ?), count(*) FILTER (WHERE state = 'aside')"
            " FROM inbox WHERE done_at >= ? AND error IS NOT NULL",
            (GIVEN_UP + "%", moment),
        ).fetchone()
        return int(row[0]), int(row[1])

    def depth(self) -> InboxDepth:
        """The figures for a status."""
        row = self._database.execute(
            "SELECT count(*) FILTER (WHERE state = 'new'), count(*) FILTER (WHERE state = 'aside'),"
            " min(received_at) FILTER (WHERE state = 'new') FROM inbox"
        ).fetchone()
        return InboxDepth(*row)


def update_key(raw: object) -> int:
    """The update's id or, where it has no usable one, a negative number made from its content."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if _is_integer(update_id) and update_id >= 0:
        return update_id
    digest = hashlib.sha256(_dump(raw).encode()).digest()
    return -int.from_bytes(digest[:7], "big") - 1


def chat_of(raw: object) -> int:
    """The chat an update belongs to, for its place in the order; 0 where none can be told."""
    if not isinstance(raw, dict):
        return 0
    for part in raw.values():
        if isinstance(part, dict):
            found = _chat_in(part)
            if found is not None:
                return found
    return 0


def _chat_in(part: dict[str, Any]) -> int | None:
    message = part.get("message")
    for holder, key in ((part, "chat"), (message, "chat"), (part, "from")):
        value = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(value, dict) and _is_integer(value.get("id")):
            return int(value["id"])
    return None


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _without_places(value: object) -> object:
    """A JSON value without what Telegram calls a location or a venue, however deep."""
    if isinstance(value, dict):
        return {key: _without_places(part) for key, part in value.items() if key not in _PLACES}
    return [_without_places(part) for part in value] if isinstance(value, list) else value


def _dump(raw: object) -> str:
    return json.dumps(raw, ensure_ascii=True, separators=(",", ":"))

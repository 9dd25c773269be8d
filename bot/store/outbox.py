"""The outbox: each call to Telegram that an answer consists of, from decision to outcome.

States: pending -> sending -> sent or failed. A row is claimed (`sending`) in a commit of its own
before its request leaves, so that after a kill the rows still `sending` are exactly those whose
outcome is unknowable: they are sent again, marked as a possible repeat. Within a chat, rows leave
in order, one at a time; `notice` rows (the answer to a button press) have a lane of their own so
that the press never waits behind messages. A settled row forgets the message's text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.store.database import writing

SETTLED_KEPT_SECONDS = 30 * 86_400
MESSAGE, NOTICE = "message", "notice"


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call: the method and its JSON parameters (a file's content as base64).

    `tag`: what the call stands for, kept until somebody has learned what came of it.
    """

    method: str
    chat_id: int
    params: dict[str, Any]
    lane: str = MESSAGE
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The first open row of a lane: what may be sent next in that chat."""

    id: int
    chat_id: int
    lane: str
    state: str
    tried_at: float | None
    retry_at: float | None

    def wait(self, now: float) -> float:
        """Seconds until a retry is due. A clock that was set back does not prolong the wait."""
        if self.retry_at is None or (self.tried_at is not None and now < self.tried_at):
            return 0.0
        return max(0.0, self.retry_at - now)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row whose request is about to leave. `attempts` counts this one."""

    id: int
    call: Call
    attempts: int
    possible_repeat: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of a request: sent, failed for good (`error`), or to be tried again.

    `retry_after`: seconds to wait; then `replacement` (if any) takes the call's place and
    `unknowable` says that the message may have arrived. `ended`: the chat takes no messages any
    more. No field holds a message's text save `replacement`.
    """

    id: int
    chat_id: int
    sent: bool = False
    message_id: int | None = None
    error: str | None = None
    retry_after: float | None = None
    unknowable: bool = False
    replacement: Call | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a tagged call. `message_id`: the message it made, where it was sent."""

    tag: str
    chat_id: int
    sent: bool
    message_id: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class OutboxDepth:
    """How many calls wait or are under way, how many failed, and since when the oldest waits."""

    open: int
    failed: int
    possible_repeats: int
    oldest_created_at: float | None


class Outbox:
    """The outbox table. Each method is one transaction, or part of the one around it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, calls: Iterable[Call], inbox_id: int | None = None) -> None:
        """Queue calls in the order given."""
        now = time.time()
        rows = [
            (call.chat_id, call.lane, _dump(call), inbox_id, now, call.tag or None)
            for call in calls
        ]
        with writing(self._database):
            self._database.conn.executemany(
                "INSERT INTO outbox (chat_id, lane, state, call, inbox_id, created_at, tag)"
                " VALUES (?, ?, 'pending', ?, ?, ?, ?)",
                rows,
            )

    def recover(self) -> int:
        """After a restart: requests that were under way may have arrived. Returns how many."""
        return self._database.execute(
            "UPDATE outbox SET state = 'pending', possible_repeat = 1, retry_at = NULL"
            " WHERE state = 'sending'"
        ).rowcount

    def heads(self) -> list[Head]:
        """The first open row of every lane, oldest first."""
        rows = self._database.execute(
            "SELECT id, chat_id, lane, state, tried_at, retry_at FROM outbox WHERE id IN"
            " (SELECT min(id) FROM outbox WHERE state IN ('pending', 'sending')"
            " GROUP BY chat_id, lane) ORDER BY id"
        )
        return [Head(*row) for row in rows.fetchall()]

    def claim(self, row_ids: Sequence[int], now: float | None = None) -> list[Claimed]:
        """Mark rows as being sent. They must be committed before the requests leave."""
        moment = time.time() if now is None else now
        with writing(self._database):
            return [self._claim(row_id, moment) for row_id in row_ids]

    def settle(self, outcome: Settlement, now: float | None = None) -> None:
        """Record what came of a request."""
        moment = time.time() if now is None else now
        if outcome.retry_after is not None:
            self._retry(outcome, moment)
            return
        self._database.execute(
            "UPDATE outbox SET state = ?, call = NULL, settled_at = ?, message_id = ?, error = ?"
            " WHERE id = ?",
            (
                "sent" if outcome.sent else "failed",
                moment,
                outcome.message_id,
                outcome.error,
                outcome.id,
            ),
        )
        if outcome.ended:
            self.end_chat(outcome.chat_id, moment)

    def end_chat(self, chat_id: int, now: float | None = None) -> int:
        """Give up everything that still waits for a chat; returns how many rows."""
        return self._database.execute(
            "UPDATE outbox SET state = 'failed', call = NULL, settled_at = ?, error = 'chat ended'"
            " WHERE chat_id = ? AND state = 'pending'",
            (time.time() if now is None else now, chat_id),
        ).rowcount

    def forget_chat(self, chat_id: int) -> int:
        """Delete what is kept of a chat's settled messages; returns how many rows went."""
        return self._database.execute(
            "DELETE FROM outbox WHERE chat_id = ? AND state IN ('sent', 'failed')", (chat_id,)
        ).rowcount

    def learn(self, prefix: str) -> list[Learned]:
        """What came of the calls whose tags begin with `prefix`; each is told once."""
        rows = self._database.execute(
            "SELECT id, tag, chat_id, state, message_id, error FROM outbox WHERE tag >= ?"
            " AND tag < ? AND state IN ('sent', 'failed') ORDER BY id",
            (prefix, prefix + "\uffff"),
        ).fetchall()
        self._database.conn.executemany(
            "UPDATE outbox SET tag = NULL WHERE id = ?", [(row[0],) for row in rows]
        )
        return [Learned(tag, chat, state == "sent", message_id, error)
                for _, tag, chat, state, message_id, error in rows]  # fmt: skip

    def withdraw(self, prefix: str) -> int:
        """Delete tagged calls that nobody has begun to send; returns how many."""
        return self._database.execute(
            "DELETE FROM outbox WHERE tag >= ? AND tag < ? AND state = 'pending'",
            (prefix, prefix + "\uffff"),
        ).rowcount

    def is_tagged(self, prefix: str) -> bool:
        """Whether a call whose tag begins with `prefix` waits or has an outcome to learn."""
        row = self._database.execute(
            "SELECT 1 FROM outbox WHERE tag >= ? AND tag < ? LIMIT 1", (prefix, prefix + "\uffff")
        ).fetchone()
        return row is not None

    def prune(self, now: float | None = None) -> None:
        """Delete settled rows past their time."""
        moment = time.time() if now is None else now
        self._database.execute(
            "DELETE FROM outbox WHERE state IN ('sent', 'failed') AND settled_at < ?",
            (moment - SETTLED_KEPT_SECONDS,),
        )

    def undelivered_since(self, moment: float) -> int:
        """How many messages failed for good after `moment`; a chat that was closed is no fault."""
        row = self._database.execute(
            "SELECT count(*) FROM outbox WHERE state = 'failed' AND settled_at >= ?"
            " AND lane = 'message' AND error NOT IN ('chat ended', 'forbidden')",
            (moment,),
        ).fetchone()
        return int(row[0])

    def depth(self) -> OutboxDepth:
        """The figures for a status."""
        row = self._database.execute(
            "SELECT count(*) FILTER (WHERE state IN ('pending', 'sending')),"
            " count(*) FILTER (WHERE state = 'failed'), coalesce(sum(possible_repeat), 0),"
            " min(created_at) FILTER (WHERE state IN ('pending', 'sending')) FROM outbox"
        ).fetchone()
        return OutboxDepth(*row)

    def _claim(self, row_id: int, now: float) -> Claimed:
        row = self._database.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, tried_at = ?"
            " WHERE id = ? RETURNING id, chat_id, lane, call, attempts, possible_repeat",
            (now, row_id),
        ).fetchone()
        return _claimed(row)

    def _retry(self, outcome: Settlement, now: float) -> None:
        self._database.execute(
            "UPDATE outbox SET state = 'pending', retry_at = ?, error = ?,"
            " possible_repeat = max(possible_repeat, ?) WHERE id = ?",
            (now + (outcome.retry_after or 0.0), outcome.error, outcome.unknowable, outcome.id),
        )
        if outcome.replacement is not None:
            self._database.execute(
                "UPDATE outbox SET call = ?, chat_id = ? WHERE id = ?",
                (_dump(outcome.replacement), outcome.replacement.chat_id, outcome.id),
            )


def _dump(call: Call) -> str:
    return json.dumps({"method": call.method, "params": call.params}, separators=(",", ":"))


def _claimed(row: tuple[Any, ...]) -> Claimed:
    row_id, chat_id, lane, text, attempts, possible_repeat = row
    stored = json.loads(text)
    call = Call(stored["method"], chat_id, stored["params"], lane)
    return Claimed(row_id, call, attempts, bool(possible_repeat))

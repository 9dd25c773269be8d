"""Decides what may be sent next and records how sends went. Runs in the core thread.

One turn is one commit: it settles what came back, and claims the next rows that the limits allow,
chat by chat in turn. So a busy sender commits once for many messages.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.database import writing
from bot.store.outbox import MESSAGE, Claimed, Head, Settlement
from bot.telegram.limiter import Limiter
from bot.telegram.translate import blocked_update
from bot.telegram.wire import TroubleKind
from bot.telegram.world import Turns, World


@dataclass(frozen=True, slots=True)
class Turn:
    """Rows whose requests may leave now, and the seconds until the next may (None: unknown)."""

    claimed: tuple[Claimed, ...] = ()
    wait: float | None = None
    chats_ended: bool = False


class Dispatch:
    """The outbox's side of the sender."""

    def __init__(self, world: World, limiter: Limiter) -> None:
        self._world = world
        self._limiter = limiter
        self._turns = Turns()

    def turn(self, settled: Sequence[Settlement], room: int) -> Turn:
        """Settle, then claim at most `room` rows. Raises sqlite3.Error: then nothing happened."""
        if not settled and not self._world.outbox.heads():
            return Turn()
        with writing(self._world.database):
            for outcome in settled:
                self._settle(outcome)
            chosen, wait = self._choose(self._world.outbox.heads(), room)
            claimed = self._world.outbox.claim(chosen)
        for outcome in settled:
            self._learn(outcome)
        for row in claimed:
            self._count(row)
        return Turn(tuple(claimed), wait, any(outcome.ended for outcome in settled))

    def _settle(self, outcome: Settlement) -> None:
        self._world.outbox.settle(outcome)
        if outcome.ended:
            self._world.inbox.add_own(blocked_update(outcome.chat_id))

    def _choose(self, heads: list[Head], room: int) -> tuple[list[int], float | None]:
        waiting = {head.id: head for head in heads if head.state == "pending"}
        now, clock = time.monotonic(), time.time()
        overall = self._limiter.overall_room(now)
        chosen: list[int] = []
        waits: list[float] = []
        for row_id in self._turns.order((head.chat_id, head.id) for head in waiting.values()):
            head = waiting[row_id]
            limited = head.lane == MESSAGE
            wait = head.wait(clock)
            if limited:
                wait = max(wait, self._limiter.chat_wait(head.chat_id, now))
                if wait <= 0 and overall <= 0:
                    wait = max(self._limiter.overall_wait(now), 0.01)
            if wait > 0 or len(chosen) >= room:
                waits.append(wait)
                continue
            chosen.append(row_id)
            overall -= limited
        return chosen, min((wait for wait in waits if wait > 0), default=None)

    def _count(self, row: Claimed) -> None:
        self._turns.serve(row.call.chat_id)
        if row.call.lane == MESSAGE:
            self._limiter.take(row.call.chat_id, time.monotonic())

    def _learn(self, outcome: Settlement) -> None:
        if outcome.error == TroubleKind.WAIT and outcome.retry_after is not None:
            self._limiter.refused(outcome.chat_id, outcome.retry_after, time.monotonic())
        elif outcome.sent:
            self._limiter.accepted()

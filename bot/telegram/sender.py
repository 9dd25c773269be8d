"""Sends what the outbox holds: in parallel across chats, one at a time within a chat.

Each turn asks `Dispatch` in the core thread for the rows that may leave now; each row's request
runs as a task, and its outcome is settled in a later turn. When the database cannot be written,
outcomes are kept in memory and settled once it can.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable

from bot.conversation_protocol import Alert
from bot.store.outbox import Claimed, Settlement
from bot.telegram.alerts import Alerts
from bot.telegram.core import CoreThread
from bot.telegram.dispatch import Dispatch, Turn
from bot.telegram.log import log
from bot.telegram.meter import Meter
from bot.telegram.options import Options
from bot.telegram.outcome import failed, succeeded
from bot.telegram.render import with_mark
from bot.telegram.wire import Trouble, TroubleKind, Wire

AT_ONCE = 48
LONGEST_REST = 30.0


class Sender:
    """The outbox's sender. `on_blocked` is called when a chat turned out to be closed."""

    def __init__(
        self,
        core: CoreThread,
        dispatch: Dispatch,
        wire: Wire,
        options: Options,
        on_blocked: Callable[[], None],
        meter: Meter | None = None,
    ) -> None:
        self._core = core
        self._dispatch = dispatch
        self._wire = wire
        self._options = options
        self._on_blocked = on_blocked
        self._meter = meter or Meter()
        self._settled: list[Settlement] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False
        self._ended = asyncio.Event()

    def wake(self) -> None:
        """There may be something new to send."""
        self._woken.set()

    async def run(self, alerts: Alerts) -> None:
        """Send until stopped."""
        try:
            while not self._stopping:
                await self._send_some(alerts)
        finally:
            self._ended.set()

    async def stop(self, seconds: float) -> None:
        """Start no more requests, give those under way some time, settle what came back."""
        self._stopping = True
        self._woken.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), 0.5)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._settled:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._turn(0), 0.5)

    async def _send_some(self, alerts: Alerts) -> None:
        """One turn, then rest until the next may bring something."""
        self._woken.clear()
        turn = await self._turn(AT_ONCE - len(self._tasks))
        if turn is None:
            await alerts.tell(Alert.STORAGE)
            await asyncio.sleep(self._options.first_back_off)
            return
        for claimed in turn.claimed:
            self._start(self._deliver(claimed))
        await self._rest(LONGEST_REST if turn.wait is None else min(turn.wait, LONGEST_REST))

    async def _turn(self, room: int) -> Turn | None:
        settled, self._settled = self._settled, []
        try:
            turn = await self._core.call(self._dispatch.turn, settled, room)
        except sqlite3.Error as error:
            self._settled = settled + self._settled
            log(logging.ERROR, "outbox_not_stored", error=type(error).__name__)
            return None
        if turn.chats_ended:
            self._on_blocked()
        return turn

    async def _deliver(self, claimed: Claimed) -> None:
        call, begun = claimed.call, time.monotonic()
        if claimed.possible_repeat:
            call = with_mark(call, self._options.repeat_mark)
        try:
            outcome = succeeded(claimed, await self._wire.call(call.method, call.params))
        except Trouble as trouble:
            outcome = failed(claimed, trouble, self._options)
        except Exception as error:  # noqa: BLE001 - a row must never stay in the sender's hands
            log(logging.ERROR, "send_broke", row=claimed.id, error=type(error).__name__)
            unknown = Trouble(TroubleKind.NETWORK, unknowable=True)
            outcome = failed(claimed, unknown, self._options)
        _log_outcome(claimed, outcome)
        result = "sent" if outcome.sent else outcome.error or "failed"
        self._meter.sent(call.method, result, time.monotonic() - begun)
        self._settled.append(outcome)
        self._woken.set()

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return


def _log_outcome(claimed: Claimed, outcome: Settlement) -> None:
    if outcome.sent:
        event, level = "sent", logging.INFO
    else:
        event = "send_failed" if outcome.retry_after is None else "send_again"
        level = logging.WARNING
    log(
        level,
        event,
        row=claimed.id,
        method=claimed.call.method,
        attempts=claimed.attempts,
        possible_repeat=claimed.possible_repeat or outcome.unknowable,
        error=outcome.error or "none",
        retry_after=outcome.retry_after or 0.0,
    )

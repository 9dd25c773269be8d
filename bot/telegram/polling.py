"""The polling loop: commit what came, then, with the next poll, tell Telegram that it came.

No fault ends it. Each failure backs off with jitter, a 429 as told; after every kind of failure
the same updates come again, and the inbox knows those it has. The offset is sent only to confirm
what was just committed: Telegram may restart its ids lower after a quiet week, and an old offset
would hide the new updates.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import Any

from bot.conversation_protocol import Alert
from bot.store.inbox import update_key
from bot.telegram.alerts import Alerts
from bot.telegram.log import log
from bot.telegram.outcome import back_off
from bot.telegram.receiver import Receiver
from bot.telegram.translate import ALLOWED_UPDATES
from bot.telegram.wire import Trouble, TroubleKind

_ALERTS = {TroubleKind.REFUSED: Alert.REFUSED, TroubleKind.CONFLICT: Alert.CONFLICT}


class Poller(Receiver):
    """Polls until it is cancelled."""

    _offset: int | None = None
    _failures = 0

    async def run(self, alerts: Alerts) -> None:
        """Poll, for ever."""
        self._on_listening()
        while True:
            pause = await self._poll(alerts)
            if pause:
                await asyncio.sleep(pause)

    async def _poll(self, alerts: Alerts) -> float:
        """One poll; returns the seconds to wait before the next."""
        try:
            updates = await self._fetch()
            new = await self._core.call(self._intake.accept, updates)
        except Trouble as trouble:
            return await self._failed(trouble.kind, _ALERTS.get(trouble.kind), alerts, trouble)
        except sqlite3.Error as error:
            return await self._failed(type(error).__name__, Alert.STORAGE, alerts)
        self._failures = 0
        self._watchdog.good()
        await alerts.ended(Alert.REFUSED, Alert.CONFLICT, Alert.DEAF)
        self._offset = next_offset(updates)
        if new:
            await alerts.ended(Alert.STORAGE)
            self._on_new()
        # Updates of which none can be confirmed come again at once; that must not spin.
        return self._options.first_back_off if updates and self._offset is None else 0.0

    async def _fetch(self) -> list[object]:
        params: dict[str, Any] = {
            "timeout": int(self._options.poll),
            "allowed_updates": list(ALLOWED_UPDATES),
            "offset": self._offset,
        }
        updates = await self._wire.call("getUpdates", params, extra_time=self._options.poll)
        if not isinstance(updates, list):
            raise Trouble(TroubleKind.NETWORK)
        return updates

    async def _failed(
        self, error: str, alert: Alert | None, alerts: Alerts, trouble: Trouble | None = None
    ) -> float:
        self._failures += 1
        waits = trouble is not None and trouble.kind is TroubleKind.WAIT
        told = trouble.retry_after if trouble is not None and waits else 0.0
        pause = max(told, back_off(self._failures, self._options))
        log(logging.WARNING, "poll_failed", error=error, in_a_row=self._failures, pause=pause)
        # One 409 can be the last request of a process that just ended.
        if alert is not None and (alert is not Alert.CONFLICT or self._failures > 1):
            await alerts.tell(alert)
        return pause


def next_offset(updates: list[object]) -> int | None:
    """The offset that confirms these updates; None when there is nothing to confirm."""
    return max((key + 1 for key in map(update_key, updates) if key >= 0), default=None)

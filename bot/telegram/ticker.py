"""What time alone brings about: the conversation's own work, what troubles it, and deleting what is
past its time.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bot.conversation_protocol import Alert, Observation, Observed, Ticking
from bot.store.database import empty_log, writing
from bot.telegram.alerts import Alerts
from bot.telegram.core import CoreThread
from bot.telegram.log import log
from bot.telegram.render import render
from bot.telegram.world import World

_OBSERVED = frozenset({Alert.SNAPSHOT})
PRUNE_EVERY = 30.0  # seconds


class Ticker:
    """Ticks every `seconds`; `wake` is called when there may be something to send."""

    def __init__(
        self, core: CoreThread, world: World, wake: Callable[[], None], seconds: float
    ) -> None:
        self._core = core
        self._world = world
        self._wake = wake
        self._seconds = seconds

    async def run(self, alerts: Alerts) -> None:
        """Tick, for ever; a tick that fails is logged and the next one comes."""
        pruned = float("-inf")
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._core.call(self._tick)
                if time.monotonic() - pruned >= PRUNE_EVERY:
                    pruned = time.monotonic()
                    await self._core.call(self._prune)
                await self.look(alerts)
            except sqlite3.Error as error:
                log(logging.ERROR, "tick_not_stored", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the conversation's; the queue goes on
                log(logging.ERROR, "tick_failed", error=type(error).__name__)
            self._wake()

    async def look(self, alerts: Alerts) -> None:
        """Tell the admins what troubles the conversation now, and note what does no longer."""
        observed = await self._core.call(observe, self._world)
        if observed is None:
            return
        await alerts.ended(*(_OBSERVED - observed.troubles))
        for alert in sorted(observed.troubles):
            await alerts.tell(alert)

    def _tick(self) -> None:
        conversation = self._world.conversation
        if not isinstance(conversation, Ticking):
            return
        with writing(self._world.database):
            for reply in conversation.tick(datetime.now(UTC)).replies:
                self._world.outbox.add(render(reply, None))

    def _prune(self) -> None:
        self._world.inbox.prune()
        self._world.outbox.prune()
        empty_log(self._world.database)


def observe(world: World) -> Observation | None:
    """How the conversation is; None where it does not tell or is not there yet."""
    conversation = world.conversation
    return conversation.observe(datetime.now(UTC)) if isinstance(conversation, Observed) else None

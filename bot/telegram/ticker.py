"""What time alone brings about: the conversation's own work, and deleting what is past its time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from bot.conversation_protocol import Ticking
from bot.store.database import empty_log, writing
from bot.telegram.core import CoreThread
from bot.telegram.log import log
from bot.telegram.render import render
from bot.telegram.world import World


class Ticker:
    """Ticks every `seconds`; `wake` is called when there may be something to send."""

    def __init__(
        self, core: CoreThread, world: World, wake: Callable[[], None], seconds: float
    ) -> None:
        self._core = core
        self._world = world
        self._wake = wake
        self._seconds = seconds

    async def run(self) -> None:
        """Tick, for ever; a tick that fails is logged and the next one comes."""
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._core.call(self._tick)
                await self._core.call(self._prune)
            except sqlite3.Error as error:
                log(logging.ERROR, "tick_not_stored", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the conversation's; the queue goes on
                log(logging.ERROR, "tick_failed", error=type(error).__name__)
            self._wake()

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

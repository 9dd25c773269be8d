"""Tells the admins what the edge met, each thing once until it has ended.

The words are the conversation's; without an `alert` method there is only the log. An alert goes
through the outbox, so one that cannot be sent now is sent when Telegram answers again.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from bot.conversation_protocol import Alert, Alerting
from bot.store.database import writing
from bot.telegram.core import CoreThread
from bot.telegram.log import log
from bot.telegram.render import render
from bot.telegram.world import World

_ONCE_A_RUN = (Alert.UNREADABLE, Alert.FAILED)


class Alerts:
    """Remembers what was told. `wake` is called when there is something to send."""

    def __init__(self, core: CoreThread, world: World, wake: Callable[[], None]) -> None:
        self._core = core
        self._world = world
        self._wake = wake
        self._told: set[Alert] = set()
        self._unstored: set[Alert] = set()

    async def tell(self, alert: Alert) -> None:
        """Tell it unless it was told already; while nothing can be stored, once that has ended."""
        if alert in self._told:
            return
        self._told.add(alert)
        log(logging.ERROR, "alert", alert=alert.value)
        await self._store(alert)

    async def ended(self, *alerts: Alert) -> None:
        """It is over: should it come again, it is told again."""
        for alert in self._told.intersection(alerts).difference(_ONCE_A_RUN):
            self._told.discard(alert)
            log(logging.WARNING, "alert_ended", alert=alert.value)
            if alert in self._unstored:
                self._unstored.discard(alert)
                await self._store(alert)

    async def _store(self, alert: Alert) -> None:
        try:
            await self._core.call(self._queue, alert)
        except sqlite3.Error as error:
            self._unstored.add(alert)
            log(logging.ERROR, "alert_not_stored", error=type(error).__name__)
        self._wake()

    def _queue(self, alert: Alert) -> None:
        conversation = self._world.conversation
        if not isinstance(conversation, Alerting):
            return
        with writing(self._world.database):
            for reply in conversation.alert(alert).replies:
                self._world.outbox.add(render(reply, None))

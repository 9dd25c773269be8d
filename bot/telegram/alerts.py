"""Tells the admins what the edge met, each thing once until it has ended.

What was told is noted in `bot.db`, so that a process that is started again and again does not
repeat it. The words are the conversation's; until it is loaded an alert waits. An alert goes
through the outbox, so one that cannot be sent now is sent when Telegram answers again. While
nothing can be stored it is sent straight away; where that fails too, once it can be stored.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from bot.conversation_protocol import Alert, Alerting
from bot.store.database import writing
from bot.store.outbox import Call
from bot.store.service import note_if_possible, notes
from bot.telegram.core import CoreThread
from bot.telegram.log import log
from bot.telegram.meter import Meter
from bot.telegram.render import render
from bot.telegram.wire import Trouble, Wire
from bot.telegram.world import World

_ONCE_A_RUN = frozenset({Alert.UNREADABLE, Alert.FAILED})
_NOTE, _TOLD, _UNTOLD = "alert.", "told", "untold"


class Alerts:
    """Remembers what was told. `wake` is called when there is something to send."""

    def __init__(
        self,
        core: CoreThread,
        world: World,
        wire: Wire,
        wake: Callable[[], None],
        meter: Meter | None = None,
    ) -> None:
        self._core = core
        self._world = world
        self._wire = wire
        self._wake = wake
        self._meter = meter or Meter()
        self._told: set[Alert] = set()
        self._untold: set[Alert] = set()

    async def remember(self) -> None:
        """What an earlier process told and what has not ended since."""
        self._told |= await self._core.call(self._noted, _TOLD)
        self._untold |= await self._core.call(self._noted, _UNTOLD)
        self._told |= self._untold

    async def tell(self, alert: Alert) -> None:
        """Tell it unless it was told already."""
        if alert in self._told:
            return
        self._told.add(alert)
        self._meter.alerted(alert.value)
        log(logging.ERROR, "alert", alert=alert.value)
        await self._pass_on(alert)

    async def ended(self, *alerts: Alert) -> None:
        """It is over: should it come again, it is told again."""
        for alert in self._told.intersection(alerts).difference(_ONCE_A_RUN):
            self._told.discard(alert)
            log(logging.WARNING, "alert_ended", alert=alert.value)
            if alert in self._untold:
                await self._pass_on(alert)
            await self._core.call(self._note, alert, "")

    async def resume(self) -> None:
        """The conversation has come: tell what had to wait for its words."""
        for alert in sorted(self._untold):
            await self._pass_on(alert)

    async def _pass_on(self, alert: Alert) -> None:
        try:
            told = await self._core.call(self._queue, alert)
        except sqlite3.Error as error:
            log(logging.ERROR, "alert_not_stored", error=type(error).__name__)
            told = await self._send_now(alert)
        if told:
            self._untold.discard(alert)
        else:
            self._untold.add(alert)
            await self._core.call(self._note, alert, _UNTOLD)
        self._wake()

    async def _send_now(self, alert: Alert) -> bool:
        """Without the outbox; whether an admin has it."""
        sent = 0
        for call in await self._core.call(self._calls, alert) or []:
            try:
                await self._wire.call(call.method, call.params)
            except Trouble as trouble:
                log(logging.ERROR, "alert_not_sent", error=trouble.kind)
            else:
                sent += 1
        return sent > 0

    def _queue(self, alert: Alert) -> bool:
        calls = self._calls(alert)
        if calls is None:
            return False
        with writing(self._world.database):
            self._world.outbox.add(calls)
            self._note(alert, _TOLD)
        return True

    def _note(self, alert: Alert, state: str) -> None:
        if alert not in _ONCE_A_RUN:
            note_if_possible(self._world.database, _NOTE + alert.value, state)

    def _calls(self, alert: Alert) -> list[Call] | None:
        """None while nobody knows the words; nothing where the conversation has none."""
        conversation = self._world.conversation
        if conversation is None:
            return None
        if not isinstance(conversation, Alerting):
            return []
        return [call for reply in conversation.alert(alert).replies for call in render(reply, None)]

    def _noted(self, state: str) -> set[Alert]:
        noted = notes(self._world.database)
        return {
            alert
            for alert in Alert
            if (found := noted.get(_NOTE + alert.value)) is not None and found.value == state
        }

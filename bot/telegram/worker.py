"""Takes update after update from the inbox to its answer, while there are any."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable

from bot.conversation_protocol import Alert
from bot.telegram.alerts import Alerts
from bot.telegram.answering import Answering, Step
from bot.telegram.core import CoreThread
from bot.telegram.log import log

REST_AFTER_TROUBLE = 1.0


class Worker:
    """The asynchronous side of `Answering`.

    It begins once the bot knows its own name and the conversation is loaded: `knows_itself` and
    `has_conversation` are set by whoever learns so.
    """

    def __init__(self, core: CoreThread, answering: Answering) -> None:
        self._core = core
        self._answering = answering
        self.knows_itself = asyncio.Event()
        self.has_conversation = asyncio.Event()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be new updates."""
        self._woken.set()

    async def run(self, on_answer: Callable[[], None], alerts: Alerts) -> None:
        """Answer, for ever. `on_answer` is called when there is something to send."""
        await self.knows_itself.wait()
        await self.has_conversation.wait()
        while True:
            self._woken.clear()
            try:
                stepped = await self._core.call(self._answering.answer_some)
            except sqlite3.Error as error:
                log(logging.ERROR, "answer_not_stored", error=type(error).__name__)
                await alerts.tell(Alert.STORAGE)
                await asyncio.sleep(REST_AFTER_TROUBLE)
                continue
            if stepped.step is Step.IDLE:
                await self._woken.wait()
            on_answer()
            if stepped.alert is not None:
                await alerts.tell(stepped.alert)

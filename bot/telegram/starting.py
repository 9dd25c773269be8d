"""What happens once after the start, beside the work: the conversation is loaded, the bot learns
its name, the menus are set.

Loading takes seconds, so it runs in a thread of its own and begins when the way for updates is
open: they are accepted meanwhile and answered as soon as the conversation is there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence

from bot.conversation_protocol import ConversationLoader
from bot.telegram.alerts import Alerts
from bot.telegram.answering import Answering
from bot.telegram.commands import set_commands
from bot.telegram.core import CoreThread
from bot.telegram.identity import learn_identity
from bot.telegram.log import log
from bot.telegram.options import CommandMenu, Options
from bot.telegram.ticker import Ticker
from bot.telegram.wire import Wire
from bot.telegram.worker import Worker
from bot.telegram.world import World

HEAD_START_SECONDS = 0.5
Menus = Callable[[], Sequence[CommandMenu]]


class Starting:
    """The start of one run. `listening` is set by the way for updates once it is open."""

    def __init__(self, core: CoreThread, world: World, wire: Wire, options: Options) -> None:
        self._core = core
        self._world = world
        self._wire = wire
        self._options = options
        self._loader = CoreThread("loader")
        self.listening = asyncio.Event()
        self.failure: BaseException | None = None

    async def load(
        self, load: ConversationLoader, worker: Worker, alerts: Alerts, ticker: Ticker
    ) -> None:
        """Load the conversation, let the work begin, tell the admins what there is to tell.

        What loading raises is kept in `failure`: the run ends with it.
        """
        begun = time.monotonic()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.listening.wait(), HEAD_START_SECONDS)
        try:
            factory = await self._loader.call(load)
            await self._core.call(self._world.begin_conversation, factory)
        except Exception as error:
            self.failure = error
            raise
        log(logging.INFO, "loaded", seconds=time.monotonic() - begun)
        worker.has_conversation.set()
        await alerts.resume()
        await ticker.look(alerts)
        await asyncio.Event().wait()

    async def introduce(self, answering: Answering, worker: Worker, menus: Menus) -> None:
        """Learn the bot's own name and set the menus; then nothing more."""
        if answering.me.id:
            worker.knows_itself.set()
        database = self._world.database
        answering.me = await learn_identity(self._core, database, self._wire, self._options)
        worker.knows_itself.set()
        await worker.has_conversation.wait()
        chosen = await self._loader.call(menus)
        await set_commands(self._wire, chosen, self._options)
        await asyncio.Event().wait()

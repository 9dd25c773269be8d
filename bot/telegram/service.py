"""Runs the bot on Telegram: builds the parts, starts them, stops them within five seconds.

The parts are a poller (or a webhook) that fills the inbox, a worker that answers, a sender that
empties the outbox, a ticker and a watchdog. They share the core thread and wake each other. SIGTERM
stops intake, lets requests under way end for a few seconds and leaves the rest in the inbox and
outbox for the next start; another SIGTERM changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

from bot.conversation_protocol import Alert, ConversationLoader
from bot.fault_place import innermost
from bot.store.service import note_if_possible
from bot.telegram.alerts import Alerts
from bot.telegram.answering import Answering
from bot.telegram.core import CoreThread
from bot.telegram.dispatch import Dispatch
from bot.telegram.errors import NoTokenError
from bot.telegram.identity import notice_token, remembered_identity
from bot.telegram.intake import Intake
from bot.telegram.limiter import Limiter
from bot.telegram.lock import single_instance
from bot.telegram.log import log, start_logging
from bot.telegram.mark import WorkMark
from bot.telegram.meter import Meter
from bot.telegram.options import EdgeSettings, Options
from bot.telegram.persist import call_until_taken
from bot.telegram.polling import Poller
from bot.telegram.sender import Sender
from bot.telegram.starting import Menus, Starting
from bot.telegram.ticker import Ticker
from bot.telegram.watchdog import Watchdog
from bot.telegram.wire import Wire
from bot.telegram.worker import Worker
from bot.telegram.world import World, open_world

STOPPED, DEAF, BROKEN = 0, 75, 70


def run(
    settings: EdgeSettings,
    load: ConversationLoader,
    *,
    menus: Menus = tuple,
    options: Options | None = None,
) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code (0 stopped, 75 deaf, 70 broken).

    Raises NoTokenError, AlreadyRunningError, DatabaseUnusableError when `bot.db` cannot be
    opened, MetricsPortError, and whatever `load` raises.
    """
    start_logging()
    token = settings.telegram_bot_token
    if not token:
        raise NoTokenError(
            "There is no bot token. Set TELEGRAM_BOT_TOKEN to the one from @BotFather."
        )
    with single_instance(settings.home, token):
        edge = Edge(settings, token, menus, options or Options())
        with _stopped_by_signals(edge):
            return asyncio.run(edge.serve(load))


class Edge:
    """One run of the bot on Telegram."""

    def __init__(self, settings: EdgeSettings, token: str, menus: Menus, options: Options) -> None:
        self._settings = settings
        self._token = token
        self._menus = menus
        self._options = options
        self._core = CoreThread()
        self._mark = WorkMark(settings.home / "working")
        self._meter = Meter()
        self._watchdog = Watchdog(options.watchdog)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Stop soon; may be called from any thread and from a signal, and more than once."""
        if self._loop is None:
            self._stop.set()
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed: nothing is left to stop
            self._loop.call_soon_threadsafe(self._stop.set)

    async def serve(self, load: ConversationLoader) -> int:
        """Open everything, run, close everything; returns the exit code."""
        self._loop = asyncio.get_running_loop()
        opening = asyncio.ensure_future(self._core.call(open_world, self._settings.home / "bot.db"))
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait([opening, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            opening.cancel()
            return STOPPED
        world = await opening
        self._watchdog.good()
        url = self._settings.telegram_url
        async with Wire(self._token, url, self._options.read_timeout) as wire:
            with self._metrics(world):
                return await self._run(world, wire, stopping, load)

    async def _run(
        self, world: World, wire: Wire, stopping: asyncio.Future[Any], load: ConversationLoader
    ) -> int:
        options, core, meter = self._options, self._core, self._meter
        answering = Answering(world, options.attempts, self._mark, meter)
        worker = Worker(core, answering)
        sender = Sender(core, Dispatch(world, Limiter()), wire, options, worker.wake, meter)
        alerts = Alerts(core, world, wire, sender.wake, meter)
        ticker = Ticker(core, world, sender.wake, options.tick)
        starting = Starting(core, world, wire, options)
        await self._remember(world, answering, alerts)
        deaf = asyncio.ensure_future(self._watchdog.deaf())
        intake = _start(self._intake(world, wire, worker, alerts, starting.listening))
        others = [
            _start(starting.load(load, worker, alerts, ticker)),
            _start(starting.introduce(answering, worker, self._menus)),
            _start(worker.run(sender.wake, alerts)),
            _start(sender.run(alerts)),
            _start(ticker.run(alerts)),
        ]
        await asyncio.wait([stopping, deaf, intake, *others], return_when=asyncio.FIRST_COMPLETED)
        code = _exit_code(stopping, deaf)
        if code == DEAF:
            await _within(1.0, alerts.tell(Alert.DEAF))
        await _cancel(intake, deaf)
        await sender.stop(options.stop)
        await _cancel(*others)
        await self._close(world, code)
        if starting.failure is not None:
            raise starting.failure
        return code

    async def _remember(self, world: World, answering: Answering, alerts: Alerts) -> None:
        """What earlier processes left."""
        await self._core.call(answering.count_sudden_end)
        await self._core.call(notice_token, world.database, self._token)
        answering.me = await self._core.call(remembered_identity, world.database, self._token)
        await alerts.remember()

    async def _intake(
        self, world: World, wire: Wire, worker: Worker, alerts: Alerts, listening: asyncio.Event
    ) -> None:
        """Fill the inbox, by webhook where one is set, else by polling."""
        url = self._settings.webhook_url
        mode = "webhook" if url else "polling"
        await self._core.call(note_if_possible, world.database, "started", mode)
        log(logging.INFO, "started", mode=mode)
        intake = Intake(world, self._meter)
        ways = (listening.set, worker.wake)
        parts = (self._core, intake, wire, self._options, self._watchdog, *ways)
        if url:
            # tornado is loaded only where it is needed.
            from bot.telegram.webhook import Webhook

            await Webhook(*parts).run(alerts, url, self._token)
        else:
            leave = {"drop_pending_updates": False}
            await call_until_taken(wire, "deleteWebhook", leave, self._options)
            await Poller(*parts).run(alerts)

    @contextlib.contextmanager
    def _metrics(self, world: World) -> Iterator[None]:
        """The port for metrics and health, where one is set. Raises MetricsPortError."""
        port = self._settings.metrics_port
        if port is None:
            yield
            return
        # prometheus_client and tornado are loaded only where they are needed.
        from bot.telegram.metrics_port import MetricsPort
        from bot.telegram.prometheus import PrometheusMeter

        self._meter = meter = PrometheusMeter()
        with MetricsPort(port, self._core, world, meter, self._watchdog):
            yield

    async def _close(self, world: World, code: int) -> None:
        if code == STOPPED:
            # An update that takes long when the bot is told to stop is not to blame.
            self._mark.close()
        await _within(0.2, self._core.call(note_if_possible, world.database, "stopped"))
        await _within(0.2, self._core.call(world.close))
        self._core.close()
        log(logging.INFO, "stopped", code=code)


@contextlib.contextmanager
def _stopped_by_signals(edge: Edge) -> Iterator[None]:
    """SIGTERM and SIGINT stop the edge. Afterwards they are ignored: the process is ending."""
    numbers: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        numbers = ()  # only the main thread may have handlers
    for number in numbers:
        signal.signal(number, lambda *_: edge.stop())
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)


def _start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    task.add_done_callback(_log_end)
    return task


def _log_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log(logging.CRITICAL, "part_ended", error=type(error).__name__, where=_place(error))


def _place(error: BaseException) -> str:
    trace = innermost(error)
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"


def _exit_code(stopping: asyncio.Future[Any], deaf: asyncio.Future[Any]) -> int:
    if stopping.done():
        return STOPPED
    return DEAF if deaf.done() else BROKEN


async def _cancel(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=0.5)


async def _within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)

"""The optional port for metrics and health, on loopback only.

`/metrics` is for Prometheus. `/healthz/live` answers 200 while the process can work at all: its
loop and its core thread answer. `/healthz/ready` answers 200 once the index is loaded and while
Telegram was reached lately, else 503 with the reason; `/healthz` is the same.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Self

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.store.service import DEAF_SECONDS
from bot.telegram.core import CoreThread
from bot.telegram.errors import MetricsPortError
from bot.telegram.prometheus import Depths, PrometheusMeter
from bot.telegram.ticker import observe
from bot.telegram.watchdog import Watchdog
from bot.telegram.world import World

HOST = "127.0.0.1"
_CORE_SECONDS = 5.0
Page = tuple[int, bytes]


class MetricsPort:
    """Serves while the `with` block runs. Raises MetricsPortError when the port is taken."""

    def __init__(
        self, port: int, core: CoreThread, world: World, meter: PrometheusMeter, watchdog: Watchdog
    ) -> None:
        self._port = port
        self._core = core
        self._world = world
        self._meter = meter
        self._watchdog = watchdog
        pages: list[tuple[str, Callable[[], Awaitable[Page]]]] = [
            (r"/metrics", self._metrics),
            (r"/healthz/live", self._live),
            (r"/healthz(?:/ready)?", self._ready),
        ]
        routes = [(path, _Page, {"page": page}) for path, page in pages]
        self._server = HTTPServer(Application(routes, log_function=_log_nothing))

    def __enter__(self) -> Self:
        try:
            door = socket.create_server((HOST, self._port))
        except OSError as error:
            raise MetricsPortError(
                f"NETTRIALS_METRICS_PORT: port {self._port} cannot be opened ({error.strerror}); "
                "name another one"
            ) from error
        door.setblocking(False)
        self._server.add_socket(door)
        return self

    def __exit__(self, *error: object) -> None:
        self._server.stop()

    async def _metrics(self) -> Page:
        return 200, self._meter.page(await self._core.call(self._depths))

    async def _live(self) -> Page:
        try:
            async with asyncio.timeout(_CORE_SECONDS):
                await self._core.call(lambda: None)
        except TimeoutError:
            return 503, b"the core thread does not answer\n"
        return 200, b"live\n"

    async def _ready(self) -> Page:
        if self._world.conversation is None:
            return 503, b"the index is being loaded\n"
        if self._watchdog.seconds() > DEAF_SECONDS:
            return 503, b"Telegram is out of reach\n"
        return 200, b"ready\n"

    def _depths(self) -> Depths:
        world = self._world
        return Depths(
            world.inbox.depth(), world.outbox.depth(), observe(world), self._watchdog.seconds()
        )


def _log_nothing(_: RequestHandler) -> None:
    """tornado would log paths and addresses."""


class _Page(RequestHandler):
    """One of the three pages."""

    def initialize(self, page: Callable[[], Awaitable[Page]]) -> None:
        self._page = page

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")

    async def get(self) -> None:
        status, body = await self._page()
        self.set_status(status)
        self.finish(body)

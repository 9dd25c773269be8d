"""Runs the edge in a thread of the test's own process: real HTTP, SQLite and event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from bot.conversation_protocol import Conversation, ConversationFactory, ConversationLoader
from bot.store.database import open_database
from bot.telegram.service import Edge
from bot.telegram.starting import Menus
from tests.bot.telegram.echo_bot import ADMIN, EchoConversation, EchoSettings, quick_options
from tests.bot.telegram_server import TelegramServer


class RunningEdge:
    """An edge that talks with a `TelegramServer`. `options` change the quick ones."""

    def __init__(
        self,
        home: Path,
        server: TelegramServer,
        factory: ConversationFactory = EchoConversation,
        webhook_url: str | None = None,
        menus: Menus = tuple,
        metrics_port: int | None = None,
        load: ConversationLoader | None = None,
        **options: Any,
    ) -> None:
        server.know(ADMIN)
        self.home = home
        self.code: int | None = None
        self.failure: BaseException | None = None
        self._load = load or (lambda: factory)
        self._database: Database | None = None
        settings = EchoSettings(server.token, home, server.url, webhook_url, metrics_port)
        chosen = replace(quick_options(webhook_url), **options)
        self._edge = Edge(settings, server.token, menus, chosen)
        self._thread = threading.Thread(target=self._run, name="edge", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            self.code = asyncio.run(self._edge.serve(self._load_and_look))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            self.failure = error

    def _load_and_look(self) -> ConversationFactory:
        factory = self._load()

        def make(database: Database) -> Conversation:
            self._database = database
            return factory(database)

        return make

    def execute(self, sql: str) -> None:
        """Run a statement on the bot's own connection, in its core thread."""
        database, loop = self._database, self._edge._loop
        assert database is not None
        assert loop is not None
        running = self._edge._core.call(lambda: database.conn.execute(sql).fetchall())
        asyncio.run_coroutine_threadsafe(running, loop).result(5)

    def stop(self) -> int | None:
        """Stop as SIGTERM does; returns the exit code."""
        self._edge.stop()
        return self.join()

    def join(self, timeout: float = 8.0) -> int | None:
        """The exit code, once the edge ends by itself."""
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the edge did not end"
        return self.code

    def wait_for_row(self, sql: str, value: object, timeout: float = 5.0) -> None:
        """Until a query gives this one value."""
        deadline = time.monotonic() + timeout
        while (found := self.rows(sql)) != [(value,)]:
            assert time.monotonic() < deadline, f"{sql}: {found}"
            time.sleep(0.05)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives in the bot's database."""
        database = open_database(self.home / "bot.db")
        try:
            return [tuple(row) for row in database.execute(sql).fetchall()]
        finally:
            database.close()

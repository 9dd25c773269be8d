"""The double of Telegram and a bot that talks with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_server import TelegramServer


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A Telegram server."""
    with TelegramServer() as running:
        yield running


@pytest.fixture
def edge(server: TelegramServer, tmp_path: Path) -> Iterator[RunningEdge]:
    """The echo bot, running."""
    with RunningEdge(tmp_path, server) as running:
        yield running

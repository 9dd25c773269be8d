"""A disk that is full or read-only: nothing accepted is lost, and work goes on when it can."""

from __future__ import annotations

import time

import pytest

from tests.bot.telegram.echo_bot import ADMIN
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_server import TelegramServer

PAT = 7
TROUBLES = {
    "full": ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
    "read-only": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_nothing_is_lost_while_nothing_can_be_written(
    name: str, server: TelegramServer, edge: RunningEdge
) -> None:
    breaks, heals = TROUBLES[name]
    server.say(PAT, "first")
    server.wait_for_messages(PAT, 1)
    edge.execute(breaks)
    for number in range(4):
        server.say(PAT, f"{number} " + "x" * 4000)
    time.sleep(0.7)
    assert len(server.chat(PAT)) < 5
    edge.execute(heals)
    answers = server.wait_for_messages(PAT, 5)[1:]
    server.wait_until(lambda: server.waiting == 0)
    assert [sent.text[6] for sent in answers] == ["0", "1", "2", "3"]
    assert edge.rows("SELECT count(*) FROM heard") == [(5,)]
    server.wait_for_messages(ADMIN, 1)
    assert [sent.text for sent in server.chat(ADMIN)] == ["alert: storage"]

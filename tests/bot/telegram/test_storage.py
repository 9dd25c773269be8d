"""A disk that is full or read-only: nothing accepted is lost, and work goes on when it can."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from tests.bot.telegram.bot_process import BotProcess
from tests.bot.telegram.echo_bot import ADMIN
from tests.bot.telegram.ledger import MARK
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


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux's prlimit")
def test_files_that_may_not_grow_lose_nothing_over_a_kill(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.know(ADMIN)
        server.say(PAT, "first")
        server.wait_for_messages(PAT, 1, timeout=20)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
        for number in range(4):
            server.say(PAT, f"{number} " + "x" * 3000)
        server.wait_for_messages(ADMIN, 1)
        bot.kill()
        bot.start()
        server.wait_until(lambda: server.chat(PAT)[-1].text.startswith("text: 3"), 20)
        # What could not be noted as sent when the process died may come again, with its mark.
        firsts = [sent.text[6] for sent in server.chat(PAT) if MARK not in sent.text]
        assert firsts == ["f", "0", "1", "2", "3"]
        assert server.chat(ADMIN)[0].text == "alert: storage"


def test_a_home_that_takes_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bot.db").mkdir()
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        assert bot.wait(20) != 0
    assert "bot.db cannot be used" in bot.log_text()
    assert "is writable and has free space" in bot.log_text()

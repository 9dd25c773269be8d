"""One update that ends the process, or that nobody can read, holds up nobody for long."""

from __future__ import annotations

import time
from pathlib import Path

from bot.telegram.mark import WorkMark
from tests.bot.telegram.bot_process import BotProcess
from tests.bot.telegram.echo_bot import ADMIN, SORRY
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_server import TelegramServer

PAT, SAM, GROUP = 7, 8, -100


def texts(server: TelegramServer, chat: int) -> list[str]:
    return [sent.text for sent in server.chat(chat)]


def test_an_update_that_ends_the_process_each_time_is_given_up(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.know(ADMIN)
        server.say(PAT, "!die")
        server.say(PAT, "and me?")
        server.say(SAM, "and me?")
        deaths = 0
        deadline = time.monotonic() + 40
        while len(server.chat(PAT)) < 2 and time.monotonic() < deadline:
            if bot.ended():
                deaths += 1
                bot.start()
            time.sleep(0.05)
        server.wait_for_messages(SAM, 1)
        server.wait_for_messages(ADMIN, 1)
        assert deaths == 3
        assert texts(server, PAT) == [SORRY, "text: and me?"]
        assert texts(server, SAM) == ["text: and me?"]
        assert texts(server, ADMIN) == ["alert: failed"]


def test_an_orderly_stop_blames_no_update(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.say(PAT, "!slow 60")
        server.wait_until(lambda: server.waiting == 0)
        bot.terminate()
        assert WorkMark(tmp_path / "working").left() is None


def test_who_wrote_what_cannot_be_read_is_told_so(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.deliver({"message": {"chat": {"id": PAT}, "date": "yesterday"}})
    server.deliver({"message": {"chat": {"id": GROUP}, "date": "yesterday"}})
    server.say(PAT, "and me?")
    server.wait_for_messages(PAT, 2)
    assert texts(server, PAT) == [SORRY, "text: and me?"]
    assert texts(server, GROUP) == []


def test_what_is_taken_up_after_the_end_is_not_marked(tmp_path: Path) -> None:
    mark = WorkMark(tmp_path / "working")
    mark.begin(4)
    mark.close()
    mark.begin(5)
    assert WorkMark(tmp_path / "working").left() is None


def test_without_a_place_for_the_mark_work_goes_on(tmp_path: Path) -> None:
    mark = WorkMark(tmp_path / "nowhere" / "working")
    mark.begin(5)
    assert mark.left() is None

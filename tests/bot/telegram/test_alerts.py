"""The admins hear of each trouble once, over restarts too, and also while nothing can be stored."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.conversation_protocol import Alert, Observation
from bot.telegram.service import DEAF
from tests.bot.telegram.echo_bot import ADMIN, EchoConversation
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT = 7


class TroubledConversation(EchoConversation):
    """Serves an earlier snapshot than it should."""

    troubles = frozenset({Alert.SNAPSHOT})

    def observe(self, now: datetime) -> Observation:
        return Observation("20260101-000000-000000", 5.0, 9.0, self.troubles)


class MendedConversation(TroubledConversation):
    """All is well again."""

    troubles = frozenset()


def texts(server: TelegramServer) -> list[str]:
    return [sent.text for sent in server.chat(ADMIN)]


def test_a_trouble_that_lasts_is_told_once_over_restarts(
    server: TelegramServer, tmp_path: Path
) -> None:
    for _ in range(2):
        with RunningEdge(tmp_path, server, TroubledConversation, tick=0.1):
            server.wait_for_messages(ADMIN, 1)
            server.say(PAT, "hello")
            server.wait_until(lambda: not server.waiting)
    assert texts(server) == ["alert: snapshot"]


def test_a_trouble_that_comes_again_is_told_again(server: TelegramServer, tmp_path: Path) -> None:
    runs = ((TroubledConversation, 1), (MendedConversation, 1), (TroubledConversation, 2))
    for conversation, messages in runs:
        with RunningEdge(tmp_path, server, conversation, tick=0.1) as edge:
            server.say(PAT, "hello")
            server.wait_until(lambda: not server.waiting)
            told = "told" if conversation is TroubledConversation else ""
            edge.wait_for_row("SELECT value FROM service WHERE name = 'alert.snapshot'", told)
            server.wait_for_messages(ADMIN, messages)
    assert texts(server).count("alert: snapshot") == 2


def test_a_long_silence_is_told_once_however_often_the_process_ends_itself(
    server: TelegramServer, tmp_path: Path
) -> None:
    server.faults.plan(FaultKind.GATEWAY)
    for _ in range(2):
        with RunningEdge(tmp_path, server, watchdog=0.9, stop=0.1) as deaf:
            assert deaf.join() == DEAF
    server.faults.clear()
    with RunningEdge(tmp_path, server):
        server.say(PAT, "hello")
        server.wait_for_messages(PAT, 1)
        server.wait_for_messages(ADMIN, 1)
    assert [text.split("<")[0].strip() for text in texts(server)] == [texts(server)[0]]


def test_a_full_disk_is_told_while_it_is_full(server: TelegramServer, edge: RunningEdge) -> None:
    server.say(PAT, "hello")
    server.wait_for_messages(PAT, 1)
    edge.execute("PRAGMA max_page_count = 1")
    server.say(PAT, "x" * 4000)
    server.wait_for_messages(ADMIN, 1)
    assert texts(server) == ["alert: storage"]
    edge.execute("PRAGMA max_page_count = 1000000")
    server.wait_for_messages(PAT, 2)
    assert texts(server) == ["alert: storage"]

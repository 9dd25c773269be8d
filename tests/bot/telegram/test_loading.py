"""While the index is being loaded, updates are accepted already; a load that fails ends the run."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.conversation_protocol import ConversationFactory
from bot.telegram.service import STOPPED
from tests.bot.telegram.echo_bot import ADMIN, EchoConversation
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT = 7


class Slow:
    """A conversation that is loaded when the test says so."""

    def __init__(self) -> None:
        self.may_come = threading.Event()

    def load(self) -> ConversationFactory:
        self.may_come.wait(10)
        return EchoConversation


def test_what_arrives_while_loading_is_accepted_and_answered_later(
    server: TelegramServer, tmp_path: Path
) -> None:
    slow = Slow()
    with RunningEdge(tmp_path, server, load=slow.load):
        for number in range(3):
            server.say(PAT, f"question {number}")
        server.wait_until(lambda: server.waiting == 0)
        assert server.chat(PAT) == []
        slow.may_come.set()
        answers = server.wait_for_messages(PAT, 3)
    assert [sent.text for sent in answers] == [f"text: question {n}" for n in range(3)]


def test_an_alert_waits_for_its_words(server: TelegramServer, tmp_path: Path) -> None:
    slow = Slow()
    server.faults.plan(FaultKind.UNAUTHORIZED, "getUpdates", times=2)
    with RunningEdge(tmp_path, server, load=slow.load):
        server.wait_until(lambda: len(server.called("getUpdates")) > 2)
        slow.may_come.set()
        (alert,) = server.wait_for_messages(ADMIN, 1)
    assert alert.text == "alert: refused"


def test_a_stop_does_not_wait_for_the_load(server: TelegramServer, tmp_path: Path) -> None:
    slow = Slow()
    with RunningEdge(tmp_path, server, load=slow.load) as edge:
        server.say(PAT, "hello")
        server.wait_until(lambda: server.waiting == 0)
        assert edge.stop() == STOPPED
        assert edge.rows("SELECT count(*) FROM inbox WHERE state = 'new'") == [(1,)]
    slow.may_come.set()


def test_a_load_that_fails_ends_the_run_with_its_error(
    server: TelegramServer, tmp_path: Path
) -> None:
    def fail() -> ConversationFactory:
        raise ValueError("no index")

    with RunningEdge(tmp_path, server, load=fail) as edge:
        edge.join()
    assert repr(edge.failure) == "ValueError('no index')"

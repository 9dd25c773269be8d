"""The metrics tell what happened in numbers and kinds, on loopback only, and never who or what."""

from __future__ import annotations

import re
import socket
import threading
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from bot.conversation_protocol import ConversationFactory, Observation
from bot.telegram.errors import MetricsPortError
from tests.bot.telegram.addresses import free_port
from tests.bot.telegram.echo_bot import EchoConversation
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT = 7000001


class ObservedConversation(EchoConversation):
    """Tells how it is."""

    def observe(self, now: datetime) -> Observation:
        return Observation("20260101-000000-000000", 3600.0, 7200.0)


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def value(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    assert found is not None, page
    return float(found[1])


def test_the_page_counts_answers_sends_depths_and_ages(
    server: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    with RunningEdge(tmp_path, server, ObservedConversation, metrics_port=port):
        server.faults.plan(FaultKind.GATEWAY, "sendMessage", times=1)
        server.say(PAT, "pancreas secret")
        server.say(PAT, "/start")
        server.say(PAT, "!crash secret")
        server.wait_for_messages(PAT, 3)
        status, page = get(port, "/metrics")
    assert status == 200
    assert value(page, 'nettrials_answers_total{kind="text"}') == 1
    assert value(page, 'nettrials_answers_total{kind="command"}') == 1
    assert value(page, 'nettrials_errors_total{error="KeyError"}') == 3
    assert value(page, 'nettrials_sends_total{method="sendMessage",outcome="network"}') == 1
    assert value(page, 'nettrials_sends_total{method="sendMessage",outcome="sent"}') >= 2
    assert value(page, "nettrials_answer_seconds_count") == 2
    assert value(page, 'nettrials_inbox_rows{state="waiting"}') == 0
    assert value(page, 'nettrials_snapshot{snapshot_id="20260101-000000-000000"}') == 1
    assert value(page, "nettrials_snapshot_age_seconds") == 3600
    assert value(page, "nettrials_registry_age_seconds") == 7200
    assert value(page, "nettrials_seconds_since_good_poll") < 60
    assert "secret" not in page
    assert str(PAT) not in page


def test_it_is_ready_once_the_index_is_loaded(server: TelegramServer, tmp_path: Path) -> None:
    port, may_come = free_port(), threading.Event()

    def load() -> ConversationFactory:
        may_come.wait(10)
        return EchoConversation

    with RunningEdge(tmp_path, server, metrics_port=port, load=load):
        server.wait_until(lambda: bool(server.called("getUpdates")))
        assert get(port, "/healthz/live") == (200, "live\n")
        assert get(port, "/healthz/ready") == (503, "the index is being loaded\n")
        may_come.set()
        server.say(PAT, "hello")
        server.wait_for_messages(PAT, 1)
        assert get(port, "/healthz") == (200, "ready\n")


def test_it_listens_on_loopback_only(server: TelegramServer, tmp_path: Path) -> None:
    port = free_port()
    with RunningEdge(tmp_path, server, metrics_port=port), socket.socket() as other:
        server.wait_until(lambda: bool(server.called("getUpdates")))
        other.bind(("127.0.0.2", port))  # taken, had it been opened on all addresses


def test_a_port_that_is_taken_ends_the_start_with_one_line(
    server: TelegramServer, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with RunningEdge(tmp_path, server, metrics_port=port) as edge:
            edge.join()
    assert isinstance(edge.failure, MetricsPortError)
    assert f"port {port} cannot be opened" in str(edge.failure)

"""The webhook takes updates only with the secret, and says so only when they are safe."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.telegram.webhook import SECRET_HEADER, webhook_secret
from tests.bot.telegram.addresses import free_address
from tests.bot.telegram.bot_process import BotProcess
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram.runs import run_fault, run_kills
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TOKEN, TelegramServer

PAT = 7


def knock(url: str, secret: str, body: bytes = b"{}") -> int:
    request = urllib.request.Request(url, body, {SECRET_HEADER: secret})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_updates_come_in_order_and_are_answered(server: TelegramServer, tmp_path: Path) -> None:
    for number in range(3):
        server.say(PAT, f"question {number}")
    with RunningEdge(tmp_path, server, webhook_url=free_address()):
        server.wait_for_messages(PAT, 3)
        assert [s.text for s in server.chat(PAT)] == [f"text: question {n}" for n in range(3)]
        assert server.waiting == 0


def test_without_the_secret_nothing_comes_in(server: TelegramServer, tmp_path: Path) -> None:
    url = free_address()
    with RunningEdge(tmp_path, server, webhook_url=url) as edge:
        server.say(PAT, "hello")
        server.wait_for_messages(PAT, 1)
        assert knock(url, "guess") == 403
        assert knock(url, webhook_secret(TOKEN), b"\xffnot json") == 200
        server.say(PAT, "bye")
        server.wait_for_messages(PAT, 2)
        assert edge.rows("SELECT state FROM inbox ORDER BY id") == [
            ("done",),
            ("aside",),
            ("done",),
        ]


def test_what_cannot_be_stored_is_brought_again(server: TelegramServer, tmp_path: Path) -> None:
    url = free_address()
    with RunningEdge(tmp_path, server, webhook_url=url) as edge:
        server.say(PAT, "hello")
        server.wait_for_messages(PAT, 1)
        edge.execute("PRAGMA query_only = ON")
        assert knock(url, webhook_secret(TOKEN), b'{"update_id": 5}') == 500
        server.say(PAT, "are you there?")
        edge.execute("PRAGMA query_only = OFF")
        server.wait_for_messages(PAT, 2)


def test_an_update_brought_twice_is_answered_once(server: TelegramServer, tmp_path: Path) -> None:
    server.faults.plan(FaultKind.DUPLICATE, "webhook")
    with RunningEdge(tmp_path, server, webhook_url=free_address()):
        for number in range(3):
            server.say(PAT, f"question {number}")
        server.wait_for_messages(PAT, 3)
        server.say(PAT, "bye")
        server.wait_for_messages(PAT, 4)
    expected = [*(f"text: question {number}" for number in range(3)), "text: bye"]
    assert [sent.text for sent in server.chat(PAT)] == expected


def test_what_was_taken_with_200_survives_a_kill_at_once(tmp_path: Path) -> None:
    url = free_address()
    with TelegramServer() as server, BotProcess(tmp_path, server.url, url) as bot:
        server.say(PAT, "!slow 1")
        server.wait_until(lambda: server.waiting == 0, 20)
        for number in range(5):
            server.say(PAT, f"question {number}")
        server.wait_until(lambda: server.waiting == 0)
        bot.kill()
        bot.start()
        server.wait_for_messages(PAT, 6, timeout=20)
    expected = ["text: !slow 1", *(f"text: question {number}" for number in range(5))]
    assert [sent.text for sent in server.chat(PAT)] == expected


def test_kills_under_load_lose_nothing(tmp_path: Path) -> None:
    account = run_kills(tmp_path, kills=5, per_second=15, webhook_url=free_address())
    assert account.asked > 20
    assert account.lost == ()
    assert account.unmarked_repeats == ()
    assert account.chats_out_of_order == ()


@pytest.mark.parametrize("kind", [FaultKind.WAIT, FaultKind.DROP_AFTER, FaultKind.DUPLICATE])
def test_faults_lose_nothing(kind: FaultKind, tmp_path: Path) -> None:
    account, made = run_fault(
        tmp_path, kind, chance=0.2, per_second=30, seconds=0.8, webhook_url=free_address()
    )
    assert made > 0
    assert account.lost == ()
    assert account.unmarked_repeats == ()
    assert account.chats_out_of_order == ()

"""The webhook takes updates only with the secret, and says so only when they are safe."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

from bot.telegram.webhook import SECRET_HEADER, webhook_secret
from tests.bot.telegram.addresses import free_address
from tests.bot.telegram.running_edge import RunningEdge
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

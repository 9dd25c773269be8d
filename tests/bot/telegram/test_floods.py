"""Many messages at once: nobody waits for somebody else, and everything is answered in order."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from bot.store import inbox, outbox
from tests.bot.telegram.ledger import Ledger
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_server import TelegramServer

PAT, OTHERS = 7, range(20, 26)


def test_five_hundred_messages_of_one_person_delay_nobody_by_a_second(
    server: TelegramServer, edge: RunningEdge
) -> None:
    for _ in range(500):
        server.say(PAT, "!slow 0.02")
    server.wait_for_messages(PAT, 1)
    for other in OTHERS:
        asked = time.time()
        server.say(other, "!slow 0.02")
        (answer,) = server.wait_for_messages(other, 1)
        assert answer.at - asked < 1.0


def test_three_hundred_questions_at_once_are_all_answered_in_order(
    server: TelegramServer, edge: RunningEdge
) -> None:
    ledger = Ledger(server, people=100)
    ledger.ask(300)
    ledger.wait(30)
    account = ledger.account()
    assert (account.lost, account.repeats, account.chats_out_of_order) == ((), 0, ())


@pytest.mark.parametrize("jump", [-7200.0, 7200.0], ids=["back", "forward"])
def test_a_jump_of_the_clock_loses_and_delays_nothing(
    jump: float, server: TelegramServer, edge: RunningEdge, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(server)
    ledger.ask(20)
    clock = SimpleNamespace(time=lambda: time.time() + jump, monotonic=time.monotonic)
    for module in (inbox, outbox):
        monkeypatch.setattr(module, "time", clock)
    ledger.ask(20)
    ledger.wait(10)
    account = ledger.account()
    assert (account.lost, account.repeats, account.chats_out_of_order) == ((), 0, ())

"""No question is lost and no repeat goes unmarked, whatever is killed or fails.

Short forms; the long ones are `python -m tests.benchmarks.telegram_kills` and
`python -m tests.benchmarks.telegram_faults`.
"""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import open_database
from bot.store.inbox import Inbox
from tests.bot.telegram.bot_process import BotProcess
from tests.bot.telegram.echo_bot import ADMIN
from tests.bot.telegram.ledger import Ledger
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram.runs import FAULTS, run_fault, run_kills
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT, SAM = 7, 8


def test_ten_kills_under_load_lose_nothing(tmp_path: Path) -> None:
    account = run_kills(tmp_path, kills=10, per_second=15)
    assert account.asked > 50
    assert account.lost == ()
    assert account.unmarked_repeats == ()
    assert account.chats_out_of_order == ()


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.name.lower())
def test_a_fault_on_a_fifth_of_all_calls_loses_nothing(kind: FaultKind, tmp_path: Path) -> None:
    account, made = run_fault(tmp_path, kind, chance=0.2, per_second=30, seconds=0.8)
    assert made > 0
    assert account.lost == ()
    assert account.unmarked_repeats == ()
    assert account.chats_out_of_order == ()


def test_without_faults_nothing_is_repeated(server: TelegramServer, edge: RunningEdge) -> None:
    ledger = Ledger(server)
    ledger.ask(60)
    ledger.wait(10)
    account = ledger.account()
    assert (account.lost, account.repeats) == ((), 0)


def test_a_429_in_one_chat_waits_as_told_and_delays_no_other(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.faults.plan(FaultKind.WAIT, "sendMessage", times=1, seconds=2, chat_id=PAT)
    asked = time.time()
    server.say(PAT, "one")
    server.say(SAM, "two")
    (other,) = server.wait_for_messages(SAM, 1)
    (answer,) = server.wait_for_messages(PAT, 1)
    assert other.at - asked < 1.0
    assert 2.0 <= answer.at - asked < 3.0
    assert answer.text == "text: one"


@pytest.mark.parametrize("kind", [FaultKind.UNAUTHORIZED, FaultKind.NOT_FOUND])
def test_a_refused_token_is_tried_again_and_told(
    kind: FaultKind, server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "before")
    server.wait_for_messages(PAT, 1)
    server.faults.plan(kind, "getUpdates", times=3)
    server.say(PAT, "after")
    server.wait_for_messages(PAT, 2)
    server.say(PAT, "later")
    server.wait_for_messages(ADMIN, 1)
    assert [sent.text for sent in server.chat(ADMIN)] == ["alert: refused"]


def test_an_update_that_is_never_confirmed_does_not_spin(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.deliver({"update_id": "none", "message": None})
    time.sleep(1.0)
    assert len(server.called("getUpdates")) < 20


def test_a_bot_starts_while_telegram_is_unreachable(tmp_path: Path) -> None:
    with TelegramServer() as gone:
        port = gone.port
    with BotProcess(tmp_path, f"http://127.0.0.1:{port}"):
        time.sleep(1.5)
        with TelegramServer(port=port) as server:
            server.say(PAT, "are you there?")
            server.wait_for_messages(PAT, 1, timeout=15)


def test_sigterm_ends_within_five_seconds_and_leaves_the_rest_for_later(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.say(PAT, "first")
        server.wait_for_messages(PAT, 1)
        server.faults.plan(FaultKind.SLOW, "sendMessage", seconds=1.0)
        for number in range(5):
            server.say(SAM, f"question {number}")
        server.wait_until(lambda: server.waiting == 0)
        code, seconds = bot.terminate(times=3)
        server.faults.clear()
        assert (code, seconds < 5.0) == (0, True)
        answered = len(server.chat(SAM))
        bot.start()
        server.wait_for_messages(SAM, 5, timeout=30)
        # What was under way at the signal was allowed to end: nothing came twice.
        assert answered < 5
        expected = [f"text: question {number}" for number in range(5)]
        assert [sent.text for sent in server.chat(SAM)] == expected


def test_sigterm_does_not_wait_for_a_question_that_takes_long(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.say(PAT, "!slow 60")
        server.wait_until(lambda: server.waiting == 0)
        code, seconds = bot.terminate()
        assert (code, seconds < 5.0) == (0, True)
    with closing(open_database(tmp_path / "bot.db")) as database:
        assert Inbox(database).depth().new == 1


def test_a_second_process_is_refused_with_one_line(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path / "one", server.url):
        server.say(PAT, "hello")
        server.wait_for_messages(PAT, 1)
        with BotProcess(tmp_path / "two", server.url) as second:
            code = second.wait(20)
        assert code != 0
        assert "Another process already runs this bot" in second.log_text()


def test_neither_words_nor_token_reach_the_log(tmp_path: Path) -> None:
    with TelegramServer() as server, BotProcess(tmp_path, server.url) as bot:
        server.faults.plan(FaultKind.DROP, "sendMessage", times=1)
        server.faults.plan(FaultKind.GARBAGE, "getUpdates", times=1)
        server.say(PAT, "pancreas secret")
        server.say(PAT, "!crash secret")
        server.wait_for_messages(PAT, 2)
        bot.terminate()
        written = bot.log_text()
    assert "event=sent" in written
    assert "nonsense" not in written
    assert "secret" not in written
    assert server.token not in written

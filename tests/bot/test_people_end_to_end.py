"""A patient and the team, through Telegram's HTTP: each in their own chat, also when things fail.

The real bot as a process, real roles, a strict server; only the Bot API server is a double.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_methods import Sent, message_json
from tests.bot.telegram_server import TelegramServer
from tests.conftest import ROOT, command, environment

pytestmark = pytest.mark.encoder

PATIENT, ANNA, BEN, STRANGER, GROUP = 101, 201, 202, 303, -500


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as telegram:
        telegram.know(GROUP)
        yield telegram


@contextlib.contextmanager
def running(
    home: Path, server: TelegramServer, *, killed: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """The bot as a process until the block ends, by SIGTERM or (`killed`) by SIGKILL."""
    env = environment(
        home,
        TELEGRAM_BOT_TOKEN=server.token,
        NETTRIALS_TELEGRAM_URL=server.url,
        NETTRIALS_MODERATORS=f"{ANNA},{BEN}",
        NETTRIALS_MODERATORS_CHAT=str(GROUP),
        NETTRIALS_TEAM_HOURS="Mon-Sun 00:00-23:59 UTC",
    )
    with (home / "log.txt").open("ab") as log:
        process = subprocess.Popen(command("run"), env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL if killed else signal.SIGTERM)
            process.wait(10)


def ask(server: TelegramServer, words: str) -> Sent:
    """The patient asks for a person and writes; the group's message about it."""
    server.say(PATIENT, "/human")
    explained = server.wait_for_messages(PATIENT, 1, timeout=30)[0]
    server.press(PATIENT, explained.message_id, explained.data("Yes, pass it on"))
    server.wait_for_messages(PATIENT, 2)
    server.say(PATIENT, words)
    server.wait_for_messages(PATIENT, 3)
    return server.wait_for_messages(GROUP, 1)[0]


def answer(server: TelegramServer, user: int, card: Sent, words: str) -> Sent:
    """Somebody of the group replies to a message; what the bot says to it there."""
    count = len(server.chat(GROUP))
    server.post(GROUP, user=user, text=words, reply_to_message=message_json(card))
    return server.wait_for_messages(GROUP, count + 1)[-1]


def press(server: TelegramServer, user: int, message: Sent, label: str) -> str:
    """Press a button in the group; the notice that follows."""
    query = server.press(GROUP, message.message_id, message.data(label), user=user)
    server.wait_until(lambda: server.presses[query] is not None)
    return server.presses[query] or ""


def test_a_patient_and_the_team_write_to_each_other(home: Path, server: TelegramServer) -> None:
    with running(home, server):
        card = ask(server, "I am Tom Adeyemi. Is there nothing at all in Whitby?")
        assert "It is request 1" in server.chat(PATIENT)[2].text
        assert "nothing at all in Whitby?" in card.text
        assert "Adeyemi" not in card.text
        pending = answer(server, ANNA, card, "Nothing in <Whitby>, but York has one.")
        assert press(server, BEN, pending, "Send now").startswith("Only the one who wrote it")
        assert press(server, STRANGER, pending, "Send now").startswith("This command is for our")
        assert "on its way" in press(server, ANNA, pending, "Send now")
        reply = server.wait_for_messages(PATIENT, 4)[3]
        assert reply.text.startswith("A person on our team wrote this to you (request 1):")
        assert "Nothing in <Whitby>, but York has one." in reply.text
        count = len(server.chat(GROUP))
        server.say(PATIENT, "Thank you. And Scarborough?", reply_to_message=message_json(reply))
        more = server.wait_for_messages(GROUP, count + 1)[-1]
        assert "“Thank you. And Scarborough?”" in more.text
        assert str(PATIENT) not in more.text
        for sent in server.chat(PATIENT):
            assert str(ANNA) not in sent.text
    log = (home / "log.txt").read_text(encoding="utf-8")
    assert "Whitby" not in log
    assert "Scarborough" not in log


def test_of_two_answers_at_once_the_second_waits_and_a_stranger_is_refused(
    home: Path, server: TelegramServer
) -> None:
    with running(home, server):
        card = ask(server, "Is there nothing in Whitby?")
        for user, words in ((ANNA, "York has one."), (BEN, "Leeds has one.")):
            server.post(GROUP, user=user, text=words, reply_to_message=message_json(card))
        first, second = server.wait_for_messages(GROUP, 3)[1:]
        assert "this goes to the person in about" in first.text
        assert "Somebody else on the team has answered already" in second.text
        assert "Only listed moderators" in answer(server, STRANGER, card, "Buy pills").text
        told = server.wait_for_messages(PATIENT, 4, timeout=60)[3]
        assert "York has one." in told.text
        assert len(server.chat(PATIENT)) == 4


def test_an_answer_to_somebody_who_blocked_the_bot_is_told_to_the_team(
    home: Path, server: TelegramServer
) -> None:
    with running(home, server):
        card = ask(server, "Is there nothing in Whitby?")
        server.blocked.add(PATIENT)
        pending = answer(server, ANNA, card, "York has one.")
        count = len(server.chat(GROUP))
        press(server, ANNA, pending, "Send now")
        told = server.wait_for_messages(GROUP, count + 1, timeout=20)[-1]
        assert told.text.startswith("Request 1: your answer did not arrive.")


def test_an_answer_survives_a_kill_between_its_commit_and_its_sending(
    home: Path, server: TelegramServer
) -> None:
    with running(home, server, killed=True):
        card = ask(server, "Is there nothing in Whitby?")
        pending = answer(server, ANNA, card, "York has one.")
        server.faults.plan(FaultKind.SERVER_ERROR, "sendMessage", chat_id=PATIENT)
        press(server, ANNA, pending, "Send now")
        server.wait_until(lambda: server.faults.made.get(FaultKind.SERVER_ERROR, 0) > 0)
    server.faults.clear()
    with running(home, server):
        told = server.wait_for_messages(PATIENT, 4, timeout=40)[3]
        assert "York has one." in told.text
        later = answer(server, ANNA, card, "And Leeds, from January.")
        assert "this goes to the person in about" in later.text
    database = Database(home / "bot.db")
    states = [row["state"] for row in database.query("select state from thread_posts order by id")]
    assert states == ["received", "sent", "pending"]
    database.close()
    with running(home, server):
        assert "And Leeds" in server.wait_for_messages(PATIENT, 5, timeout=40)[4].text


def test_forgetting_blanks_what_the_team_saw(home: Path, server: TelegramServer) -> None:
    with running(home, server):
        card = ask(server, "Is there nothing in Whitby?")
        server.say(PATIENT, "/forget")
        asked = server.wait_for_messages(PATIENT, 4)[3]
        server.press(PATIENT, asked.message_id, asked.data("Yes, delete it all"))
        server.wait_until(
            lambda: server.chat(GROUP)[0].text == "Request 1: the person deleted it.", timeout=60
        )
        assert server.chat(GROUP)[0].message_id == card.message_id
        assert (
            "I also deleted the messages between you and the team (1)."
            in server.chat(PATIENT)[3].text
        )
    raw = b"".join(path.read_bytes() for path in home.glob("bot.db*"))
    assert b"nothing in Whitby" not in raw

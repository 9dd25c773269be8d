"""From Telegram's HTTP to the database and back: the real bot, the real encoder, a strict server.

The process is started as `nettrials run` starts it; only the Bot API server is a double.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer
from tests.conftest import ROOT, Run, command, environment

pytestmark = pytest.mark.encoder

PATIENT, MODERATOR, ADMIN = 101, 201, 301


@contextlib.contextmanager
def running(home: Path, server: TelegramServer, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """The bot as a process, against `server`, until the block ends."""
    env = environment(
        home,
        TELEGRAM_BOT_TOKEN=server.token,
        NETTRIALS_TELEGRAM_URL=server.url,
        NETTRIALS_ADMINS=str(ADMIN),
        NETTRIALS_MODERATORS=str(MODERATOR),
        **more,
    )
    log = (home / "log.txt").open("ab")
    process = subprocess.Popen(command("run"), env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)
        log.close()
    assert code == 0, (home / "log.txt").read_text(encoding="utf-8")


def test_a_patient_asks_opens_a_trial_rates_and_a_moderator_reviews(home: Path) -> None:
    with TelegramServer() as server, running(home, server):
        server.say(PATIENT, "NCT02724540 still open?")
        answer, consent = server.wait_for_messages(PATIENT, 2, timeout=20)
        assert "closed to new patients (as of May 4, 2022)" in answer.text
        assert "May I keep your questions" in consent.text
        server.press(PATIENT, answer.message_id, "t:NCT02724540")
        page = server.wait_for_messages(PATIENT, 3)[2]
        server.press(PATIENT, page.message_id, "t:NCT02724540:contact")
        server.wait_until(lambda: "My record names no contact" in server.chat(PATIENT)[2].text)
        server.press(PATIENT, answer.message_id, "f:1:down")
        assert "What was missing" in server.wait_for_messages(PATIENT, 4)[3].text
        server.say(MODERATOR, "/review")
        review = server.wait_for_messages(MODERATOR, 1)[0]
        assert "Question 1" in review.text
        server.press(MODERATOR, review.message_id, "r:1:good")
        server.wait_until(lambda: "Saved: Good" in server.chat(MODERATOR)[0].text)
    database = Database(home / "bot.db")
    assert [row["words"] for row in database.query("select words from questions")] == [None]
    assert [row["verdict"] for row in database.query("select verdict from verdicts")] == ["good"]
    database.close()
    log = (home / "log.txt").read_text(encoding="utf-8")
    assert server.token not in log
    assert "still open" not in log


def test_a_stop_while_the_index_is_loaded_ends_well_and_soon(home: Path) -> None:
    for wait in (0.0, 0.4, 0.8):
        with TelegramServer() as server, running(home, server) as bot:
            server.wait_until(lambda: bool(server.called("getUpdates")), 60)
            time.sleep(wait)
            begun = time.monotonic()
            bot.terminate()
            assert bot.wait(10) == 0
            assert time.monotonic() - begun < 5.0


def test_a_damaged_snapshot_is_passed_over_and_told_to_the_admins(home: Path) -> None:
    served = (home / "CURRENT").read_text(encoding="utf-8").strip()
    newer = f"{int(served[0]) + 1}{served[1:]}"
    shutil.copytree(home / "snapshots" / served, home / "snapshots" / newer)
    for part in (home / "snapshots" / newer).glob("*.json"):
        part.write_text("damaged", encoding="utf-8")
    (home / "CURRENT").write_text(newer, encoding="utf-8")
    with TelegramServer() as server:
        server.know(ADMIN)
        for _ in range(2):
            with running(home, server):
                server.say(PATIENT, "what is PRRT?")
                server.wait_until(lambda: not server.waiting, 60)
                server.wait_for_messages(ADMIN, 1, timeout=60)
        assert "PRRT" in server.chat(PATIENT)[0].text
        assert [told.text for told in server.chat(ADMIN)] == [
            "The newest snapshot is damaged and cannot be used. I serve an earlier one. "
            "Build again: /rebuild"
        ]


def test_a_backup_of_the_running_bot_is_restored_with_what_was_waiting(
    home: Path, tmp_path: Path, nettrials: Run
) -> None:
    copy = tmp_path / "copy.db"
    with TelegramServer() as server, running(home, server):
        server.faults.plan(FaultKind.WAIT, "sendMessage", seconds=10, chat_id=PATIENT)
        server.say(PATIENT, "what is PRRT?")
        server.wait_until(lambda: len(server.called("sendMessage")) > 0, 60)
        assert nettrials("backup", str(copy), home=home).returncode == 0
    for path in home.glob("bot.db*"):
        path.unlink()
    shutil.copy(copy, home / "bot.db")
    with TelegramServer() as server, running(home, server):
        server.know(PATIENT)
        assert "PRRT" in server.wait_for_messages(PATIENT, 1, timeout=90)[0].text


def test_an_admin_rebuilds_while_questions_go_on(home: Path) -> None:
    with TelegramServer() as server, running(home, server):
        server.say(ADMIN, "/rebuild")
        ask = server.wait_for_messages(ADMIN, 1, timeout=20)[0]
        server.press(ADMIN, ask.message_id, "b:yes")
        for number in range(10):
            server.say(PATIENT + number, "what is PRRT?")
        for number in range(10):
            assert server.wait_for_messages(PATIENT + number, 1)[0].text.startswith("PRRT")
        told = server.wait_for_messages(ADMIN, 2, timeout=90)[1]
        assert "Nothing has changed" in told.text


def test_the_menus_of_commands_are_set_for_everybody_and_for_staff(home: Path) -> None:
    with TelegramServer() as server, running(home, server):
        server.say(PATIENT, "/start")
        server.wait_for_messages(PATIENT, 1, timeout=20)
        server.wait_until(lambda: len(server.called("setMyCommands")) >= 14, timeout=20)
        scopes = [call.params.get("scope") for call in server.called("setMyCommands")]
        assert any("default" in str(scope) for scope in scopes)
        assert any(str(ADMIN) in str(scope) for scope in scopes)


def test_a_shared_location_is_answered_and_leaves_no_byte(home: Path) -> None:
    with TelegramServer() as server, running(home, server):
        server.say(PATIENT, "lutathera near me")
        server.wait_for_messages(PATIENT, 3, timeout=20)
        place = {"latitude": 27.987654, "longitude": -82.345678}
        server.post(PATIENT, location=place)
        thanks, answer = server.wait_for_messages(PATIENT, 5)[3:]
        assert "did not keep it" in thanks.text
        assert answer.text
        server.wait_until(lambda: server.waiting == 0)
        paths = [path for path in home.rglob("*") if path.name.startswith(("bot.db", "log"))]
        raw = b"".join(path.read_bytes() for path in paths)
    for written in (b"27.98", b"82.34"):
        assert written not in raw


def test_an_emergency_leaves_nothing_but_a_count(home: Path) -> None:
    with TelegramServer() as server, running(home, server):
        server.say(PATIENT, "my wife collapsed and is not breathing")
        answer = server.wait_for_messages(PATIENT, 1, timeout=20)[0]
        assert "emergency" in answer.text.splitlines()[0].lower()
    raw = b"".join(path.read_bytes() for path in home.glob("bot.db*"))
    assert b"collapsed" not in raw

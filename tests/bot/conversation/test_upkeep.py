"""Admins keep it fresh from the chat, and the night does it without them.

The child process is a double here: what it would do is said by the test. `test_building.py` runs
real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.building import REFUSED, Builder, Built, Ended, Step, Synced, Task
from bot.conversation.core import Conversation
from bot.conversation.world import build_world
from bot.events import Reply
from bot.nightly import parse_nightly
from bot.plain import plain_text
from bot.serving import Serving
from bot.store.database import open_database, writing
from content.languages import LANGUAGES
from index.home import make_current
from index.published import current_id
from tests.bot.conversation.conftest import ADMIN, MODERATOR, NOW, Talk
from tests.bot.conversation.watched_home import publish, sync
from tests.index.corpora import CORPUS
from tests.index.doubles import open_words

REFUSAL = f"{REFUSED}\n  n001  1.000 -> 0.000  trials with everolimus\nNot published, it stays"


class Child(Builder):
    """A child process that does what the test says."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, {})
        self.began: list[tuple[Task, str]] = []
        self.at: Step | None = None
        self.ended: Ended | None = None

    def start(self, task: Task = Task.BUILD, argument: str = "") -> bool:
        if self.task is not None:
            return False
        self.task = task
        self.began.append((task, argument))
        return True

    def stop(self) -> bool:
        if self.task is None:
            return False
        self.ends(stopped=True)
        return True

    def step(self) -> Step | None:
        return self.at if self.task else None

    def ends(self, **how: Any) -> None:
        assert self.task is not None
        self.ended = Ended(self.task, **how)

    def collect(self) -> Ended | None:
        found, self.ended = self.ended, None
        if found is not None:
            self.task = None
        return found


class Bot:
    """An admin, the child, and the bot's clock."""

    def __init__(self, home: Path, nightly: str) -> None:
        publish(home, CORPUS)
        self.now = NOW
        self.child = Child(home)
        self.home = home
        self.nightly = nightly
        self.start()

    def start(self) -> None:
        world = build_world(
            open_database(self.home / "bot.db"),
            Serving.open(self.home, open_words),
            self.child,
            admins=frozenset({ADMIN}),
            moderators=frozenset({MODERATOR}),
            clock=lambda: self.now,
            registry_read=lambda: None,
            nightly=parse_nightly(self.nightly),
        )
        self.talk = Talk(world, Conversation(world), ADMIN)

    def tick(self, after: timedelta = timedelta(seconds=5)) -> tuple[Reply, ...]:
        self.now += after
        with writing(self.talk.world.db):
            return self.talk.conversation.tick(self.now).replies

    def until_begun(self, most: timedelta = timedelta(hours=25)) -> datetime | None:
        """Tick by the minute until a task begins."""
        end, count = self.now + most, len(self.child.began)
        while self.now < end:
            self.tick(timedelta(minutes=1))
            if len(self.child.began) > count:
                return self.now
        return None

    def audit(self) -> list[str]:
        return [row["action"] for row in self.talk.world.db.query("select action from audit")]


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    made = Bot(tmp_path, "")
    yield made
    made.talk.world.db.close()


@pytest.fixture
def nightly(tmp_path: Path) -> Iterator[Bot]:
    made = Bot(tmp_path, "03:30")
    yield made
    made.talk.world.db.close()


def test_a_sync_is_asked_for_once_more_then_begun_and_logged(bot: Bot) -> None:
    assert "Read the registry now?" in bot.talk.say("/sync")
    assert bot.child.began == []
    assert "I am reading the registry" in bot.talk.press("Read the registry")
    assert bot.talk.reply.edit == 77
    assert bot.child.began == [(Task.SYNC, "")]
    assert bot.audit() == ["sync"]


def test_not_now_begins_nothing(bot: Bot) -> None:
    bot.talk.say("/sync")
    assert bot.talk.press("Not now") == "I changed nothing."
    assert bot.child.began == []


def test_the_progress_is_one_message_that_is_edited_now_and_then(bot: Bot) -> None:
    bot.talk.say("/sync")
    bot.talk.press("Read the registry")
    bot.child.at = Step("reading the registry", 1000, 4000)
    (reply,) = bot.tick()
    assert (reply.text, reply.edit) == ("⏳ Reading the registry: 1000 of 4000", 77)
    assert [b.label for row in reply.buttons for b in row] == ["⏹ Stop"]
    assert bot.tick() == ()
    bot.child.at = Step("reading the registry", 2000, 4000)
    assert bot.tick(timedelta(seconds=1)) == ()
    assert len(bot.tick()) == 1


def test_the_end_of_a_sync_is_told_in_figures_with_the_build_as_a_button(bot: Bot) -> None:
    bot.talk.say("/sync")
    bot.talk.press("Read the registry")
    bot.child.ends(synced=Synced(added=3, changed=2, unchanged=5))
    progress, told = bot.tick()
    assert progress.edit == 77
    assert progress.buttons == ()
    assert told.text == "The registry was read: 3 new, 2 changed, 5 unchanged, 0 set aside."
    bot.talk.press_data(told.buttons[0][0].data)
    bot.talk.press("Build")
    assert bot.child.began[-1] == (Task.BUILD, "")


def test_a_failure_is_one_plain_line(bot: Bot) -> None:
    bot.talk.say("/sync")
    bot.talk.press("Read the registry")
    bot.child.ends(failure="https://x: could not be reached (<no route>)", report="")
    told = bot.tick()[-1]
    assert "The registry could not be read." in told.text
    assert "(&lt;no route&gt;)" in told.text


@pytest.mark.parametrize("how", ["/cancel", "button"])
def test_what_is_running_can_be_stopped(bot: Bot, how: str) -> None:
    bot.talk.say("/rebuild")
    bot.talk.press("Build")
    if how == "button":
        bot.talk.press("⏹ Stop")
        assert bot.talk.last.notice == "I am stopping it."
    else:
        assert bot.talk.say("/cancel") == "I am stopping it."
    assert "Stopped. What was served stays." in bot.tick()[-1].text
    assert bot.talk.say("/cancel") == "Nothing is running."
    assert bot.audit() == ["build", "stop"]


def test_a_second_task_is_refused_while_one_runs(bot: Bot) -> None:
    bot.talk.press_data("u:sync")
    bot.talk.press_data("u:build")
    assert bot.talk.last.notice == "Something is running already. /cancel stops it."


def test_a_refused_build_names_its_questions_and_can_be_published_by_name(bot: Bot) -> None:
    bot.talk.press_data("u:build")
    bot.child.ends(failure="Not published, it stays", report=REFUSAL)
    told = bot.tick()[-1]
    assert "n001 1.000 -> 0.000 trials with everolimus" in " ".join(plain_text(told.text).split())
    bot.talk.press_data(told.buttons[0][0].data)
    assert bot.child.began == [(Task.BUILD, "")]
    bot.talk.press("Publish it all the same")
    assert bot.child.began[-1] == (Task.ACCEPT, f"Telegram {ADMIN}")
    assert bot.audit() == ["build", "accept"]


def test_a_rollback_lists_the_snapshots_and_asks_first(bot: Bot) -> None:
    assert bot.talk.say("/rollback") == "There is no other snapshot to go back to."
    first = current_id(bot.home)
    publish(bot.home, CORPUS[:2])
    text = bot.talk.say("/rollback")
    assert f"• {first}: 3 documents, built " in text
    bot.talk.press_data(bot.talk.reply.buttons[0][0].data)
    assert f"Serve snapshot {first} again?" in bot.talk.reply.text
    bot.talk.press("Serve it")
    assert bot.child.began == [(Task.ROLLBACK, first)]
    make_current(bot.home, str(first))
    bot.child.ends(built=Built(snapshot_id=first or ""))
    assert bot.tick()[-1].text == f"Snapshot {first} is being served now."


def test_the_end_is_told_once_the_new_snapshot_is_served(bot: Bot) -> None:
    bot.talk.press_data("u:build")
    publish(bot.home, CORPUS[:2])
    bot.child.ends(built=Built(snapshot_id=current_id(bot.home) or "", removed=1))
    replies: tuple[Reply, ...] = ()
    for _ in range(100):
        replies = bot.tick()
        if replies:
            break
        bot.talk.world.serving.wait(5)
    assert "It is being served now." in replies[-1].text
    assert bot.talk.world.serving.current.snapshot.snapshot_id == current_id(bot.home)


def test_status_tells_of_the_night_and_the_watches(nightly: Bot) -> None:
    text = nightly.talk.say("/status")
    assert "Watches: 0" in text
    assert "Nightly work: next 2026-11-25 03:" in text


def test_the_night_syncs_then_builds_and_says_nothing_when_all_is_well(nightly: Bot) -> None:
    begun = nightly.until_begun()
    assert begun is not None
    assert (begun.hour, begun.minute >= 30) in {(3, True), (4, False)}
    nightly.child.ends(synced=Synced(changed=1))
    assert nightly.tick() == ()
    nightly.child.ends(built=Built(snapshot_id="x", changed=1))
    assert nightly.tick() == ()
    assert nightly.child.began == [(Task.SYNC, ""), (Task.BUILD, "")]
    assert nightly.until_begun(timedelta(hours=20)) is None


def test_a_registry_out_of_reach_is_tried_three_times_and_told_once(nightly: Bot) -> None:
    told: list[Reply] = []
    for _night in range(2):
        for _ in range(3):
            assert nightly.until_begun() is not None
            nightly.child.ends(failure="could not be reached")
            told += nightly.tick()
    assert len(nightly.child.began) == 6
    assert [reply.chat_id for reply in told] == [ADMIN]
    assert "could not be read in 3 tries" in told[0].text


def test_after_it_was_read_again_the_next_outage_is_told(nightly: Bot) -> None:
    for outcome in ("fail", "good", "fail"):
        told: list[Reply] = []
        for _ in range(3 if outcome == "fail" else 1):
            assert nightly.until_begun() is not None
            if outcome == "fail":
                nightly.child.ends(failure="could not be reached")
            else:
                nightly.child.ends(synced=Synced())
            told += nightly.tick()
        if outcome == "good":
            nightly.child.ends(built=Built(snapshot_id="x"))
            told += nightly.tick()
        assert len(told) == (1 if outcome == "fail" else 0)


def test_a_build_refused_at_night_is_told_to_the_admins_with_its_questions(nightly: Bot) -> None:
    nightly.until_begun()
    nightly.child.ends(synced=Synced(changed=1))
    nightly.tick()
    nightly.child.ends(failure="Not published, it stays", report=REFUSAL)
    (told,) = nightly.tick()
    assert told.chat_id == ADMIN
    assert "Nightly work" in told.text
    assert "n001" in told.text


def test_another_build_under_way_is_waited_for(nightly: Bot) -> None:
    nightly.until_begun()
    nightly.child.ends(synced=Synced())
    nightly.tick()
    nightly.child.ends(failure="another build of /home is running; wait for it")
    assert nightly.tick() == ()
    assert nightly.until_begun(timedelta(minutes=15)) is not None


def test_a_night_that_was_missed_is_made_up_for_soon_after_the_start(nightly: Bot) -> None:
    nightly.tick(timedelta(minutes=2))
    nightly.tick(timedelta(minutes=2))
    nightly.talk.world.db.close()
    nightly.now += timedelta(days=2)
    nightly.start()
    assert nightly.tick() == ()
    assert nightly.child.began == []
    nightly.tick(timedelta(minutes=2))
    assert nightly.child.began == [(Task.SYNC, "")]


def test_a_first_start_without_a_registry_waits_for_its_night(nightly: Bot) -> None:
    for _ in range(10):
        nightly.tick(timedelta(minutes=2))
    assert nightly.child.began == []


def test_off_is_off(bot: Bot) -> None:
    sync(bot.home, "RECRUITING", "2026-05-04")
    assert bot.until_begun(timedelta(hours=50)) is None


def test_a_rollback_in_a_terminal_is_served_too(bot: Bot) -> None:
    publish(bot.home, CORPUS[:2])
    rollback_id = bot.talk.world.serving.current.snapshot.snapshot_id
    bot.tick()
    bot.talk.world.serving.wait(30)
    assert bot.talk.world.serving.current.snapshot.snapshot_id != rollback_id
    make_current(bot.home, rollback_id)
    bot.tick()
    bot.talk.world.serving.wait(30)
    assert bot.talk.world.serving.current.snapshot.snapshot_id == rollback_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_admin_reads_all_of_it_in_their_language(bot: Bot, language: str) -> None:
    bot.talk.world.chats.set_language(ADMIN, language, NOW)
    for command in ("/sync", "/rebuild", "/rollback", "/cancel", "/status"):
        assert bot.talk.say(command)

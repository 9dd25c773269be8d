"""Requests in the database: their states, two processes at once, indexed reads, no old ids."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.database import open_database
from bot.store.digests import Digests
from bot.store.outbox import Call, Outbox, Settlement
from bot.store.statistics import statistics
from bot.store.team_replies import UNDO_SECONDS, TeamReplies
from bot.store.thread_messages import Place, Shown, ThreadMessages, tag
from bot.store.threads import Ending, PostState, State, Threads
from bot.team.replying import Outcome, reply

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DUE = NOW + timedelta(seconds=UNDO_SECONDS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    database = open_database(path)
    yield database
    database.close()


def begin(db: Database, chat_id: int = 7) -> int:
    threads = Threads(db)
    thread_id = threads.open(chat_id, "en", None, NOW)
    threads.add(thread_id, "anything in Leeds?", NOW)
    return thread_id


def state(db: Database, thread_id: int) -> State:
    thread = Threads(db).get(thread_id)
    assert thread is not None
    return thread.state


def test_an_answer_that_leaves_ends_the_waiting_and_new_words_begin_it_again(db: Database) -> None:
    thread_id = begin(db)
    TeamReplies(db).write(thread_id, 1, "York has one.", NOW)
    assert state(db, thread_id) is State.WAITING
    assert [post.words for post in TeamReplies(db).take_due(DUE)] == ["York has one."]
    assert state(db, thread_id) is State.ANSWERED
    Threads(db).add(thread_id, "and Hull?", DUE)
    assert state(db, thread_id) is State.WAITING


def test_words_that_came_while_an_answer_was_pending_still_wait(db: Database) -> None:
    thread_id = begin(db)
    TeamReplies(db).write(thread_id, 1, "York has one.", NOW)
    Threads(db).add(thread_id, "and Hull?", NOW + timedelta(seconds=5))
    TeamReplies(db).take_due(DUE)
    assert state(db, thread_id) is State.WAITING


def test_closing_cancels_what_has_not_left(db: Database) -> None:
    thread_id = begin(db)
    post_id = TeamReplies(db).write(thread_id, 1, "York has one.", NOW)
    assert Threads(db).close(thread_id, Ending.DONE, NOW)
    assert not Threads(db).close(thread_id, Ending.DONE, NOW)
    post = TeamReplies(db).get(post_id)
    assert post is not None
    assert post.state is PostState.CANCELLED
    assert TeamReplies(db).take_due(DUE) == ()


def test_a_number_is_never_used_twice(db: Database) -> None:
    first = begin(db)
    assert Threads(db).forget(7).threads == 1
    assert begin(db) > first


def test_only_what_the_team_closed_can_be_opened_again(db: Database) -> None:
    thread_id = begin(db)
    Threads(db).close(thread_id, Ending.TAKEN_BACK, NOW)
    assert not Threads(db).reopen(thread_id, NOW)
    other = begin(db)
    Threads(db).close(other, Ending.BY_TEAM, NOW)
    assert Threads(db).reopen(other, NOW)


def test_twenty_moderators_in_processes_of_their_own_lose_no_answer_and_one_goes_first(
    db: Database, path: Path
) -> None:
    thread_id = begin(db)

    def write(moderator: int) -> Outcome:
        own = open_database(path)
        try:
            words = f"Answer {moderator}"
            return reply(Threads(own), TeamReplies(own), thread_id, moderator, words, NOW).outcome
        finally:
            own.close()

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(write, range(1, 21)))
    assert outcomes.count(Outcome.PENDING) == 1
    assert outcomes.count(Outcome.HELD_ANSWERED) == 19
    assert len(Threads(db).posts(thread_id)) == 21


def test_what_the_outbox_learned_maps_messages_to_requests(db: Database) -> None:
    thread_id = begin(db)
    outbox, messages = Outbox(db), ThreadMessages(db)
    outbox.add([Call("sendMessage", -5, {"text": "x"}, tag=tag(thread_id, Shown.TEAM))])
    (row,) = outbox.claim([head.id for head in outbox.heads()])
    outbox.settle(Settlement(row.id, -5, sent=True, message_id=70))
    (came,) = messages.learn()
    assert (came.thread_id, came.reader, came.sent) == (thread_id, Shown.TEAM, True)
    assert messages.thread_at(Place(-5, 70), Shown.TEAM) == thread_id
    assert messages.thread_at(Place(-5, 70), Shown.PATIENT) is None


def test_a_moderator_is_sent_a_week_once_and_only_if_wanted(db: Database) -> None:
    digests = Digests(db)
    assert digests.take(1, "2026-W47", NOW)
    assert not digests.take(1, "2026-W47", NOW)
    digests.choose(1, wants=False)
    assert not digests.wants(1)
    digests.choose(1, wants=True)
    assert digests.wants(1)


def test_statistics_tell_the_median_time_to_an_answer(db: Database) -> None:
    for minutes in (10, 20, 300):
        thread_id = begin(db, chat_id=minutes)
        TeamReplies(db).write(thread_id, 1, "York.", NOW)
        TeamReplies(db).take_due(NOW + timedelta(minutes=minutes))
    figures = statistics(db, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert figures.requests == 3
    assert figures.minutes_to_answer == pytest.approx(20)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from threads where state = 'waiting' order by waiting_since",
        "select 1 from threads where chat_id = 5 and state != 'closed'",
        "select 1 from thread_posts where thread_id = 5 order by id",
        "select 1 from thread_posts where state = 'pending' and due_at <= 'x'",
        "select 1 from thread_posts where source_chat = 1 and source_message = 5",
        "select thread_id from thread_messages where chat_id = 1 and message_id = 2",
        "select id from outbox where tag >= 'thread:' and tag < 'thread;' and state = 'sent'",
    ],
)
def test_what_is_read_at_every_tick_and_message_stands_on_an_index(db: Database, sql: str) -> None:
    plan = " ".join(str(row[3]) for row in db.execute(f"explain query plan {sql}"))
    assert "SEARCH" in plan
    assert "SCAN" not in plan

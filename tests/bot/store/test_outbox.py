"""The outbox keeps order within a chat, survives a kill and forgets what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.database import open_database
from bot.store.outbox import (
    MESSAGE,
    NOTICE,
    SETTLED_KEPT_SECONDS,
    Call,
    Head,
    Learned,
    Outbox,
    Settlement,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "bot.db")
    yield opened
    opened.close()


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def message(chat: int = 7, text: str = "hello") -> Call:
    return Call("sendMessage", chat, {"chat_id": chat, "text": text})


def press(chat: int = 7) -> Call:
    return Call("answerCallbackQuery", chat, {"callback_query_id": "q"}, NOTICE)


def head_ids(outbox: Outbox) -> list[int]:
    return [head.id for head in outbox.heads()]


def test_only_the_first_open_row_of_a_chat_may_leave(outbox: Outbox) -> None:
    outbox.add([message(), message(), message(chat=8)])
    assert head_ids(outbox) == [1, 3]
    outbox.claim([1])
    assert [(head.id, head.state) for head in outbox.heads()] == [(1, "sending"), (3, "pending")]
    outbox.settle(Settlement(1, 7, sent=True, message_id=99))
    assert head_ids(outbox) == [2, 3]


def test_the_answer_to_a_press_has_a_lane_of_its_own(outbox: Outbox) -> None:
    outbox.add([message(), press()])
    assert [(head.id, head.lane) for head in outbox.heads()] == [(1, MESSAGE), (2, NOTICE)]


def test_a_claimed_row_gives_its_call_back(outbox: Outbox) -> None:
    outbox.add([message(text="été <b>")])
    (claimed,) = outbox.claim([1])
    assert (claimed.call, claimed.attempts) == (message(text="été <b>"), 1)
    assert not claimed.possible_repeat


def test_what_was_under_way_at_a_kill_is_a_possible_repeat(outbox: Outbox) -> None:
    outbox.add([message(), message(chat=8)])
    outbox.claim([1])
    assert outbox.recover() == 1
    first, second = outbox.claim([1, 2])
    assert (first.possible_repeat, second.possible_repeat) == (True, False)


def test_a_settled_row_forgets_its_text(outbox: Outbox, database: Database) -> None:
    outbox.add([message(), message()])
    outbox.claim([1, 2])
    outbox.settle(Settlement(1, 7, sent=True, message_id=99))
    outbox.settle(Settlement(2, 7, error="bad_request"))
    rows = database.execute("SELECT state, call, message_id, error FROM outbox").fetchall()
    assert rows == [("sent", None, 99, None), ("failed", None, None, "bad_request")]


def test_a_retry_waits_and_once_unknowable_stays_so(outbox: Outbox) -> None:
    outbox.add([message()])
    outbox.claim([1], now=100.0)
    outbox.settle(Settlement(1, 7, error="network", retry_after=5.0, unknowable=True), now=100.0)
    (head,) = outbox.heads()
    assert (head.wait(102.0), head.wait(105.0)) == (3.0, 0.0)
    (claimed,) = outbox.claim([1], now=105.0)
    outbox.settle(Settlement(1, 7, error="wait", retry_after=1.0), now=105.0)
    (again,) = outbox.claim([1])
    assert (claimed.possible_repeat, again.possible_repeat, again.attempts) == (True, True, 3)


def test_a_clock_set_back_does_not_hold_a_message() -> None:
    head = Head(1, 7, MESSAGE, "pending", tried_at=1_000_000.0, retry_at=1_000_005.0)
    assert head.wait(996_400.0) == 0.0


def test_a_replacement_takes_the_place_of_its_call(outbox: Outbox) -> None:
    outbox.add([message(), message(text="second")])
    outbox.claim([1])
    outbox.settle(Settlement(1, 7, retry_after=0.0, replacement=message(-9, "moved")))
    assert [(head.id, head.chat_id) for head in outbox.heads()] == [(1, -9), (2, 7)]


def test_an_ended_chat_gives_up_all_that_waits(outbox: Outbox, database: Database) -> None:
    outbox.add([message(), message(), message(chat=8)])
    outbox.claim([1])
    outbox.settle(Settlement(1, 7, error="forbidden", ended=True))
    assert head_ids(outbox) == [3]
    assert outbox.depth().failed == 2


def test_settled_rows_go_when_their_time_is_past_or_the_person_asks(outbox: Outbox) -> None:
    outbox.add([message(), message(chat=8), message(chat=8)])
    outbox.claim([1, 2])
    outbox.settle(Settlement(1, 7, sent=True), now=1000.0)
    outbox.settle(Settlement(2, 8, sent=True), now=1000.0)
    assert outbox.forget_chat(8) == 1
    outbox.prune(now=1000.0 + SETTLED_KEPT_SECONDS + 1)
    assert (head_ids(outbox), outbox.depth().open) == ([3], 1)


def test_what_came_of_a_tagged_call_is_learned_once(outbox: Outbox) -> None:
    outbox.add([replace(message(), tag="a:1"), replace(message(chat=8), tag="a:2"), message(9)])
    assert outbox.learn("a:") == []
    first, second, _ = outbox.claim(head_ids(outbox))
    outbox.settle(Settlement(first.id, 7, sent=True, message_id=55))
    outbox.settle(Settlement(second.id, 8, error="forbidden", ended=True))
    assert outbox.learn("b:") == []
    assert outbox.learn("a:") == [
        Learned("a:1", 7, True, 55, None),
        Learned("a:2", 8, False, None, "forbidden"),
    ]
    assert outbox.learn("a:") == []


def test_a_tagged_call_can_be_withdrawn_until_it_is_being_sent(outbox: Outbox) -> None:
    outbox.add([replace(message(), tag="a:1"), replace(message(), tag="a:2")])
    outbox.claim(head_ids(outbox))
    assert outbox.withdraw("a:") == 1
    assert outbox.depth().open == 1

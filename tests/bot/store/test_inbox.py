"""The inbox takes each update once, keeps its words no longer than needed, and forgets its key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.database import open_database
from bot.store.inbox import ASIDE_KEPT_SECONDS, KEYS_KEPT_SECONDS, Inbox, chat_of, update_key


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "bot.db")
    yield opened
    opened.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def update(number: int, chat: int = 7, text: str = "secret") -> dict[str, object]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


def test_an_update_delivered_twice_is_one_row(inbox: Inbox) -> None:
    assert inbox.accept([update(1), update(2)]) == 2
    assert inbox.accept([update(2), update(3)]) == 1


def test_each_chats_oldest_update_is_its_head(inbox: Inbox) -> None:
    inbox.accept([update(5), update(6), update(3, chat=8)])
    assert inbox.heads() == {7: 1, 8: 3}


def test_a_done_update_leaves_no_words_in_the_file(
    inbox: Inbox, database: Database, tmp_path: Path
) -> None:
    inbox.accept([update(1, text="pancreas" * 50)])
    inbox.done(1)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"pancreas" not in (tmp_path / "bot.db").read_bytes()
    assert inbox.heads() == {}


def test_a_done_update_still_counts_as_known(inbox: Inbox) -> None:
    inbox.accept([update(1)])
    inbox.done(1)
    assert inbox.accept([update(1)]) == 0


def test_a_key_is_forgotten_before_telegram_can_use_it_again(inbox: Inbox) -> None:
    inbox.accept([update(1)])
    inbox.done(1, now=1000.0)
    inbox.prune(now=1000.0 + KEYS_KEPT_SECONDS - 1)
    assert inbox.accept([update(1)]) == 0
    inbox.prune(now=1000.0 + KEYS_KEPT_SECONDS + 1)
    assert inbox.accept([update(1)]) == 1


def test_what_was_set_aside_is_kept_for_a_while(inbox: Inbox, database: Database) -> None:
    inbox.accept([update(1)])
    inbox.set_aside(1, "TypeError", now=1000.0)
    assert (inbox.depth().new, inbox.depth().aside) == (0, 1)
    assert "secret" in inbox.read(1).raw
    inbox.prune(now=1000.0 + ASIDE_KEPT_SECONDS + 1)
    assert inbox.depth().aside == 0


def test_forgetting_a_chat_keeps_what_it_still_waits_for(inbox: Inbox) -> None:
    inbox.accept([update(1), update(2), update(3, chat=8)])
    inbox.done(1)
    inbox.done(3)
    assert inbox.forget_chat(7) == 1
    assert inbox.heads() == {7: 2}


@pytest.mark.parametrize("wrong", [None, True, -1, "12", 1.5, 2**70])
def test_an_update_without_a_usable_id_has_a_key_made_from_its_content(wrong: object) -> None:
    first, again, other = ({"update_id": wrong, "n": n} for n in (1, 1, 2))
    assert update_key(first) < 0
    assert update_key(first) == update_key(again)
    assert update_key(first) != update_key(other)


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        (update(1), 7),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": -5}}}}, -5),
        ({"update_id": 1, "inline_query": {"from": {"id": 3}}}, 3),
        ({"update_id": 1, "message": {"chat": {"id": "7"}}}, 0),
        ("nonsense", 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_chat_of_an_update_is_told_without_reading_all_of_it(raw: object, chat: int) -> None:
    assert chat_of(raw) == chat


def test_what_is_set_aside_keeps_no_place(inbox: Inbox, database: Database) -> None:
    place = {"latitude": 27.98, "longitude": "broken"}
    raw = {"update_id": 1, "message": {"chat": {"id": 7}, "location": place, "text": "x"}}
    inbox.accept([raw | {"deep": [{"venue": {"location": place}}]}])
    inbox.set_aside(1, "TypeError")
    kept = database.execute("SELECT raw FROM inbox").fetchone()[0]
    assert "27.98" not in kept
    assert '"text":"x"' in kept

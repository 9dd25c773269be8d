"""Words can be searched for as long as they are kept, and then are nowhere in the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store.database import open_database
from bot.store.people_migrations import people
from bot.store.questions import Questions
from bot.store.queue_migrations import queue
from bot.store.review_list import Filter, ReviewList
from bot.store.review_queue import State
from tests.bot.store.reviewed import NOW, log

SECRET = "zebrafinch"


def _found(db: Database) -> int:
    return ReviewList(db).count(Filter(words=SECRET, every=True))


def test_a_comment_is_found_too(db: Database) -> None:
    question_id = log(db)
    Questions(db).comment(question_id, 1, f"you missed the {SECRET}")
    assert _found(db) == 1


@pytest.mark.parametrize(
    "gone",
    [
        lambda questions: questions.forget(1),
        lambda questions: questions.drop_words(1),
        lambda questions: questions.expire(NOW + timedelta(days=31)),
    ],
    ids=["forget", "drop_words", "expire"],
)
def test_words_that_go_are_gone_from_the_file(
    tmp_path: Path, gone: Callable[[Questions], object]
) -> None:
    path = tmp_path / "bot.db"
    database = open_database(path)
    question_id = log(database, words=f"is there a {SECRET} trial")
    Questions(database).comment(question_id, 1, SECRET)
    for _ in range(20):
        log(database, chat_id=2, asked_at=NOW + timedelta(days=9))
    assert _found(database) == 1
    gone(Questions(database))
    assert _found(database) == 0
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    assert SECRET.encode() not in path.read_bytes()
    assert b"zebra" not in path.read_bytes()


def test_words_changed_behind_our_back_are_not_found_any_more(db: Database) -> None:
    question_id = log(db, words=SECRET)
    db.execute("update questions set words = null where id = ?", (question_id,))
    assert _found(db) == 0


def test_rows_of_an_earlier_version_take_their_place_in_the_queue(tmp_path: Path) -> None:
    with open_database(tmp_path / "bot.db", [queue, people]) as old:
        for words in (SECRET, "judged"):
            old.execute(
                "insert into questions (chat_id, asked_at, words, language, kind, abstained) "
                "values (1, ?, ?, 'en', 'trial', 0)",
                (NOW.isoformat(), words),
            )
        old.execute(
            "insert into verdicts (question_id, verdict, given_at) values (2, 'wrong', ?)",
            (NOW.isoformat(),),
        )
        old.conn.commit()
    with open_database(tmp_path / "bot.db") as new:
        assert ReviewList(new).states() == {State.NEW: 1, State.DONE: 1}
        assert [item.id for item in ReviewList(new).page(Filter(verdict="wrong"))] == [2]
        assert _found(new) == 1

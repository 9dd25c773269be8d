"""Chats, questions and verdicts in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from bot.store.chats import Chat, Chats, Consent
from bot.store.questions import LoggedHit, Questions
from bot.store.verdicts import Judgment, Opinion, Verdicts

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _log(db: Database, chat_id: int = 1, **more: object) -> int:
    values = {
        "chat_id": chat_id, "asked_at": NOW, "words": "x", "language": "en", "kind": "trial",
        "abstained": False, "snapshot_id": "s", "milliseconds": 5.0,
        "hits": [LoggedHit("NCT00000001", 0.5, True)], **more,
    }  # fmt: skip
    return Questions(db).log(**values)  # type: ignore[arg-type]


def test_an_unknown_chat_has_the_defaults(db: Database) -> None:
    assert Chats(db).get(5) == Chat(5)


def test_choices_are_kept_apart(db: Database) -> None:
    chats = Chats(db)
    chats.set_language(5, "de", NOW)
    chats.set_consent(5, Consent.YES, NOW)
    chats.set_country(5, "DE", NOW)
    assert chats.get(5) == Chat(5, "de", "DE", Consent.YES, True, None)


def test_a_question_comes_back_with_its_hits_in_order(db: Database) -> None:
    hits = [LoggedHit("NCT00000002", 0.9, True), LoggedHit("NCT00000001", 0.5, False)]
    question = Questions(db).get(_log(db, hits=hits))
    assert question is not None
    assert question.hits == tuple(hits)


def test_forgetting_a_chat_leaves_the_others(db: Database) -> None:
    questions = Questions(db)
    mine, other = _log(db, 1), _log(db, 2)
    Verdicts(db).give(mine, 9, Opinion(Judgment.GOOD), NOW)
    assert questions.forget(1) == (1, 0)
    assert questions.get(mine) is None
    assert questions.get(other) is not None
    assert db.table("question_hits").count == 1


def test_retention_takes_words_and_chat_and_leaves_figures(db: Database) -> None:
    questions = Questions(db)
    old, new = _log(db, asked_at=NOW - timedelta(days=31)), _log(db)
    assert questions.expire(NOW) == 1
    assert (questions.get(old) or pytest.fail("gone")).words is None
    assert (questions.get(new) or pytest.fail("gone")).words == "x"


def test_counts_add_up_by_day(db: Database) -> None:
    questions = Questions(db)
    for _ in range(3):
        questions.count("emergency", NOW)
    assert list(db.query("select * from counts")) == [
        {"day": "2026-11-24", "what": "emergency", "count": 3}
    ]


def test_figures_take_the_last_day_for_speed(db: Database) -> None:
    for milliseconds in (1.0, 2.0, 3.0, 100.0):
        _log(db, milliseconds=milliseconds, words=f"asked in {milliseconds}")
    figures = Questions(db).figures(NOW)
    assert (figures.all, figures.waiting, figures.p50, figures.p95) == (4, 4, 3.0, 100.0)

"""The need that orders the queue is the sum of reasons that can be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.store.need import Need, reasons, total
from bot.store.questions import LoggedHit, Questions, Thumb
from tests.bot.store.reviewed import NOW, item_of, log


def test_the_reasons_are_told_the_weightiest_first(db: Database) -> None:
    question_id = log(db, abstained=True, doubt=True, asked_at=NOW - timedelta(days=3))
    Questions(db).rate(question_id, 1, Thumb.DOWN)
    told = reasons(item_of(db, question_id), NOW)
    assert [(reason.need, reason.points) for reason in told] == [
        (Need.THUMB_DOWN, 100), (Need.SAFETY_DOUBT, 80), (Need.ABSTAINED, 50), (Need.AGE, 3),
    ]  # fmt: skip


def test_a_low_score_is_measured_by_its_kind(db: Database) -> None:
    hits = [LoggedHit("NCT00000001", 2.0, True)]
    trial, concept = log(db, hits=hits), log(db, kind="concept", hits=hits)
    assert [reason.need for reason in reasons(item_of(db, trial), NOW)] == [Need.LOW_SCORE]
    assert reasons(item_of(db, concept), NOW) == ()


_QUESTIONS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["trial", "concept", "news", "logistics", "off_topic"]),
        "abstained": st.booleans(),
        "doubt": st.booleans(),
        "asked_at": st.integers(0, 400).map(lambda days: NOW - timedelta(days=days, hours=5)),
        "hits": st.lists(st.floats(0, 10).map(lambda s: LoggedHit("d", s, True)), max_size=1),
    }
)
_CHANGES = st.fixed_dictionaries(
    {
        "thumb": st.sampled_from([None, "up", "down"]),
        "comment": st.sampled_from([None, "x"]),
        "state": st.sampled_from(["new", "disputed", "done"]),
        "patient_waits": st.integers(0, 1),
        "asked_again": st.integers(0, 20),
        "disliked_again": st.integers(0, 9),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_QUESTIONS, _CHANGES)
def test_the_order_in_the_database_is_that_of_the_reasons(
    db: Database, question: dict[str, Any], changes: dict[str, Any]
) -> None:
    question_id = log(db, **question)
    db.table("questions").update(question_id, changes)
    item = item_of(db, question_id)
    today = db.execute("select julianday(?)", (NOW.isoformat(),)).fetchone()[0]
    assert abs(total(item, NOW) - (item.need + today)) < 1e-3

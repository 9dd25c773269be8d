"""The queue: the neediest first, a claim that ends, nothing given twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlite_utils import Database

from bot.store.questions import Questions, Thumb
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_list import Filter
from bot.store.review_queue import Item, ReviewQueue, State
from bot.store.verdicts import Judgment, Opinion, Verdicts
from tests.bot.store.reviewed import ANNA, BEN, NOW, log

GOOD = Opinion(Judgment.GOOD)


def test_the_neediest_comes_first_and_each_only_once(db: Database) -> None:
    plain, nothing, disliked = log(db), log(db, abstained=True), log(db)
    Questions(db).rate(disliked, 1, Thumb.DOWN)
    queue = ReviewQueue(db)
    claimed = [queue.claim_next(ANNA, NOW) for _ in range(4)]
    assert [item.id for item in claimed if item] == [disliked, nothing, plain]
    assert claimed[3] is None


def test_what_waits_longer_comes_before_what_is_equal(db: Database) -> None:
    new, old = log(db), log(db, asked_at=NOW - timedelta(days=2))
    assert [_next(db).id, _next(db).id] == [old, new]


def test_a_claim_ends_after_half_an_hour(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    queue.claim_next(ANNA, NOW)
    assert queue.claim_next(BEN, NOW + timedelta(minutes=29)) is None
    again = queue.claim_next(BEN, NOW + timedelta(minutes=30))
    assert again is not None
    assert (again.id, again.claimed_by) == (question_id, BEN)


def test_claiming_again_prolongs_ones_claim(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    queue.claim(question_id, ANNA, NOW)
    queue.claim(question_id, ANNA, NOW + timedelta(minutes=20))
    assert queue.claimed(ANNA, NOW + timedelta(minutes=45))[0].id == question_id


def test_what_another_works_on_is_refused(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    queue.claim(question_id, ANNA, NOW)
    with pytest.raises(ReviewRefusedError) as claimed:
        queue.claim(question_id, BEN, NOW)
    with pytest.raises(ReviewRefusedError) as judged:
        Verdicts(db).give(question_id, BEN, GOOD, NOW)
    assert claimed.value.reason is judged.value.reason is Refusal.TAKEN


def test_a_question_given_back_is_open_again(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    queue.claim(question_id, ANNA, NOW)
    assert queue.release(question_id, ANNA, NOW).state is State.NEW
    with pytest.raises(ReviewRefusedError) as refused:
        queue.release(question_id, ANNA, NOW)
    assert refused.value.reason is Refusal.NOT_CLAIMED


def test_a_deleted_question_is_told(db: Database) -> None:
    with pytest.raises(ReviewRefusedError) as refused:
        ReviewQueue(db).claim(99, ANNA, NOW)
    assert refused.value.reason is Refusal.GONE


def test_skipping_shows_what_is_behind(db: Database) -> None:
    first, second = log(db), log(db)
    queue = ReviewQueue(db)
    skipped = queue.item(first)
    assert _next(db, behind=skipped).id == second


def test_a_filter_narrows_what_is_claimed(db: Database) -> None:
    log(db)
    german = log(db, language="de")
    assert _next(db, Filter(language="de")).id == german
    assert ReviewQueue(db).claim_next(BEN, NOW, Filter(language="de")) is None


def test_a_question_waits_for_the_patient_and_comes_back_first(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    disliked = log(db)
    Questions(db).rate(disliked, 1, Thumb.DOWN)
    queue.wait(question_id, ANNA, NOW)
    assert _next(db).id == disliked
    assert ReviewQueue(db).claim_next(ANNA, NOW) is None
    queue.patient_waits(question_id)
    assert _next(db).id == question_id


def test_a_question_that_is_finished_is_done(db: Database) -> None:
    question_id, queue = log(db), ReviewQueue(db)
    queue.finish(question_id, ANNA, NOW)
    item = queue.item(question_id)
    assert item is not None
    assert item.state is State.DONE


def _next(db: Database, wanted: Filter | None = None, *, behind: Item | None = None) -> Item:
    item = ReviewQueue(db).claim_next(ANNA, NOW, wanted, behind=behind)
    assert item is not None
    return item

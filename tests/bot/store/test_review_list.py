"""Lists of questions: filtered, searched, paged, and each by an index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from bot.store.questions import LoggedHit, Questions, Thumb
from bot.store.review_list import Filter, Order, ReviewList, page_query
from bot.store.review_queue import Item, ReviewQueue, State
from bot.store.verdicts import Judgment, Opinion, Verdicts
from tests.bot.store.reviewed import ANNA, NOW, log


def _ids(db: Database, wanted: Filter | None = None, **more: object) -> list[int]:
    return [item.id for item in ReviewList(db).page(wanted, **more)]  # type: ignore[arg-type]


def test_the_list_shows_what_is_open_and_what_is_done_when_asked(db: Database) -> None:
    done, open_ = log(db), log(db)
    Verdicts(db).give(done, ANNA, Opinion(Judgment.WRONG), NOW)
    reviews = ReviewList(db)
    assert _ids(db) == [open_]
    assert _ids(db, Filter(state=State.DONE)) == [done]
    assert _ids(db, Filter(verdict="wrong")) == [done]
    assert _ids(db, Filter(every=True)) == [done, open_]
    assert (reviews.count(), reviews.states()) == (1, {State.NEW: 1, State.DONE: 1})


@pytest.mark.parametrize(
    ("logged", "wanted"),
    [
        ({"language": "de"}, Filter(language="de")),
        ({"kind": "news"}, Filter(kind="news")),
        ({"abstained": True}, Filter(abstained=True)),
        ({"hits": [LoggedHit("NCT00000001", 1.0, True)]}, Filter(score_below=2.0)),
        ({"asked_at": NOW - timedelta(days=9)}, Filter(until=date(2026, 11, 15))),
        ({"asked_at": NOW + timedelta(days=1)}, Filter(since=date(2026, 11, 25))),
        ({"words": "Wo gibt es PRRT in Österreich?"}, Filter(words="osterreich")),
        ({"words": "trial of Lu-177 for me"}, Filter(words="lu-177")),
        ({"words": "在上海有试验吗"}, Filter(words="上海")),
        ({"words": "carcinoid"}, Filter(words="carci")),
    ],
)
def test_each_filter_lets_its_own_pass(
    db: Database, logged: dict[str, Any], wanted: Filter
) -> None:
    log(db)
    fits = log(db, **logged)
    assert _ids(db, wanted) == [fits]


def test_a_day_is_included_to_its_end(db: Database) -> None:
    late = log(db, asked_at=NOW.replace(hour=23, minute=59, microsecond=5))
    assert _ids(db, Filter(since=NOW.date(), until=NOW.date())) == [late]


def test_thumb_and_tag_filters(db: Database) -> None:
    disliked, tagged = log(db), log(db)
    Questions(db).rate(disliked, 1, Thumb.DOWN)
    Verdicts(db).give(tagged, ANNA, Opinion(Judgment.GOOD, tags=("spelling",)), NOW)
    assert _ids(db, Filter(thumb="down")) == [disliked]
    assert _ids(db, Filter(tag="spelling", every=True)) == [tagged]
    assert ReviewList(db).tags() == {"spelling": 1}


def test_tags_of_a_verdict_that_is_still_blind_are_not_found(db: Database) -> None:
    question_id = log(db)
    Verdicts(db, 1.0).give(question_id, ANNA, Opinion(Judgment.GOOD, tags=("secret",)), NOW)
    assert _ids(db, Filter(tag="secret", every=True)) == []
    assert ReviewList(db).tags() == {}


@pytest.mark.parametrize("words", ["", "?!", '" OR 1', "a*b(c", "NEAR(x y)", "words:x", "'; --"])
def test_a_search_takes_whatever_is_typed(db: Database, words: str) -> None:
    log(db, words="something else")
    assert _ids(db, Filter(words=words)) == []


@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_on_each_other(db: Database, order: Order) -> None:
    for number in range(7):
        log(db, abstained=number % 2 == 0)
    whole = _ids(db, order=order)
    reviews, seen = ReviewList(db), []
    page = reviews.page(limit=3, order=order)
    while page:
        seen += [item.id for item in page]
        page = reviews.page(limit=3, after=page[-1], order=order)
    assert seen == whole
    assert len(seen) == 7


FILTERS = {
    "open": (Filter(), "queue_need"),
    "language": (Filter(language="de"), "queue_language"),
    "kind": (Filter(kind="trial"), "queue_kind"),
    "thumb": (Filter(thumb="down"), "queue_need"),
    "score": (Filter(score_below=2.0), "queue_need"),
    "day": (Filter(since=date(2026, 11, 24)), "queue_need"),
    "done": (Filter(state=State.DONE), "review_state"),
    "all": (Filter(every=True), "review_all"),
    "all of a kind": (Filter(every=True, kind="news"), "review_kind"),
    "all of a language": (Filter(every=True, language="de"), "review_language"),
    "all of a day": (Filter(since=date(2026, 11, 24), every=True), "review_all"),
    "verdict": (Filter(verdict="wrong"), "review_verdict"),
}
LOOKED_UP = {
    "few days": (Filter(since=date(2026, 11, 23), until=date(2026, 11, 24)), "queue_day"),
    "tag": (Filter(tag="x", every=True), "INTEGER PRIMARY KEY"),
    "search": (Filter(words="carcinoid"), "question_search VIRTUAL TABLE INDEX"),
    "search among all": (Filter(words="x", every=True), "question_search VIRTUAL TABLE INDEX"),
}


@pytest.mark.parametrize("name", list(FILTERS))
def test_the_queue_and_each_filter_are_read_off_an_index_without_sorting(
    db: Database, name: str
) -> None:
    wanted, index = FILTERS[name]
    item = ReviewQueue(db).item(log(db))
    for after in (None, item):
        plan = _plan(db, wanted, after)
        assert f"USING INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("name", list(LOOKED_UP))
def test_what_is_searched_is_looked_up_one_by_one(db: Database, name: str) -> None:
    wanted, index = LOOKED_UP[name]
    plan = _plan(db, wanted, None)
    assert index in plan
    assert "SEARCH questions USING IN" in plan


def _plan(db: Database, wanted: Filter, after: Item | None) -> str:
    tail, values = page_query(wanted, limit=50, after=after, order=Order.NEED)
    rows = db.execute(f"explain query plan select * from questions {tail}", values).fetchall()
    return "\n".join(row[3] for row in rows)


def test_ones_own_claims_are_read_off_an_index(db: Database) -> None:
    log(db)
    said: list[str] = []
    with db.tracer(lambda sql, _: said.append(sql)):
        ReviewQueue(db).claimed(ANNA, NOW)
    plan = db.execute(f"explain query plan {said[0]}", (NOW.isoformat(), ANNA)).fetchall()
    assert "USING INDEX queue_claims" in plan[0][3]

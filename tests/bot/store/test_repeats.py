"""The same question with the same answer stands in the queue once."""

from __future__ import annotations

from sqlite_utils import Database

from bot.store.questions import LoggedHit, Questions, Thumb
from bot.store.review_list import Filter, ReviewList
from bot.store.review_queue import ReviewQueue
from bot.store.verdicts import Judgment, Opinion, Verdicts
from tests.bot.store.reviewed import ANNA, NOW, item_of, log


def _everything(db: Database) -> list[int]:
    return [item.id for item in ReviewList(db).page(Filter(every=True))]


def test_the_same_words_with_the_same_answer_stand_once(db: Database) -> None:
    first = log(db, words="What is PRRT?")
    again = log(db, words="what is  prrt", chat_id=2)
    assert _everything(db) == [first]
    assert (item_of(db, first).asked_again, item_of(db, again).leader_id) == (1, first)
    assert [item.id for item in ReviewList(db).repeats(first)] == [again]


def test_another_answer_is_anotheritem_of(db: Database) -> None:
    log(db, words="PRRT?")
    log(db, words="PRRT?", hits=[LoggedHit("NCT00000002", 1.0, True)])
    assert len(_everything(db)) == 2


def test_questions_whose_words_are_not_kept_are_not_compared(db: Database) -> None:
    assert [log(db, words=None), log(db, words=None)] == _everything(db)


def test_a_thumb_down_on_a_repeat_lifts_the_one_in_the_queue(db: Database) -> None:
    first = log(db, words="PRRT?")
    again = log(db, words="PRRT?", chat_id=2)
    before = item_of(db, first).need
    Questions(db).rate(again, 2, Thumb.DOWN)
    assert (item_of(db, first).disliked_again, item_of(db, first).need) == (1, before + 20)
    Questions(db).rate(again, 2, Thumb.UP)
    assert item_of(db, first).need == before


def test_a_disliked_repeat_of_a_judged_question_is_judged_again(db: Database) -> None:
    first = log(db, words="PRRT?")
    Verdicts(db).give(first, ANNA, Opinion(Judgment.GOOD), NOW)
    again = log(db, words="PRRT?", chat_id=2)
    assert ReviewQueue(db).claim_next(ANNA, NOW) is None
    Questions(db).rate(again, 2, Thumb.DOWN)
    claimed = ReviewQueue(db).claim_next(ANNA, NOW)
    assert claimed is not None
    assert claimed.id == again
    assert item_of(db, first).asked_again == 0


def test_when_the_first_is_forgotten_another_takes_its_place(db: Database) -> None:
    log(db, words="PRRT?", chat_id=1)
    heir, other = log(db, words="PRRT?", chat_id=2), log(db, words="PRRT?", chat_id=3)
    Questions(db).rate(other, 3, Thumb.DOWN)
    Questions(db).forget(1)
    assert _everything(db) == [heir]
    assert (item_of(db, heir).asked_again, item_of(db, heir).disliked_again) == (1, 1)
    Questions(db).forget(3)
    assert (item_of(db, heir).asked_again, item_of(db, heir).disliked_again) == (0, 0)


def test_what_two_questions_share_goes_with_the_words(db: Database) -> None:
    first = log(db, words="PRRT?")
    again = log(db, words="PRRT?", chat_id=2)
    Questions(db).drop_words(1)
    Questions(db).drop_words(2)
    assert list(db.query("select same from questions")) == [{"same": None}, {"same": None}]
    assert item_of(db, again).leader_id == first

"""Agreement of two who judged blind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.agreement import Agreement, blind_pairs, kappa, measure_agreement
from bot.store.audit import Audit
from bot.store.database import open_database
from bot.store.verdicts import Judgment, Opinion, Verdicts
from tests.bot.store.reviewed import ANNA, BEN, CLARA, NOW, log

A, B = "good", "wrong"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "bot.db")
    yield database
    database.close()


def _judged(db: Database, one: Judgment, two: Judgment, grades: tuple[int, int] = (2, 2)) -> int:
    question_id, verdicts = log(db), Verdicts(db, 1.0)
    for moderator, judgment, grade in ((ANNA, one, grades[0]), (BEN, two, grades[1])):
        opinion = Opinion(judgment, grades={"NCT00000001": grade})
        verdicts.give(question_id, moderator, opinion, NOW)
    return question_id


def test_kappa_is_that_of_the_textbook() -> None:
    # Observed agreement 7/10, expected by chance .6 * .5 + .4 * .5 = .5.
    pairs = [(A, A)] * 4 + [(A, B)] * 2 + [(B, A)] + [(B, B)] * 3
    assert kappa(pairs) == pytest.approx(0.4)


def test_all_alike_is_one_and_no_pair_is_unknown() -> None:
    assert kappa([(A, A), (A, A)]) == 1.0
    assert kappa([]) is None


def test_near_grades_agree_more_than_far_ones() -> None:
    near = kappa([(3, 2), (0, 0), (1, 1)], labels=(0, 1, 2, 3), weights="quadratic")
    far = kappa([(3, 0), (0, 0), (1, 1)], labels=(0, 1, 2, 3), weights="quadratic")
    assert near is not None
    assert far is not None
    assert near > far


def test_only_blind_pairs_count(db: Database) -> None:
    _judged(db, Judgment.GOOD, Judgment.GOOD)
    disputed = _judged(db, Judgment.GOOD, Judgment.WRONG, (3, 0))
    Verdicts(db, 1.0).give(disputed, CLARA, Opinion(Judgment.GOOD), NOW)
    Verdicts(db).give(log(db), ANNA, Opinion(Judgment.GOOD), NOW)
    assert measure_agreement(db) == Agreement(2, 1, 0.0, 2, 1 - 4.5 / 3.5)
    assert measure_agreement(db, date(2026, 11, 25)).questions == 0


def test_a_verdict_that_was_changed_after_the_other_was_seen_counts_as_before(
    db: Database,
) -> None:
    question_id = _judged(db, Judgment.GOOD, Judgment.WRONG)
    Verdicts(db, 1.0).give(question_id, ANNA, Opinion(Judgment.WRONG), NOW)
    ((one, two),) = blind_pairs(db)
    assert (one.judgment, two.judgment) == (Judgment.GOOD, Judgment.WRONG)


def test_a_verdict_that_was_changed_or_undone_before_does_not_count(db: Database) -> None:
    question_id, verdicts = log(db), Verdicts(db, 1.0)
    verdicts.give(question_id, ANNA, Opinion(Judgment.GOOD), NOW)
    verdicts.give(question_id, ANNA, Opinion(Judgment.WRONG), NOW)
    second = verdicts.give(question_id, BEN, Opinion(Judgment.WRONG), NOW)
    assert [one.judgment for one, _ in blind_pairs(db)] == [Judgment.WRONG]
    Audit(db).undo(second.entry_id, BEN, NOW)
    assert blind_pairs(db) == ()


def test_the_text_says_when_there_is_nothing_to_say(db: Database) -> None:
    assert "kappa not known yet" in measure_agreement(db).text()

"""Verdicts: settled by one, or by two who judge blind; disputes; undo to the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.store.audit import Audit
from bot.store.questions import Questions
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_queue import ReviewQueue, State
from bot.store.verdicts import Judgment, Opinion, Verdicts, in_sample
from tests.bot.store.reviewed import ANNA, BEN, CLARA, NOW, log

GOOD, WRONG, UNSAFE = (Opinion(j) for j in (Judgment.GOOD, Judgment.WRONG, Judgment.UNSAFE))


def test_a_verdict_is_kept_with_grades_missed_trials_tags_and_comment(db: Database) -> None:
    question_id = log(db)
    opinion = Opinion(
        Judgment.MISSED, "the newer one fits", {"NCT00000001": 1}, ("NCT00000002",), ("PRRT ", "x")
    )
    Verdicts(db).give(question_id, ANNA, opinion, NOW)
    (verdict,) = Verdicts(db).of(question_id)
    assert verdict.judgment is Judgment.MISSED
    assert (verdict.comment, verdict.grades) == ("the newer one fits", {"NCT00000001": 1})
    assert (verdict.missed, verdict.tags) == (("NCT00000002",), ("prrt", "x"))


def test_a_comment_is_redacted_before_it_is_kept(db: Database) -> None:
    question_id = log(db)
    opinion = Opinion(Judgment.GOOD, "asked by maria.lopez@example.org")
    Verdicts(db).give(question_id, ANNA, opinion, NOW)
    assert "lopez" not in (Verdicts(db).of(question_id)[0].comment or "")


def test_a_grade_beyond_three_is_refused(db: Database) -> None:
    with pytest.raises(ValueError, match="4 is no grade"):
        Verdicts(db).give(log(db), ANNA, Opinion(Judgment.GOOD, grades={"NCT00000001": 4}), NOW)


def test_one_verdict_settles_outside_the_sample(db: Database) -> None:
    given_ = Verdicts(db).give(log(db), ANNA, GOOD, NOW)
    assert (given_.state, given_.settled) == (State.DONE, Judgment.GOOD)


def test_a_second_verdict_replaces_ones_first(db: Database) -> None:
    question_id, verdicts = log(db), Verdicts(db)
    verdicts.give(question_id, ANNA, GOOD, NOW)
    verdicts.give(question_id, ANNA, UNSAFE, NOW)
    assert [verdict.judgment for verdict in verdicts.of(question_id)] == [Judgment.UNSAFE]


def test_what_another_has_settled_is_judged_again_only_after_a_claim(db: Database) -> None:
    question_id, verdicts = log(db), Verdicts(db)
    verdicts.give(question_id, ANNA, GOOD, NOW)
    with pytest.raises(ReviewRefusedError) as refused:
        verdicts.give(question_id, BEN, WRONG, NOW)
    assert refused.value.reason is Refusal.JUDGED
    ReviewQueue(db).claim(question_id, BEN, NOW)
    assert verdicts.give(question_id, BEN, WRONG, NOW).state is State.DISPUTED


def test_the_sample_waits_for_a_second_who_does_not_see_the_first(db: Database) -> None:
    question_id, verdicts, queue = log(db), Verdicts(db, 1.0), ReviewQueue(db)
    assert verdicts.give(question_id, ANNA, GOOD, NOW).state is State.NEW
    assert queue.claim_next(ANNA, NOW) is None
    assert queue.claim_next(BEN, NOW) is not None
    assert verdicts.seen_by(question_id, BEN) == ()
    assert len(verdicts.seen_by(question_id, ANNA)) == 1
    item = queue.item(question_id)
    assert item is not None
    assert item.verdict is None


def test_two_that_agree_settle(db: Database) -> None:
    question_id, verdicts = log(db), Verdicts(db, 1.0)
    verdicts.give(question_id, ANNA, GOOD, NOW)
    assert verdicts.give(question_id, BEN, GOOD, NOW).state is State.DONE
    assert len(verdicts.seen_by(question_id, CLARA)) == 2


def test_two_that_differ_are_a_dispute_that_comes_first(db: Database) -> None:
    question_id, nothing = _disputed(db), log(db, abstained=True)
    first = ReviewQueue(db).claim_next(CLARA, NOW)
    second = ReviewQueue(db).claim_next(CLARA, NOW)
    assert [item and item.id for item in (first, second)] == [question_id, nothing]


def test_a_third_settles_a_dispute(db: Database) -> None:
    settled = Verdicts(db, 1.0).give(_disputed(db), CLARA, WRONG, NOW)
    assert (settled.state, settled.settled) == (State.DONE, Judgment.WRONG)


def test_agreement_settles_a_dispute_and_another_difference_does_not(db: Database) -> None:
    question_id, verdicts = _disputed(db), Verdicts(db, 1.0)
    assert verdicts.give(question_id, ANNA, UNSAFE, NOW).state is State.DISPUTED
    settled = verdicts.give(question_id, BEN, UNSAFE, NOW)
    assert (settled.state, settled.settled) == (State.DONE, Judgment.UNSAFE)


def test_a_dispute_is_not_given_to_those_who_have_it(db: Database) -> None:
    _disputed(db)
    assert ReviewQueue(db).claim_next(ANNA, NOW) is None


def test_the_sample_has_the_share_that_was_asked_for() -> None:
    chosen = sum(in_sample(number, 0.1) for number in range(1, 10_001))
    assert 900 < chosen < 1100
    assert not any(in_sample(number, 0.0) for number in range(100))
    assert all(in_sample(number, 1.0) for number in range(100))


def test_only_ones_own_and_latest_action_can_be_undone_and_once(db: Database) -> None:
    question_id, verdicts, audit = log(db), Verdicts(db), Audit(db)
    first = verdicts.give(question_id, ANNA, GOOD, NOW)
    second = verdicts.give(question_id, ANNA, WRONG, NOW)
    assert _refusal(audit, second.entry_id, BEN) is Refusal.NOT_YOURS
    assert _refusal(audit, first.entry_id, ANNA) is Refusal.LATER
    assert audit.undo(second.entry_id, ANNA, NOW) == question_id
    assert _refusal(audit, second.entry_id, ANNA) is Refusal.UNDONE
    assert [verdict.judgment for verdict in verdicts.of(question_id)] == [Judgment.GOOD]


def test_anothers_claim_that_has_ended_does_not_stand_in_the_way(db: Database) -> None:
    question_id, verdicts, queue = log(db), Verdicts(db, 1.0), ReviewQueue(db)
    mine = verdicts.give(question_id, ANNA, GOOD, NOW)
    queue.claim(question_id, BEN, NOW)
    assert _refusal(Audit(db), mine.entry_id, ANNA) is Refusal.LATER
    queue.release_expired(NOW + timedelta(hours=1))
    assert Audit(db).undo(mine.entry_id, ANNA, NOW) == question_id


def test_a_forgotten_question_takes_its_verdicts_and_what_could_be_undone(db: Database) -> None:
    question_id = log(db)
    given_ = Verdicts(db).give(question_id, ANNA, Opinion(Judgment.GOOD, tags=("x",)), NOW)
    Questions(db).forget(1)
    assert _refusal(Audit(db), given_.entry_id, ANNA) is Refusal.UNDONE
    assert [db.table(name).count for name in ("verdicts", "verdict_tags")] == [0, 0]
    assert [row["before"] for row in db.query("select before from audit")] == [None]


_ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "release", "wait", "finish", "verdict"]),
        st.sampled_from([ANNA, BEN, CLARA]),
        st.sampled_from(list(Judgment)),
    ),
    max_size=8,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=_ACTIONS)
def test_undoing_all_that_was_done_puts_everything_back(db: Database, actions: Any) -> None:
    question_id = log(db)
    states, done = [_everything(db, question_id)], []
    for action, moderator, judgment in actions:
        try:
            _act(db, question_id, action, moderator, judgment)
        except ReviewRefusedError:
            continue
        done.append(moderator)
        states.append(_everything(db, question_id))
    states.pop()
    for moderator in reversed(done):
        latest = Audit(db).latest(moderator)
        assert latest is not None
        Audit(db).undo(latest.id, moderator, NOW)
        assert _everything(db, question_id) == states.pop()


def _act(db: Database, question_id: int, action: str, moderator: int, judgment: Judgment) -> None:
    if action == "verdict":
        opinion = Opinion(judgment, "seen", {"NCT00000001": 2}, ("NCT00000002",), ("tag",))
        Verdicts(db, 1.0).give(question_id, moderator, opinion, NOW)
        return
    held = ReviewQueue(db).claimed(moderator, NOW)
    if action == "claim" and any(item.id == question_id for item in held):
        raise ReviewRefusedError(Refusal.TAKEN)  # prolongs, which is no action to undo
    getattr(ReviewQueue(db), action)(question_id, moderator, NOW)


def _everything(db: Database, question_id: int) -> list[Any]:
    tables = ("verdicts", "verdict_grades", "verdict_tags")
    place = list(db.query("select * from questions where id = ?", (question_id,)))
    return [place, *(list(db.query(f"select * from {name} order by 1, 2")) for name in tables)]


def _disputed(db: Database) -> int:
    question_id, verdicts = log(db), Verdicts(db, 1.0)
    verdicts.give(question_id, ANNA, GOOD, NOW)
    assert verdicts.give(question_id, BEN, WRONG, NOW).state is State.DISPUTED
    return question_id


def _refusal(audit: Audit, entry_id: int, moderator: int) -> Refusal:
    with pytest.raises(ReviewRefusedError) as refused:
        audit.undo(entry_id, moderator, NOW)
    return refused.value.reason

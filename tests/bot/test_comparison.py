"""Two snapshots are compared fairly: new documents are no mistakes, lost answers are named."""

from __future__ import annotations

from bot.comparison import compare
from bot.evaluation import Outcome
from tests.bot.test_evaluation import judged

QUESTION = judged({"x": 2, "y": 1})
NEW = frozenset({"new1", "new2", "new3"})


def test_the_same_answers_show_no_change() -> None:
    same = [Outcome(QUESTION, ("x", "y"))]
    found = compare(same, same)
    assert (found.before, found.after, found.worse, found.better, found.lost) == (1, 1, (), (), ())


def test_a_question_that_loses_its_answer_is_named() -> None:
    found = compare([Outcome(QUESTION, ("x", "y"))], [Outcome(QUESTION, ("a", "b", "c", "x"))])
    assert [(change.id, change.lost) for change in found.lost] == [("a", ("x",))]
    assert "no longer in the first 3: x" in found.text()


def test_one_right_answer_in_the_place_of_another_is_no_loss() -> None:
    question = judged({"x": 2, "y": 2})
    found = compare([Outcome(question, ("x",))], [Outcome(question, ("y",))])
    assert found.lost == ()


def test_what_was_not_found_before_cannot_be_lost() -> None:
    found = compare([Outcome(QUESTION, ("a", "b", "c", "x"))], [Outcome(QUESTION, ())])
    assert found.lost == ()
    assert [change.id for change in found.worse] == ["a"]


def test_a_new_document_that_nobody_judged_is_no_mistake() -> None:
    after = Outcome(QUESTION, ("new1", "x", "new2", "y", "b"))
    found = compare([Outcome(QUESTION, ("x", "y", "b"))], [after], NEW)
    assert (found.after, found.lost, found.set_aside) == (1.0, (), 0)


def test_a_question_answered_with_new_documents_only_is_set_aside() -> None:
    after = Outcome(QUESTION, ("new1", "new2", "new3", "x"))
    found = compare([Outcome(QUESTION, ("x", "y"))], [after], NEW)
    assert (found.changes, found.set_aside) == ((), 1)


def test_a_trial_that_is_no_longer_confirmed_may_sink() -> None:
    question = judged({"x": 2, "y": 2})
    before, after = Outcome(question, ("x", "y", "b")), Outcome(question, ("y", "b", "c", "x"))
    found = compare([before], [after], frozenset(), frozenset({"x"}))
    assert (found.before, found.after, found.lost, found.set_aside) == (1.0, 1.0, (), 0)


def test_a_question_about_trials_that_are_no_longer_confirmed_is_set_aside() -> None:
    before, after = Outcome(QUESTION, ("x", "y")), Outcome(QUESTION, ("y", "x"))
    found = compare([before], [after], frozenset(), frozenset({"x"}))
    assert (found.changes, found.set_aside) == ((), 1)


def test_a_refusal_is_a_loss_whatever_is_new() -> None:
    found = compare([Outcome(QUESTION, ("x",))], [Outcome(QUESTION, ())], NEW)
    assert [change.id for change in found.lost] == ["a"]


def test_a_new_document_that_was_judged_counts() -> None:
    question = judged({"x": 2, "new1": 2})
    found = compare([Outcome(question, ("b",))], [Outcome(question, ("new1", "b"))], NEW)
    assert [change.id for change in found.better] == ["a"]


def test_unanswerable_questions_are_not_compared() -> None:
    unanswerable = judged({})
    found = compare([Outcome(unanswerable, ())], [Outcome(unanswerable, ("b",))])
    assert (found.changes, found.set_aside) == ((), 0)


def test_the_worst_come_first() -> None:
    one, other = judged({"x": 2, "y": 1}, "one"), judged({"x": 2, "y": 1}, "other")
    before = [Outcome(one, ("x", "y")), Outcome(other, ("x", "y"))]
    after = [Outcome(one, ("y", "x")), Outcome(other, ())]
    assert [change.id for change in compare(before, after).worse] == ["other", "one"]

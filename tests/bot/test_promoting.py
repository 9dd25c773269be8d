"""Promoting a reviewed question: nobody can be recognised, nothing that cannot hold is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.privacy.redaction import redact
from bot.promoting import Draft, PromotionRefusedError, check, draft_of, promote, propose
from bot.store.audit import Audit
from bot.store.database import open_database
from bot.store.promotions import Promotions
from bot.store.questions import LoggedHit, Questions
from bot.store.review_errors import ReviewRefusedError
from bot.store.verdicts import Judgment, Opinion, Verdicts

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANNA = 101
WORDS = "I'm [name], NHS [number], is there a trial in Leeds?"
DRAFT = Draft("is there a trial for a NET in Leeds?", grades={"NCT00000001": 3})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "bot.db")
    yield database
    database.close()


def _reviewed(db: Database, judgment: Judgment = Judgment.WRONG) -> int:
    question_id = Questions(db).log(
        chat_id=1, asked_at=NOW, words=WORDS, language="en", kind="trial", abstained=False,
        snapshot_id="s", milliseconds=5.0, hits=[LoggedHit("NCT00000001", 9.0, True)],
    )  # fmt: skip
    Verdicts(db).give(question_id, ANNA, Opinion(judgment, missed=("NCT00000002",)), NOW)
    return question_id


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (WORDS, "is there a trial in Leeds?"),
        ("my mother [name] has a lung carcinoid", "my mother has a lung carcinoid"),
        ("PRRT in Spain?", "PRRT in Spain?"),
        (None, ""),
    ],
)
def test_the_proposal_leaves_out_what_was_redacted(words: str | None, proposed: str) -> None:
    assert propose(words) == proposed


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "[name] ", "+44 7700 900123, "]))
def test_a_proposal_never_holds_what_redaction_would_find(text: str, private: str) -> None:
    proposed = propose(redact(f"{private}{text}").text)
    assert "7700" not in proposed
    assert "[name]" not in proposed


@pytest.mark.parametrize(
    ("draft", "complaint"),
    [
        (replace(DRAFT, text="  "), "in words of your own"),
        (replace(DRAFT, text="x" * 301), "too long"),
        (replace(DRAFT, text="call me on +44 7700 900123, trials in Leeds?"), "phone"),
        (replace(DRAFT, text="I'm Maria Lopez, trials in Leeds?"), "name"),
        (replace(DRAFT, text=WORDS), "personal data (name, number)"),
        (replace(DRAFT, answer="Write to maria.lopez@example.org."), "email"),
        (replace(DRAFT, answer="See https://example.org for more."), "plain text"),
        (replace(DRAFT, answer="<b>Yes</b>"), "plain text"),
        (replace(DRAFT, kind="treatment_advice", answer="Take it."), "no written answer"),
        (replace(DRAFT, answerable=False), "takes no documents"),
        (replace(DRAFT, answerable=False, answer="Yes."), "takes no answer"),
        (replace(DRAFT, grades={}), "name a document"),
        (replace(DRAFT, grades={"NCT00000001": 1}), "name a document"),
        (replace(DRAFT, grades={"NCT00000001": 9}), "no grade"),
        (replace(DRAFT, grades={"NCT99999999": 3}), "no document NCT99999999"),
    ],
)
def test_what_must_not_be_promoted_is_refused_with_what_to_change(
    draft: Draft, complaint: str
) -> None:
    with pytest.raises(PromotionRefusedError) as refused:
        check(draft, WORDS, known={"NCT00000001"})
    assert complaint in str(refused.value)
    assert "Lopez" not in str(refused.value)


def test_only_a_reviewed_question_is_promoted(db: Database) -> None:
    question_id = Questions(db).log(
        chat_id=1, asked_at=NOW, words="PRRT?", language="en", kind="trial", abstained=False,
        snapshot_id="s", milliseconds=5.0, hits=[],
    )  # fmt: skip
    with pytest.raises(PromotionRefusedError, match="judge it first"):
        promote(db, question_id, ANNA, DRAFT, NOW)
    with pytest.raises(ReviewRefusedError, match="was deleted"):
        promote(db, 99, ANNA, DRAFT, NOW)


def test_a_draft_takes_the_grades_and_the_trials_that_were_missed(db: Database) -> None:
    question_id = _reviewed(db)
    question = Questions(db).get(question_id)
    assert question is not None
    draft = draft_of(question, Verdicts(db).of(question_id))
    assert (draft.text, dict(draft.grades)) == (
        "is there a trial in Leeds?", {"NCT00000002": 3},
    )  # fmt: skip


def test_a_promotion_stands_until_it_is_undone(db: Database) -> None:
    _, entry_id = promote(db, _reviewed(db), ANNA, DRAFT, NOW)
    (standing,) = Promotions(db).standing()
    assert (standing.text, standing.grades) == (DRAFT.text, {"NCT00000001": 3})
    Audit(db).undo(entry_id, ANNA, NOW)
    assert Promotions(db).standing() == ()
    assert db.table("promotion_grades").count == 0


def test_a_promotion_outlives_the_question_and_can_still_be_withdrawn(db: Database) -> None:
    promotion_id, _ = promote(db, _reviewed(db), ANNA, DRAFT, NOW)
    Questions(db).forget(1)
    (standing,) = Promotions(db).standing()
    assert standing.question_id is None
    Promotions(db).withdraw(promotion_id, ANNA, NOW)
    assert Promotions(db).standing() == ()

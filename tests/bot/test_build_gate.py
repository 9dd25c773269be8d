"""A build that answers the judged questions worse is not published, unless somebody stands for it.

The snapshots are real and small; only the encoder is a double.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.build_gate import BuildGate, noted_in_audit
from bot.evaluation import Outcome
from bot.judged import JudgedQuestion
from bot.remembered import recall, remember
from bot.store.database import open_database
from content.documents import Document, Section, Trial
from content.records import Intervention
from index.build import BuildReport, build
from index.errors import BuildRefusedError
from index.features import document_features
from index.published import current_id, snapshot_ids
from index.reuse import Features
from tests.conftest import Run
from tests.index.doubles import WordHashEncoder, open_words
from tests.index.retrieval_corpus import DOCUMENTS, LUNG_EVEROLIMUS, PNET_PRRT, RESULTS


def _judged(id_: str, text: str, right: str, history: tuple[str, ...] = ()) -> JudgedQuestion:
    return JudgedQuestion(id_, text, "site", "en", history, True, {right: 2})


JUDGED = (
    _judged("n001", "trials with everolimus for lung carcinoid", "NCT00000002"),
    _judged("n002", "NCT00000001", "NCT00000001"),
    _judged("n003", "news about everolimus", "news/2024-results"),
)


def _without(*gone: Document) -> tuple[Document, ...]:
    return tuple(document for document in DOCUMENTS if document not in gone)


def _build(
    home: Path,
    documents: tuple[Document, ...] = DOCUMENTS,
    gate: BuildGate | None = None,
    features: Features | None = None,
) -> BuildReport:
    gate = gate or BuildGate(home, JUDGED)
    return build(
        documents, home, WordHashEncoder(), features=features or document_features(),
        approve=gate.approve, open_encoder=open_words,
    )  # fmt: skip


def _reworded() -> tuple[Document, ...]:
    """The everolimus trial with its words spoilt: still held, no longer found."""
    record = replace(
        LUNG_EVEROLIMUS.record, brief_title="A study", conditions=("Asthma",),
        interventions=(Intervention("Omalizumab"),), brief_summary="A study of asthma.",
        eligibility_criteria=None,
    )  # fmt: skip
    spoilt = Trial(record, "A study", sections=(Section("Summary", "A study."),))
    return (*_without(LUNG_EVEROLIMUS), spoilt)


def test_the_first_build_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    gate = BuildGate(tmp_path, JUDGED)
    report = _build(tmp_path, gate=gate)
    assert current_id(tmp_path) == report.snapshot_id
    assert gate.comparison is None


def test_a_build_of_nothing_new_asks_no_question(tmp_path: Path) -> None:
    _build(tmp_path)
    gate = BuildGate(tmp_path, JUDGED)
    report = _build(tmp_path, gate=gate)
    assert current_id(tmp_path) == report.snapshot_id
    assert gate.comparison is None


def test_a_build_that_answers_as_well_is_published(tmp_path: Path) -> None:
    _build(tmp_path)
    gate = BuildGate(tmp_path, JUDGED)
    news = replace(RESULTS, title="Everolimus slows the growth of lung carcinoid")
    report = _build(tmp_path, (*_without(RESULTS), news), gate)
    assert current_id(tmp_path) == report.snapshot_id
    assert gate.comparison is not None
    assert gate.comparison.summary() == (
        "nDCG@10 1.000 -> 1.000 over 3 judged questions: 0 better, 0 worse, 0 lost"
    )


@pytest.mark.parametrize(
    ("documents", "named", "spared"),
    [
        (_reworded(), ("n001", "NCT00000002"), "n002"),
        (_without(RESULTS), ("n003", "news/2024-results"), "n001"),
        (_without(PNET_PRRT), ("n002", "NCT00000001"), "n003"),
    ],
)
def test_a_worse_build_is_refused_and_the_questions_are_named(
    tmp_path: Path, documents: tuple[Document, ...], named: tuple[str, str], spared: str
) -> None:
    served = _build(tmp_path).snapshot_id
    with pytest.raises(BuildRefusedError) as told:
        _build(tmp_path, documents)
    assert current_id(tmp_path) == served
    assert snapshot_ids(tmp_path) == [served]
    report = str(told.value)
    assert all(word in report for word in named)
    assert spared not in report
    last = report.splitlines()[-1]
    assert "Not published, what was served stays: nDCG@10 1.000 -> 0.667" in last
    assert named[0] in last
    assert "--accept-worse" in last


def test_an_admin_can_take_it_by_name_and_that_is_logged(tmp_path: Path) -> None:
    _build(tmp_path)
    accept = noted_in_audit(tmp_path / "bot.db", "Ana")
    report = _build(tmp_path, _without(RESULTS), BuildGate(tmp_path, JUDGED, accept=accept))
    assert current_id(tmp_path) == report.snapshot_id
    with closing(open_database(tmp_path / "bot.db")) as database:
        ((action, subject, detail),) = database.execute(
            "select action, subject, detail from audit"
        ).fetchall()
    assert (action, subject) == ("accept_worse", f"snapshot {report.snapshot_id}")
    assert detail == (
        "Ana: nDCG@10 1.000 -> 0.667 over 3 judged questions: 0 better, 1 worse, 1 lost (n003)"
    )


def test_a_good_build_leaves_no_note_of_the_admin_who_would_have_taken_a_worse(
    tmp_path: Path,
) -> None:
    _build(tmp_path)
    accept = noted_in_audit(tmp_path / "bot.db", "Ana")
    news = replace(RESULTS, title="Everolimus slows the growth of lung carcinoid")
    _build(tmp_path, (*_without(RESULTS), news), BuildGate(tmp_path, JUDGED, accept=accept))
    assert not (tmp_path / "bot.db").exists()


def test_many_new_trials_do_not_look_like_mistakes(tmp_path: Path) -> None:
    _build(tmp_path)
    more = tuple(
        Trial(replace(LUNG_EVEROLIMUS.record, nct_id=f"NCT{number:08}"), f"Everolimus {number}")
        for number in range(100, 130)
    )
    gate = BuildGate(tmp_path, JUDGED)
    report = _build(tmp_path, (*DOCUMENTS, *more), gate)
    assert current_id(tmp_path) == report.snapshot_id
    assert gate.comparison is not None
    assert gate.comparison.lost == ()


OLDER = Features(document_features().of, "an older version")


def test_a_snapshot_of_another_version_that_left_no_answers_is_not_compared(
    tmp_path: Path,
) -> None:
    _build(tmp_path, features=OLDER)
    gate = BuildGate(tmp_path, JUDGED)
    report = _build(tmp_path, _without(RESULTS), gate)
    assert current_id(tmp_path) == report.snapshot_id
    assert gate.comparison is None


def test_another_version_is_compared_with_what_was_answered_before_it(tmp_path: Path) -> None:
    _build(tmp_path, _without(PNET_PRRT), features=OLDER)
    served = _build(tmp_path, features=OLDER).snapshot_id
    with pytest.raises(BuildRefusedError, match="n003"):
        _build(tmp_path, _without(RESULTS))
    assert current_id(tmp_path) == served


def test_a_build_of_nothing_new_hands_the_answers_on(tmp_path: Path) -> None:
    _build(tmp_path, _without(PNET_PRRT))
    before = recall(tmp_path, _build(tmp_path).snapshot_id, JUDGED)
    after = recall(tmp_path, _build(tmp_path).snapshot_id, JUDGED)
    assert after == before
    assert [outcome.doc_ids[0] for outcome in after or ()] == [
        "NCT00000002", "NCT00000001", "news/2024-results",
    ]  # fmt: skip


def test_a_reworded_question_counts_as_never_asked(tmp_path: Path) -> None:
    remember(tmp_path, "now", [Outcome(question, ("x",)) for question in JUDGED])
    reworded = (replace(JUDGED[0], text="other words"), *JUDGED[1:])
    found = recall(tmp_path, "now", reworded)
    assert [outcome.question.id for outcome in found or ()] == ["n002", "n003"]


def test_answers_of_snapshots_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    remember(tmp_path, "gone", [])
    remember(tmp_path, "now", [])
    assert [path.name for path in (tmp_path / "judged").iterdir()] == ["now.json"]


@pytest.mark.parametrize("damage", ["", "[]", '{"n001": 1}', "{"])
def test_damaged_answers_count_as_none(tmp_path: Path, damage: str) -> None:
    remember(tmp_path, "now", [])
    (tmp_path / "judged" / "now.json").write_text(damage, encoding="utf-8")
    assert recall(tmp_path, "now", JUDGED) is None


@pytest.mark.encoder
def test_a_name_is_needed_to_take_a_worse_build(nettrials: Run, built_home: Path) -> None:
    ran = nettrials("build", "--accept-worse", " ", home=built_home)
    assert ran.returncode == 2
    assert "takes your name" in ran.stderr

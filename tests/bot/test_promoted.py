"""What was promoted is asked of every build, and its written answer is found.

The snapshots are real and small; only the encoder is a double.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.build_gate import BuildGate
from bot.conversation.answering import Answerer, Reader
from bot.conversation.context import Context
from bot.evaluation import ask_all
from bot.judged import read_judged
from bot.promoted import Promoted, as_promoted, carry, with_answers, with_promoted
from bot.serving import Serving
from bot.store.promotions import Promotion
from content.corpus import load_corpus
from index.build import build
from index.errors import BuildRefusedError
from index.features import document_features
from index.published import current_id
from tests.index.doubles import WordHashEncoder, open_words
from tests.index.retrieval_corpus import DOCUMENTS

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANSWER = "Grapefruit can change how much everolimus is in your blood. Ask your team about it."


def _promotion(**more: object) -> Promotion:
    values = {
        "id": 1, "question_id": 1, "moderator_id": 1, "promoted_at": NOW, "language": "en",
        "text": "what about grapefruit with everolimus", "kind": "logistics", "answerable": True,
        "answer_title": "Grapefruit and everolimus", "answer": ANSWER, **more,
    }  # fmt: skip
    return Promotion(**values)  # type: ignore[arg-type]


def _build(home: Path, promoted: Promoted, asked: Promoted | None = None) -> BuildGate:
    gate = BuildGate(home, with_promoted((), asked or promoted))
    build(
        with_answers(DOCUMENTS, promoted), home, WordHashEncoder(), features=document_features(),
        approve=gate.approve, open_encoder=open_words,
    )  # fmt: skip
    return gate


def _reply(home: Path, text: str) -> tuple[str, tuple[str, ...]]:
    answerer = Answerer(Serving.open(home, open_words))
    answer = answerer.answer(text, Context(), Reader(), date(2026, 11, 24))
    return answer.text, answer.doc_ids


def test_a_written_answer_is_found_when_the_same_is_asked(tmp_path: Path) -> None:
    promoted = as_promoted([_promotion()])
    _build(tmp_path, promoted)
    (answer,) = promoted.answers
    text, doc_ids = _reply(tmp_path, "What about everolimus with grapefruit?")
    assert ANSWER in text
    assert doc_ids == (answer.doc_id,)


@pytest.mark.parametrize(
    "text", ["what about grapefruit with lanreotide", "what about everolimus with milk thistle"]
)
def test_another_drug_is_another_question(tmp_path: Path, text: str) -> None:
    _build(tmp_path, as_promoted([_promotion()]))
    served = Serving.open(tmp_path, open_words).current
    assert served.retriever.answered(text) is None


def test_advice_gets_no_written_answer(tmp_path: Path) -> None:
    asked = "should I stop everolimus before surgery?"
    _build(tmp_path, as_promoted([_promotion(text=asked)]))
    text, doc_ids = _reply(tmp_path, asked)
    assert ANSWER not in text
    assert doc_ids == ()


def test_a_promoted_question_that_was_right_must_stay_right(tmp_path: Path) -> None:
    promoted = as_promoted([_promotion()])
    _build(tmp_path, Promoted())
    gate = _build(tmp_path, promoted)
    assert gate.unanswered == ()
    served = current_id(tmp_path)
    with pytest.raises(BuildRefusedError) as refused:
        _build(tmp_path, Promoted(), promoted)
    assert "promoted, no longer answered right: what about grapefruit" in str(refused.value)
    assert current_id(tmp_path) == served


def test_one_that_is_not_right_yet_is_told_and_holds_nothing_up(tmp_path: Path) -> None:
    wanted = as_promoted([_promotion(answer=None, text="grapefruit", grades={"NCT00000002": 3})])
    _build(tmp_path, Promoted())
    other = as_promoted([_promotion(text="what about oranges")])
    gate = _build(tmp_path, other, wanted)
    assert [question.text for question in gate.unanswered] == ["grapefruit"]


def test_an_undone_promotion_leaves_with_its_document(tmp_path: Path) -> None:
    promoted = as_promoted([_promotion()])
    _build(tmp_path, promoted)
    _build(tmp_path, Promoted())
    assert ANSWER not in _reply(tmp_path, "what about grapefruit with everolimus")[0]


def test_grades_become_those_of_the_judged_questions() -> None:
    made = _promotion(answer=None, grades={"NCT00000001": 3, "NCT00000002": 2, "NCT00000003": 1})
    (question,) = as_promoted([made]).judged
    assert dict(question.grades) == {"NCT00000001": 2, "NCT00000002": 2, "NCT00000003": 1}


def test_what_should_not_be_answered_is_right_when_it_is_not(tmp_path: Path) -> None:
    asked = as_promoted(
        [_promotion(answer=None, answerable=False, text="trials for breast cancer")]
    )
    _build(tmp_path, Promoted())
    (outcome,) = ask_all(Answerer(Serving.open(tmp_path, open_words)), asked.judged)
    assert outcome.right


def test_carried_into_a_content_folder_all_is_read_again_and_counts_once(tmp_path: Path) -> None:
    questions = tmp_path / "questions"
    questions.mkdir()
    (questions / "queries.jsonl").write_text('{"id": "n001", "text": "PRRT?"}\n')
    (questions / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n")
    made = _promotion(text='what about "grapefruit" and everolimus', language="de")
    assert carry([made], tmp_path) == 1
    assert carry([made], tmp_path) == 0
    promoted = as_promoted([made])
    judged = read_judged(questions / "queries.jsonl", questions / "qrels.tsv")
    assert [(q.id, q.promoted) for q in judged][1:] == [(promoted.judged[0].id, True)]
    assert judged[1].grades == promoted.judged[0].grades
    assert load_corpus(tmp_path).documents == promoted.answers
    assert len(with_promoted(judged, promoted)) == 2
    assert len(with_answers(promoted.answers, promoted)) == 1

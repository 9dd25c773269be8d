"""Judged questions are read whole or not at all, and our own set covers what it promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.judged import read_judged
from content.corpus import load_corpus
from content.errors import ContentError

QRELS = "query-id\tcorpus-id\tscore\na\tNCT00000001\t2\na\tNCT00000002\t1\n"
LANGUAGES = {"en", "es", "de", "fr", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ar"}
KINDS = {
    "site", "therapy", "lookup", "status", "results", "age", "comparison", "followup", "concept",
    "news", "logistics", "advice", "off_topic", "unanswerable",
}  # fmt: skip


def _files(folder: Path, queries: str, qrels: str = QRELS) -> tuple[Path, Path]:
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder / "queries.jsonl", folder / "qrels.tsv"


def test_a_question_gets_its_grades_and_what_it_leaves_out(tmp_path: Path) -> None:
    (question,) = read_judged(*_files(tmp_path, '{"id": "a", "text": "lutetium?"}\n\n'))
    assert question.grades == {"NCT00000001": 2, "NCT00000002": 1}
    assert question.direct == {"NCT00000001"}
    assert (question.kind, question.lang, question.history) == ("trial", "en", ())
    assert question.answerable is True


@pytest.mark.parametrize(
    ("queries", "qrels", "complaint"),
    [
        ('{"id": "a", "text": "x"}\nnonsense\n', QRELS, "queries.jsonl:2: not JSON"),
        ('["a"]\n', QRELS, "queries.jsonl:1: expected an object"),
        ('{"id": "a"}\n', QRELS, 'queries.jsonl:1: expected an object with "id" and "text"'),
        ("\n", QRELS, "queries.jsonl: holds no questions"),
        ('{"id": "a", "text": "x"}\n', QRELS + "a\tb\tmuch\n", "qrels.tsv:4: expected"),
    ],
)
def test_a_fault_names_file_and_line(
    tmp_path: Path, queries: str, qrels: str, complaint: str
) -> None:
    with pytest.raises(ContentError) as told:
        read_judged(*_files(tmp_path, queries, qrels))
    assert complaint in str(told.value)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        read_judged(tmp_path / "none.jsonl", tmp_path / "none.tsv")


def test_our_own_set_has_all_kinds_and_languages() -> None:
    judged = read_judged()
    assert len(judged) >= 150
    assert {question.lang for question in judged} == LANGUAGES
    assert {question.kind for question in judged} >= KINDS
    assert Counter(len(question.id) for question in judged) == {4: len(judged)}
    assert len({question.id for question in judged}) == len(judged)
    assert len({(q.text.lower(), q.history) for q in judged}) == len(judged)


def test_our_own_set_judges_documents_that_exist() -> None:
    held = {document.doc_id for document in load_corpus().documents}
    assert [d for q in read_judged() for d in q.grades if d not in held] == []


def test_an_answerable_question_has_a_direct_answer_and_no_other_has() -> None:
    assert [q.id for q in read_judged() if q.answerable != bool(q.direct)] == []

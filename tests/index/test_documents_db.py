"""documents.db is read one row at a time, so every read must find its row without a scan."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index.documents_db import _PASSAGES, DocumentsDatabase, write_documents
from index.passages import passages_of
from tests.index.corpora import CORPUS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    passages = [passage for document in CORPUS for passage in passages_of(document)]
    write_documents(tmp_path / "documents.db", CORPUS, passages, [None] * len(CORPUS))
    return tmp_path / "documents.db"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT document FROM documents WHERE number = ?",
        f"{_PASSAGES} WHERE passages.number = ? ORDER BY passages.number",
        f"{_PASSAGES} WHERE passages.document = ? ORDER BY passages.number",
    ],
)
def test_no_read_of_one_row_looks_at_all_of_them(path: Path, query: str) -> None:
    plan = sqlite3.connect(path).execute(f"EXPLAIN QUERY PLAN {query}", (0,)).fetchall()
    assert [step[3] for step in plan if step[3].startswith("SCAN")] == []


def test_passages_come_back_by_document_and_by_number(path: Path) -> None:
    database = DocumentsDatabase(path)
    for number, document in enumerate(CORPUS):
        assert database.passages(number) == tuple(passages_of(document))
    assert database.passage(0) == database.passages(0)[0]
    database.close()


def test_a_corpus_without_passages_can_be_written(tmp_path: Path) -> None:
    write_documents(tmp_path / "documents.db", CORPUS[:1], [], [None])
    assert DocumentsDatabase(tmp_path / "documents.db").ids_and_kinds()[0][0] == CORPUS[0].doc_id

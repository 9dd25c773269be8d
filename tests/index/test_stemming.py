"""Words are cut and stemmed by FTS5 and by nothing else."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from index.stemming import stems, stems_of_all


def test_endings_case_and_accents_do_not_matter() -> None:
    assert stems("Tumours, TUMOUR; ensayó") == ["tumour", "tumour", "ensayo"]


def test_hyphens_quotes_and_operators_are_only_gaps() -> None:
    assert stems('177Lu-DOTATATE "AND" NEAR(a*) OR col:x') == [
        "177lu", "dotat", "and", "near", "a", "or", "col", "x",
    ]  # fmt: skip


def test_many_texts_at_once_are_stemmed_like_one_at_a_time() -> None:
    texts = ["running trials", "", "trials of running"]
    assert stems_of_all(texts) == [stems(text) for text in texts]


def test_threads_get_the_same_stems() -> None:
    texts = [f"unheard{number} trials" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(stems, texts))
    assert found == [[f"unheard{number}", "trial"] for number in range(200)]


@given(st.lists(st.sampled_from(["running", "studies", "ñandú", "x9", "ΑΒΓ", "опухоль"])))
def test_stems_are_those_that_fts5_itself_indexes(words: list[str]) -> None:
    database = sqlite3.connect(":memory:")
    tokenize = "tokenize = 'porter unicode61 remove_diacritics 2'"
    database.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, {tokenize})")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    database.execute("INSERT INTO t VALUES (?)", (" ".join(words),))
    rows = database.execute("SELECT term FROM v ORDER BY offset").fetchall()
    database.close()
    assert stems(" ".join(words)) == [term for (term,) in rows]


@given(st.text())
def test_nothing_a_patient_types_breaks_it(text: str) -> None:
    assert all(isinstance(stem, str) for stem in stems(text))

"""BM25 over weighted fields, computed by hand where it can be."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SnapshotError
from index.fields import FIELDS, WEIGHTS
from index.words import K1, B, WeightedTerm, WordIndex

EVEN = dict.fromkeys(FIELDS, 1.0)


def _row(**fields: str) -> tuple[str, ...]:
    return tuple(fields.get(name, "") for name in FIELDS)


def _index(*rows: tuple[str, ...]) -> WordIndex:
    return WordIndex.of(rows)


def _found(index: WordIndex, *terms: str) -> list[int]:
    return [number for number, _ in index.search([WeightedTerm(term) for term in terms])]


def test_a_score_is_bm25_as_computed_by_hand() -> None:
    index = _index(_row(body="lung lung net"), _row(body="liver"), _row(body="x")).with_weights(
        EVEN
    )
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    length = K1 * (1 - B + B * 3 / (5 / 3))
    expected = rarity * 2 * (K1 + 1) / (2 + length)
    ((number, score),) = index.search([WeightedTerm("lung")])
    assert number == 0
    assert score == pytest.approx(expected, rel=1e-5)


def test_a_title_counts_more_than_an_exclusion() -> None:
    index = _index(
        _row(eligibility_exclusion="octreotide and rest"), _row(title="octreotide and rest")
    )
    assert _found(index, "octreotide") == [1, 0]


def test_a_terms_weight_scales_its_score() -> None:
    index = _index(_row(title="lung"), _row(title="liver"))
    (full,) = index.search([WeightedTerm("lung")])
    (half,) = index.search([WeightedTerm("lung", 0.5)])
    assert half[1] == pytest.approx(full[1] / 2)


def test_field_weights_are_a_parameter() -> None:
    index = _index(_row(title="lung"), _row(body="lung"))
    turned = {**WEIGHTS, "title": 0.1, "body": 9.0}
    assert _found(index, "lung") == [0, 1]
    assert _found(index.with_weights(turned), "lung") == [1, 0]


def test_two_words_are_a_phrase_in_their_order_within_one_field() -> None:
    index = _index(
        _row(title="carcinoid syndrome"),
        _row(title="syndrome carcinoid"),
        _row(title="carcinoid", body="syndrome"),
        _row(body="a carcinoid syndrome, then another Carcinoid-Syndrome"),
    )
    assert sorted(_found(index, "carcinoid syndrome")) == [0, 3]
    assert index.document_frequency("carcinoid syndromes") == 2


def test_only_allowed_documents_are_found_and_the_limit_comes_after() -> None:
    index = _index(*(_row(title="lung") for _ in range(10)))
    allowed = np.zeros(10, dtype=bool)
    allowed[[7, 8]] = True
    found = index.search([WeightedTerm("lung")], limit=5, allowed=allowed)
    assert [number for number, _ in found] == [7, 8]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "unheard", "lung unheard", '"', "*", "NEAR("])
def test_what_is_in_no_document_finds_none(text: str) -> None:
    assert _found(_index(_row(title="lung"), _row(body="liver")), text) == []


def test_stems_are_listed_by_their_beginning() -> None:
    index = _index(_row(title="lutetium lutathera lung"))
    assert index.starting_with("lut") == ["lutathera", "lutetium"]
    assert index.starting_with("lut", limit=1) == ["lutathera"]
    assert index.starting_with("zz") == []


def test_an_index_read_from_the_disk_answers_like_the_one_written(tmp_path: Path) -> None:
    index = _index(_row(title="lung carcinoid"), _row(body="carcinoid"))
    index.write(tmp_path / "words")
    again = WordIndex.open(tmp_path / "words")
    terms = [WeightedTerm("lung carcinoid"), WeightedTerm("carcinoid", 0.5)]
    assert again.search(terms) == index.search(terms)


@pytest.mark.parametrize("name", ["terms.json", "positions.npy", "documents.txt"])
def test_a_damaged_index_is_an_error_that_says_what_to_do(tmp_path: Path, name: str) -> None:
    _index(_row(title="lung")).write(tmp_path / "words")
    (tmp_path / "words" / name).write_bytes(b"\x00broken")
    with pytest.raises(SnapshotError, match="nettrials build --full"):
        WordIndex.open(tmp_path / "words")


_words = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8).map(" ".join)


@given(
    st.lists(_words, min_size=1, max_size=5),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=3),
)
@settings(deadline=None)
def test_a_phrase_is_found_exactly_where_it_stands(texts: list[str], phrase: list[str]) -> None:
    index = _index(*(_row(body=text) for text in texts))
    wanted = " ".join(phrase)
    standing = [n for n, text in enumerate(texts) if f" {wanted} " in f" {text} "]
    assert sorted(_found(index, wanted)) == standing

"""The nearest vectors, with the filter before the search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.vectors import VectorIndex, cosines

FLAT, LISTS = 10**9, 0
"""`exact_up_to` for the two kinds of index."""


def _vectors(count: int = 2000, dimensions: int = 16) -> NDArray[np.float32]:
    made = np.random.default_rng(7).normal(size=(count, dimensions)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_a_flat_index_finds_the_exact_nearest() -> None:
    vectors = _vectors()
    expected = np.argsort(-(vectors @ vectors[5]))[:10].tolist()
    assert [n for n, _ in VectorIndex.of(vectors).search(vectors[5], 10)] == expected


@pytest.mark.parametrize("exact_up_to", [FLAT, LISTS])
def test_a_rare_filter_loses_nothing(exact_up_to: int) -> None:
    vectors = _vectors()
    allowed = np.zeros(len(vectors), dtype=bool)
    allowed[[3, 500, 1999]] = True
    index = VectorIndex.of(vectors, exact_up_to=exact_up_to)
    found = index.search(vectors[500], 10, allowed)
    assert {number for number, _ in found} == {3, 500, 1999}
    assert found[0][0] == 500
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_nothing_allowed_finds_nothing() -> None:
    vectors = _vectors(10)
    assert VectorIndex.of(vectors).search(vectors[0], 5, np.zeros(10, dtype=bool)) == []


def test_a_limit_beyond_the_size_finds_all() -> None:
    vectors = _vectors(3)
    assert len(VectorIndex.of(vectors).search(vectors[0], 50)) == 3


@pytest.mark.parametrize("exact_up_to", [FLAT, LISTS])
def test_written_vectors_come_back_unchanged(tmp_path: Path, exact_up_to: int) -> None:
    vectors = _vectors(300)
    VectorIndex.of(vectors, exact_up_to=exact_up_to).write(tmp_path / "v")
    index = VectorIndex.open(tmp_path / "v")
    assert (index.count, index.dimensions) == (300, 16)
    np.testing.assert_array_equal(index.vectors(np.array([9, 2])), vectors[[9, 2]])
    assert index.vectors(np.array([], dtype=np.int64)).shape == (0, 16)


def test_scores_are_the_cosine_of_every_passage() -> None:
    vectors = _vectors(50)
    np.testing.assert_allclose(
        VectorIndex.of(vectors).scores(vectors[1]), vectors @ vectors[1], atol=1e-6
    )


def test_a_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"not vectors")
    with pytest.raises(SnapshotError, match="nettrials build --full"):
        VectorIndex.open(tmp_path / "v")


def test_cosines_are_the_inner_product_of_each_row() -> None:
    rows = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)
    assert cosines(rows, np.array([0.6, 0.8], dtype=np.float32)).tolist() == pytest.approx(
        [0.6, 1.0]
    )

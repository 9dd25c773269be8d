"""A snapshot is opened whole or not at all, and says what to do when it cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from content.documents import Kind
from index.build import build
from index.errors import SnapshotError
from index.manifest import FORMAT
from index.published import snapshots_folder
from index.reuse import Features
from index.snapshot import Snapshot, open_snapshot
from index.vectors import VectorIndex
from index.words import WeightedTerm
from tests.index.corpora import CORPUS, EVEROLIMUS, LUTETIUM, PRRT
from tests.index.doubles import WordHashEncoder, open_words, vector_of

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published snapshot of CORPUS."""
    features = Features(of=lambda document: {"letters": len(document.doc_id)}, version="1")
    report = build(CORPUS, tmp_path, WordHashEncoder(), features=features, open_encoder=open_words)
    return snapshots_folder(tmp_path) / report.snapshot_id


def _open(folder: Path, *, verify: bool = False) -> Snapshot:
    return open_snapshot(folder, verify=verify, open_encoder=open_words)


def _edit_manifest(folder: Path, edit: Edit) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    edit(content)
    path.write_text(json.dumps(content))


def test_every_document_comes_back(folder: Path) -> None:
    snapshot = _open(folder, verify=True)
    assert snapshot.doc_ids == ("NCT00000001", "NCT00000002", "prrt")
    assert snapshot.kinds == (Kind.TRIAL, Kind.TRIAL, Kind.TERM)
    assert list(snapshot.documents()) == [LUTETIUM, EVEROLIMUS, PRRT]
    assert snapshot.document("prrt") == PRRT
    assert snapshot.document_at(1) == EVEROLIMUS
    assert snapshot.features == [{"letters": 11}, {"letters": 11}, {"letters": 4}]


def test_an_unknown_id_is_none_and_no_error(folder: Path) -> None:
    snapshot = _open(folder)
    unknown = "NCT99999999"
    assert (snapshot.document(unknown), snapshot.number_of(unknown)) == (None, None)
    assert snapshot.passages(unknown) == ()


def test_passages_words_and_vectors_count_alike(folder: Path) -> None:
    snapshot = _open(folder)
    for number in range(snapshot.manifest.passages):
        passage = snapshot.passage(number)
        ((nearest, cosine), *_) = snapshot.vectors.search(vector_of(passage.text), 1)
        assert snapshot.passage(nearest).text == passage.text
        assert cosine == pytest.approx(1.0, abs=1e-5)
        assert snapshot.doc_ids[snapshot.passage_documents[number]] == passage.doc_id
    assert snapshot.words.search([WeightedTerm("everolimus")])[0][0] == 1


def test_a_question_finds_the_document_whose_passage_is_nearest(folder: Path) -> None:
    snapshot = _open(folder)
    cosines = snapshot.document_cosines(snapshot.encoder.encode("everolimus for lung carcinoid"))
    assert snapshot.doc_ids[int(np.argmax(cosines))] == "NCT00000002"


def test_a_mask_over_documents_becomes_one_over_passages(folder: Path) -> None:
    snapshot = _open(folder)
    mask = snapshot.passages_allowed(np.array([False, False, True]))
    found = snapshot.vectors.search(vector_of("lutetium"), 50, mask)
    assert {snapshot.passage(number).doc_id for number, _ in found} == {"prrt"}


def test_many_threads_read_one_snapshot(folder: Path) -> None:
    snapshot = _open(folder)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(snapshot.document, ["prrt", "NCT00000001"] * 100))
    assert found == [PRRT, LUTETIUM] * 100


@pytest.mark.parametrize(
    "name", ["documents.db", "vectors.faiss", "words/positions.npy", "encoder/encoder.json"]
)
def test_a_missing_a_cut_and_a_changed_file_are_found(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(SnapshotError, match="not as it was written; run 'nettrials build'"):
        _open(folder, verify=True)
    path.write_bytes(whole[:-1])
    with pytest.raises(SnapshotError, match="bytes where the manifest says"):
        _open(folder)
    path.unlink()
    with pytest.raises(SnapshotError, match="missing; run 'nettrials build'"):
        _open(folder)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda m: m.update(format=FORMAT + 1), f"has format {FORMAT + 1} and this version reads"),
        (lambda m: m.update(dimensions=384), "64 dimensions where the manifest says 384"),
        (lambda m: m.update(documents=2), "3 documents where the manifest says 2"),
        (lambda m: m.update(passages=1), "passages where the manifest says 1"),
        (lambda m: m.pop("model"), "missing or damaged"),
        (lambda m: m.pop("files"), "missing or damaged"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_with_a_remedy(
    folder: Path, edit: Edit, message: str
) -> None:
    _edit_manifest(folder, edit)
    with pytest.raises(SnapshotError, match=f"(?s){message}.*run 'nettrials build"):
        _open(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3"])
def test_a_manifest_that_is_none_is_refused_with_a_remedy(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(SnapshotError, match="missing or damaged"):
        _open(folder)


def test_vectors_of_other_dimensions_are_refused(folder: Path) -> None:
    count = _open(folder).manifest.passages
    VectorIndex.of(np.eye(count, 32, dtype=np.float32)).write(folder / "vectors.faiss")
    size = (folder / "vectors.faiss").stat().st_size
    _edit_manifest(folder, lambda m: m["files"]["vectors.faiss"].update(size=size))
    with pytest.raises(SnapshotError, match="32 dimensions where the manifest says 64"):
        _open(folder)


def test_a_question_encoder_of_other_dimensions_is_refused(folder: Path) -> None:
    (folder / "encoder" / "encoder.json").write_text('{"dimensions": 16}')
    with pytest.raises(SnapshotError, match="run 'nettrials build --full'"):
        _ = _open(folder).encoder


def test_another_model_than_the_one_set_is_refused(folder: Path) -> None:
    with pytest.raises(SnapshotError, match="built with the model word-hash"):
        open_snapshot(folder, model_sha256="f" * 64)

"""A build encodes what changed, publishes in one step, and fails without harm."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from content.documents import Document, Trial
from content.records import OverallStatus
from index.build import BuildReport, build
from index.errors import BuildBusyError, BuildRefusedError, SnapshotError
from index.home import open_current
from index.lock import build_lock
from index.progress import Progress, Stage
from index.published import current_id, snapshot_ids, snapshots_folder
from index.reuse import Features
from index.snapshot import Snapshot
from tests.index.corpora import CORPUS, EVEROLIMUS, LUTETIUM, PRRT, many
from tests.index.doubles import WordHashEncoder, open_words, vector_of

CLOSED = replace(LUTETIUM, record=replace(LUTETIUM.record, overall_status=OverallStatus.COMPLETED))


def _build(
    home: Path,
    documents: Sequence[Document] = CORPUS,
    encoder: WordHashEncoder | None = None,
    *,
    full: bool = False,
) -> BuildReport:
    model = encoder or WordHashEncoder()
    return build(documents, home, model, full=full, open_encoder=open_words)


def _vectors(home: Path) -> NDArray[np.float32]:
    snapshot = open_current(home, open_encoder=open_words)
    return snapshot.vectors.vectors(np.arange(snapshot.manifest.passages))


def test_the_first_build_encodes_everything(tmp_path: Path) -> None:
    report = _build(tmp_path)
    assert (report.documents, report.reused, report.encoded) == (3, 0, report.passages)
    assert report.added == ("NCT00000001", "NCT00000002", "prrt")


def test_the_second_build_asks_the_encoder_for_nothing(tmp_path: Path) -> None:
    _build(tmp_path)
    encoder = WordHashEncoder()
    report = _build(tmp_path, encoder=encoder)
    assert encoder.asked == []
    assert (report.encoded, report.reused) == (0, report.passages)
    assert (report.added, report.removed, report.changed) == ((), (), ())


def test_only_new_words_are_encoded_and_vectors_taken_over_are_the_same(tmp_path: Path) -> None:
    _build(tmp_path)
    encoder = WordHashEncoder()
    worded = replace(PRRT, short="a drip that carries radiation")
    _build(tmp_path, (LUTETIUM, EVEROLIMUS, worded), encoder)
    incremental = _vectors(tmp_path)
    _build(tmp_path, (LUTETIUM, EVEROLIMUS, worded), full=True)
    assert encoder.asked == ["PRRT: a drip that carries radiation.\nA drug."]
    np.testing.assert_array_equal(incremental, _vectors(tmp_path))


def test_a_changed_status_is_reported_and_costs_no_encoding(tmp_path: Path) -> None:
    _build(tmp_path)
    report = _build(tmp_path, (CLOSED, EVEROLIMUS))
    assert report.encoded == 0
    assert (report.changed, report.removed) == (("NCT00000001",), ("prrt",))
    assert open_current(tmp_path, open_encoder=open_words).document("NCT00000001") == CLOSED


def test_a_full_build_and_another_model_take_nothing_over(tmp_path: Path) -> None:
    passages = _build(tmp_path).passages
    assert _build(tmp_path, full=True).encoded == passages
    assert _build(tmp_path, encoder=WordHashEncoder(sha256="1" * 64)).encoded == passages
    assert _build(tmp_path, encoder=WordHashEncoder(32, "2" * 64)).encoded == passages


def test_vectors_are_never_taken_from_a_damaged_snapshot(tmp_path: Path) -> None:
    broken = _build(tmp_path).snapshot_id
    path = snapshots_folder(tmp_path) / broken / "vectors.faiss"
    whole = path.read_bytes()
    path.write_bytes(whole[:-4] + b"\0\0\0\0")
    assert _build(tmp_path).reused == 0


def test_features_are_taken_over_until_their_version_changes(tmp_path: Path) -> None:
    asked: list[str] = []

    def describe(document: Document) -> list[str]:
        asked.append(document.doc_id)
        return [document.doc_id.lower()]

    def run(documents: Sequence[Document], version: str) -> list[str]:
        asked.clear()
        features = Features(describe, version)
        build(documents, tmp_path, WordHashEncoder(), features=features, open_encoder=open_words)
        return list(asked)

    assert run(CORPUS, "1") == ["NCT00000001", "NCT00000002", "prrt"]
    assert run((CLOSED, EVEROLIMUS, PRRT), "1") == ["NCT00000001"]
    assert run((CLOSED, EVEROLIMUS, PRRT), "2") == ["NCT00000001", "NCT00000002", "prrt"]
    snapshot = open_current(tmp_path, open_encoder=open_words)
    assert snapshot.features == [["nct00000001"], ["nct00000002"], ["prrt"]]


def test_equal_corpora_have_equal_hashes_in_any_order(tmp_path: Path) -> None:
    def corpus_hash(documents: Sequence[Document]) -> str:
        _build(tmp_path, documents)
        return open_current(tmp_path, open_encoder=open_words).manifest.corpus_sha256

    assert corpus_hash(CORPUS) == corpus_hash(CORPUS[::-1])
    assert corpus_hash(CORPUS) != corpus_hash(CORPUS[:2])


def test_progress_reaches_the_end_of_every_stage(tmp_path: Path) -> None:
    told: list[Progress] = []
    build(many(20), tmp_path, WordHashEncoder(), progress=told.append, open_encoder=open_words)
    assert list(dict.fromkeys(each.stage for each in told)) == list(Stage)
    encoding = [each.done for each in told if each.stage is Stage.ENCODING]
    assert encoding == sorted(encoding)
    assert [each.done for each in told if each.stage is Stage.READING][-1] == 20


def test_a_refused_build_keeps_what_was_served(tmp_path: Path) -> None:
    served = _build(tmp_path).snapshot_id
    compared: list[tuple[int, str | None]] = []

    def refuse(fresh: Snapshot, old: Snapshot | None) -> None:
        compared.append((len(fresh.doc_ids), old.snapshot_id if old else None))
        raise BuildRefusedError("worse on 'is there a trial for lung carcinoid?'")

    with pytest.raises(BuildRefusedError, match="lung carcinoid"):
        build(many(2), tmp_path, WordHashEncoder(), approve=refuse, open_encoder=open_words)
    assert compared == [(2, served)]
    assert (current_id(tmp_path), snapshot_ids(tmp_path)) == (served, [served])
    assert [path.name for path in snapshots_folder(tmp_path).iterdir()] == [served]


class _FailingEncoder(WordHashEncoder):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def encode(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        yield np.stack([vector_of(texts[0])])
        raise self._error


def test_a_full_disk_is_one_line_and_leaves_nothing_behind(tmp_path: Path) -> None:
    served = _build(tmp_path).snapshot_id
    full = OSError(errno.ENOSPC, "No space left on device", "vectors.faiss")
    with pytest.raises(SnapshotError, match=r"No space left on device.*vectors.faiss.*free some"):
        build(many(2), tmp_path, _FailingEncoder(full), open_encoder=open_words)
    assert [path.name for path in snapshots_folder(tmp_path).iterdir()] == [served]


def test_two_builds_do_not_collide(tmp_path: Path) -> None:
    with build_lock(tmp_path), pytest.raises(BuildBusyError, match="another build"):
        _build(tmp_path)
    assert _build(tmp_path).documents == 3


def test_what_a_dead_build_left_is_removed(tmp_path: Path) -> None:
    for name in (".building-20200101-000000-000000", ".removing-20200101-000000-000000"):
        (snapshots_folder(tmp_path) / name).mkdir(parents=True)
    served = _build(tmp_path).snapshot_id
    assert [path.name for path in snapshots_folder(tmp_path).iterdir()] == [served]


def test_an_empty_corpus_and_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no documents"):
        _build(tmp_path, ())
    with pytest.raises(SnapshotError, match="two documents are called NCT00000001"):
        _build(tmp_path, (LUTETIUM, Trial(LUTETIUM.record, "Another")))


def test_building_and_searching_import_no_torch_when_nothing_is_encoded() -> None:
    script = (
        "import sys, tempfile, pathlib\n"
        "from tests.index.corpora import CORPUS\n"
        "from tests.index.doubles import WordHashEncoder, open_words\n"
        "from index.build import build\n"
        "from index.home import open_current\n"
        "home = pathlib.Path(tempfile.mkdtemp())\n"
        "build(CORPUS, home, WordHashEncoder(), open_encoder=open_words)\n"
        "open_current(home, open_encoder=open_words).encoder.encode('lung')\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"

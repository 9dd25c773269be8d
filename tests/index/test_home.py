"""Which snapshot is served: published in one step, rolled back, pruned, survived."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.documents import Document
from index.build import build
from index.errors import NoSnapshotError, SnapshotError
from index.home import list_snapshots, open_current, open_newest_good, prune, rollback
from index.published import current_id, snapshot_ids, snapshots_folder
from tests.index.corpora import CORPUS
from tests.index.doubles import WordHashEncoder, open_words


def _built(home: Path, documents: tuple[Document, ...] = CORPUS, keep: int = 9) -> str:
    encoder = WordHashEncoder()
    return build(documents, home, encoder, keep=keep, open_encoder=open_words).snapshot_id


def _break(home: Path, snapshot_id: str) -> None:
    (snapshots_folder(home) / snapshot_id / "vectors.faiss").write_bytes(b"broken")


def test_the_last_build_is_served(tmp_path: Path) -> None:
    _built(tmp_path)
    last = _built(tmp_path)
    assert open_current(tmp_path, open_encoder=open_words).snapshot_id == last


def test_a_home_without_a_snapshot_says_build_first(tmp_path: Path) -> None:
    for open_one in (open_current, open_newest_good):
        with pytest.raises(NoSnapshotError, match="run 'nettrials build'"):
            open_one(tmp_path)


def test_a_damaged_snapshot_falls_back_to_the_one_before_and_says_so(tmp_path: Path) -> None:
    good, bad = _built(tmp_path), _built(tmp_path)
    _break(tmp_path, bad)
    opened = open_newest_good(tmp_path, open_encoder=open_words)
    assert opened.snapshot.snapshot_id == good
    assert len(opened.problems) == 1
    assert bad in opened.problems[0]


def test_when_none_is_good_every_one_is_named(tmp_path: Path) -> None:
    ids = [_built(tmp_path), _built(tmp_path)]
    for snapshot_id in ids:
        _break(tmp_path, snapshot_id)
    with pytest.raises(SnapshotError, match=f"(?s){ids[1]}.*{ids[0]}"):
        open_newest_good(tmp_path, open_encoder=open_words)


@pytest.mark.parametrize("text", ["", "../../etc", "20200101-000000-000000\n", "\0\xff"])
def test_a_damaged_current_names_the_remedy_and_does_not_stop_the_service(
    tmp_path: Path, text: str
) -> None:
    built = _built(tmp_path)
    (tmp_path / "CURRENT").write_text(text, encoding="latin-1")
    with pytest.raises(SnapshotError, match=r"run 'nettrials (rollback|build)'"):
        open_current(tmp_path, open_encoder=open_words)
    assert open_newest_good(tmp_path, open_encoder=open_words).snapshot.snapshot_id == built


def test_rollback_returns_to_the_one_before_and_from_there_further(tmp_path: Path) -> None:
    first, second, _third = _built(tmp_path), _built(tmp_path), _built(tmp_path)
    assert rollback(tmp_path) == second
    assert rollback(tmp_path) == first
    assert current_id(tmp_path) == first


def test_rollback_goes_to_a_snapshot_by_name_forward_too(tmp_path: Path) -> None:
    first, second = _built(tmp_path), _built(tmp_path)
    rollback(tmp_path, first)
    assert rollback(tmp_path, second) == second


def test_rollback_skips_a_damaged_snapshot(tmp_path: Path) -> None:
    first, second, _third = _built(tmp_path), _built(tmp_path), _built(tmp_path)
    _break(tmp_path, second)
    assert rollback(tmp_path) == first


@pytest.mark.parametrize("wanted", [None, "20200101-000000-000000", "../x"])
def test_rollback_to_nowhere_is_refused_and_changes_nothing(
    tmp_path: Path, wanted: str | None
) -> None:
    built = _built(tmp_path)
    with pytest.raises(SnapshotError):
        rollback(tmp_path, wanted)
    assert current_id(tmp_path) == built


def test_the_list_shows_what_is_served_and_what_is_broken(tmp_path: Path) -> None:
    first, second = _built(tmp_path), _built(tmp_path)
    _break(tmp_path, first)
    entries = list_snapshots(tmp_path)
    assert [(entry.snapshot_id, entry.current) for entry in entries] == [
        (second, True),
        (first, False),
    ]
    assert [entry.problem is None for entry in entries] == [True, False]


def test_a_build_keeps_three_and_always_the_one_served(tmp_path: Path) -> None:
    ids = [_built(tmp_path, keep=3) for _ in range(5)]
    assert snapshot_ids(tmp_path) == ids[:1:-1]
    rollback(tmp_path, ids[2])
    assert prune(tmp_path, keep=1) == (ids[3],)
    assert snapshot_ids(tmp_path) == [ids[4], ids[2]]


def test_an_open_snapshot_is_read_on_after_it_was_pruned(tmp_path: Path) -> None:
    _built(tmp_path)
    snapshot = open_current(tmp_path, open_encoder=open_words)
    _built(tmp_path, keep=1)
    assert [snapshot.document(each.doc_id) for each in CORPUS] == list(CORPUS)

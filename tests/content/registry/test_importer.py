"""A sync from files: every shape that studies come in, and one clear line for every bad file."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.errors import ContentError
from content.registry import importer
from content.registry.importer import sync_from
from content.registry.store import RegistryStore
from tests.content.registry.studies import Raw, nct_id, study
from tests.shared_data import SHARED, needs_shared

STUDIES = [study(n) for n in range(1, 4)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RegistryStore]:
    with RegistryStore(tmp_path / "home" / "registry.db") as opened:
        yield opened


def lines(studies: list[Raw]) -> str:
    return "".join(json.dumps(item) + "\n" for item in studies)


def write(folder: Path, name: str, studies: list[Raw]) -> Path:
    path = folder / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, item in enumerate(studies):
                archive.writestr(f"NCT/{number}.json", json.dumps(item))
    elif name.endswith(".gz"):
        path.write_bytes(gzip.compress(lines(studies).encode()))
    elif name.endswith(".jsonl"):
        path.write_text(lines(studies), encoding="utf-8")
    elif name == "page.json":
        page = {"totalCount": len(studies), "nextPageToken": "x", "studies": studies}
        path.write_text(json.dumps(page, indent=2), encoding="utf-8")
    elif name == "page_last.json":
        path.write_text(json.dumps({"studies": studies, "totalCount": 3}), encoding="utf-8-sig")
    else:
        path.write_text(json.dumps(studies, indent=1), encoding="utf-8")
    return path


def ids(store: RegistryStore) -> list[str]:
    return [record.nct_id for record in store.records()]


@pytest.mark.parametrize(
    "name",
    ["list.json", "page.json", "page_last.json", "a.jsonl", "a.jsonl.gz", "A.JSONL.GZ", "bulk.zip"],
)
def test_every_kind_of_file_is_read(store: RegistryStore, tmp_path: Path, name: str) -> None:
    if name.isupper():
        path = write(tmp_path, name.lower(), STUDIES).rename(tmp_path / name)
    else:
        path = write(tmp_path, name, STUDIES)
    report = sync_from(path, store)
    assert report.counts.added == 3
    assert report.finished is not None
    assert ids(store) == [nct_id(n) for n in (1, 2, 3)]


def test_a_single_study_is_read(store: RegistryStore, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(study(7)), encoding="utf-8")
    sync_from(path, store)
    assert ids(store) == [nct_id(7)]


def test_a_folder_is_read_with_all_it_holds(store: RegistryStore, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    write(folder, "a.jsonl", [study(1)])
    write(folder / "deep", "b.zip", [study(2)])
    (folder / "notes.txt").write_text("not a study", encoding="utf-8")
    assert sync_from(folder, store).counts.added == 2


def test_a_bad_file_in_a_folder_is_named_and_the_others_are_kept(
    store: RegistryStore, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "a.jsonl", [study(1)])
    (folder / "b.json").write_text("<html>", encoding="utf-8")
    write(folder, "c.jsonl", [study(3)])
    report = sync_from(folder, store)
    assert ids(store) == [nct_id(1), nct_id(3)]
    assert len(report.faults) == 1
    assert "b.json" in report.faults[0]
    assert report.lines()[-1].startswith("Not used: ")


def test_a_large_list_is_read_element_by_element(
    store: RegistryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.registry.json_stream.CHUNK", 50)
    path = write(tmp_path, "list.json", [study(n) for n in range(1, 40)])
    assert sync_from(path, store).counts.added == 39


def test_a_broken_record_is_set_aside_with_its_reason(store: RegistryStore, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    deep = "[" * 100_000
    path.write_text(
        f"{json.dumps(study(1))}\n{{broken\n[1]\n\n{deep}\n{json.dumps(study(2))}\n",
        encoding="utf-8",
    )
    report = sync_from(path, store)
    assert report.counts.added == 2
    assert [item.record for item in report.set_aside] == ["line 2", "line 3", "line 4"]
    assert [item.reason.split(" (")[0] for item in report.set_aside] == [
        "not JSON",
        "not an object",
        "nested too deeply",
    ]


def test_a_broken_file_in_a_zip_is_set_aside_by_its_name(
    store: RegistryStore, tmp_path: Path
) -> None:
    path = write(tmp_path, "bulk.zip", STUDIES)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("NCT/broken.json", b'{"protocolSection"')
        archive.writestr("NCT/bytes.json", b"\xff\xfe\x00")
        archive.writestr("README.txt", "read me")
    report = sync_from(path, store)
    assert report.counts.added == 3
    assert [item.record for item in report.set_aside] == ["NCT/broken.json", "NCT/bytes.json"]


def bad_file(folder: Path, kind: str) -> Path:
    whole = write(folder, "whole.zip", STUDIES).read_bytes()
    packed = gzip.compress(lines(STUDIES * 50).encode())
    name, body = {
        "missing": ("missing.json", None),
        "empty": ("a.json", b""),
        "blank": ("a.json", b" \n "),
        "blank lines": ("a.jsonl", b"\n\n"),
        "html": ("a.json", b"<!DOCTYPE html><title>Error"),
        "html lines": ("a.jsonl", b"<html>\n<p>\n"),
        "no json": ("a.json", b"Service unavailable"),
        "no json lines": ("a.jsonl", b"Service\nunavailable"),
        "cut list": ("a.json", json.dumps(STUDIES).encode()[:-40]),
        "cut zip": ("a.zip", whole[:-30]),
        "damaged zip": ("a.zip", whole[:60] + bytes(40) + whole[100:]),
        "no zip": ("a.zip", b"<html>"),
        "cut gzip": ("a.jsonl.gz", packed[: len(packed) // 2]),
        "no gzip": ("a.jsonl.gz", b"plain"),
        "latin": ("a.jsonl", json.dumps(study(1)).encode() + b'\n{"a": "\xe9"}\n'),
        "other ending": ("a.csv", b"nct_id\n"),
        "no studies": ("a.json", b'[{"a": 1}, 2]'),
        "a number": ("a.json", b"7"),
    }[kind]
    path = folder / name
    if body is not None:
        path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "is not there"),
        ("empty", "is empty"),
        ("blank", "is empty"),
        ("blank lines", "no study that can be read"),
        ("html", "a web page"),
        ("html lines", "a web page"),
        ("no json", "not JSON"),
        ("no json lines", "no line is JSON"),
        ("cut list", "breaks off"),
        ("cut zip", "damaged or cut short"),
        ("damaged zip", "damaged or cut short"),
        ("no zip", "damaged or cut short"),
        ("cut gzip", "damaged or cut short"),
        ("no gzip", "damaged or cut short"),
        ("latin", "not UTF-8"),
        ("other ending", "expected .json"),
        ("no studies", "no study that can be read: no NCT id"),
        ("a number", "no study that can be read: not an object"),
    ],
)
def test_a_bad_file_is_one_clear_line_and_the_old_state_stays(
    store: RegistryStore, tmp_path: Path, kind: str, words: str
) -> None:
    sync_from(write(tmp_path, "good.jsonl", [study(9)]), store)
    with pytest.raises(ContentError) as caught:
        sync_from(bad_file(tmp_path, kind), store)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ids(store) == [nct_id(9)]
    latest = store.syncs.latest()
    assert latest is not None
    assert latest.source == "good.jsonl"


def test_a_file_over_the_limit_is_refused_unread(store: RegistryStore, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate((5 << 30) + 1)
    with pytest.raises(ContentError, match="larger than 4 GB"):
        sync_from(path, store)


def test_an_empty_folder_is_one_clear_line(store: RegistryStore, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(ContentError, match="holds no file of studies"):
        sync_from(tmp_path / "in", store)


def test_a_record_without_end_does_not_fill_the_memory(
    store: RegistryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.registry.json_stream.LONGEST_STUDY", 10_000)
    monkeypatch.setattr("content.registry.json_stream.CHUNK", 100)
    path = tmp_path / "a.json"
    path.write_text('["' + "x" * 100_000, encoding="utf-8")
    with pytest.raises(ContentError, match="not JSON"):
        sync_from(path, store)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(study(1)) + '\n"' + "x" * 15_000 + "\n", encoding="utf-8")
    assert sync_from(path, store).counts.added == 1


def test_progress_counts_up(store: RegistryStore, tmp_path: Path) -> None:
    seen: list[int] = []
    path = write(tmp_path, "a.jsonl", [study(n) for n in range(1, 600)])
    sync_from(path, store, lambda now, _total: seen.append(now))
    assert seen == [importer.BATCH, 2 * importer.BATCH, 599]


_IMPORT = """
import sys
from pathlib import Path
from content.registry.importer import sync_from
from content.registry.store import RegistryStore
with RegistryStore(Path(sys.argv[1])) as store:
    sync_from(Path(sys.argv[2]), store, lambda seen, total: print(seen, flush=True))
print("done", flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_store_that_can_be_used(tmp_path: Path) -> None:
    path, source = tmp_path / "registry.db", tmp_path / "in"
    source.mkdir()
    first, second = [study(n) for n in range(1, 501)], [study(n) for n in range(501, 2501)]
    with RegistryStore(path) as store:
        sync_from(write(source, "a.jsonl", first), store)
    write(source, "b.jsonl", second)
    for kill in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", _IMPORT, path, source / "b.jsonl"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
        ) as running:  # fmt: skip
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(0.03 * kill)
            running.send_signal(signal.SIGKILL)
        with RegistryStore(path) as store:
            kept = store.count()
            assert kept in (500, 2500)
            assert len(list(store.records())) == kept
            if kept == 2500:
                store._database.write("DELETE FROM records WHERE nct_id > ?", nct_id(500))
    with RegistryStore(path) as store:
        sync_from(source, store)
        assert store.count() == 2500


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(
    ("name", "count"), [("net.jsonl", 231), ("other.jsonl.gz", 938), ("scale.jsonl.gz", 27_212)]
)
def test_every_reference_record_goes_through(store: RegistryStore, name: str, count: int) -> None:
    report = sync_from(SHARED / "registry" / name, store)
    assert (report.counts.seen, report.counts.set_aside) == (count, 0)
    assert store.count(relevant_only=False) == count
    assert sum(1 for _ in store.records()) == store.count()


@pytest.mark.shared
@needs_shared
def test_the_recorded_answers_go_through(store: RegistryStore) -> None:
    report = sync_from(SHARED / "registry" / "responses", store)
    assert report.counts.set_aside == 0
    assert report.faults == ()

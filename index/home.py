"""The snapshots of one home: which there are, which is served, publish, roll back, prune.

    NETTRIALS_HOME/snapshots/<id>/           complete, never changed
                             .building-<id>/ a build at work, or one that was killed
                             .removing-<id>/ a snapshot on its way out
                   CURRENT                   the id that is served

Publishing is one rename of a folder that is already on the disk, then one replacement of CURRENT:
at whatever moment the process dies, CURRENT names a complete snapshot.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import NoSnapshotError, SnapshotError
from index.manifest import Manifest, compare_files, read_manifest
from index.published import current_id, snapshot_ids, snapshots_folder
from index.question_encoder import open_question_encoder
from index.snapshot import OpenEncoder, Snapshot, open_snapshot

KEPT = 3
_LEFTOVERS = (".building-*", ".removing-*", ".current-*")


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A snapshot in the list; `problem` says why it cannot be used, None when all is well."""

    snapshot_id: str
    path: Path
    manifest: Manifest | None
    current: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot that opened, and what was wrong with those tried before it."""

    snapshot: Snapshot
    problems: tuple[str, ...]


def new_id() -> str:
    """The name of a snapshot made now; names sort by age."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def open_current(
    home: Path, *, verify: bool = False, open_encoder: OpenEncoder = open_question_encoder
) -> Snapshot:
    """The snapshot that is served.

    Raises NoSnapshotError when nothing was ever built, SnapshotError when it cannot be used.
    """
    snapshot_id = current_id(home)
    if snapshot_id is None:
        if snapshot_ids(home):
            raise SnapshotError(f"{home / 'CURRENT'}: missing or damaged; run 'nettrials rollback'")
        raise NoSnapshotError(f"{home}: no snapshot yet; run 'nettrials build'")
    path = snapshots_folder(home) / snapshot_id
    return open_snapshot(path, verify=verify, open_encoder=open_encoder)


def open_newest_good(
    home: Path, *, verify: bool = False, open_encoder: OpenEncoder = open_question_encoder
) -> Opened:
    """The snapshot that is served or, when it is damaged, the best earlier one.

    Raises NoSnapshotError when there is none at all, SnapshotError when none can be used.
    """
    problems: list[str] = []
    for snapshot_id in _by_preference(home):
        path = snapshots_folder(home) / snapshot_id
        try:
            snapshot = open_snapshot(path, verify=verify, open_encoder=open_encoder)
        except SnapshotError as error:
            problems.append(str(error))
        else:
            return Opened(snapshot, tuple(problems))
    if problems:
        raise SnapshotError("; ".join(problems))
    raise NoSnapshotError(f"{home}: no snapshot yet; run 'nettrials build'")


def _by_preference(home: Path) -> Iterator[str]:
    """The current snapshot, those before it, newest first, then those after it."""
    names, current = snapshot_ids(home), current_id(home)
    if current is None:
        yield from names
        return
    yield current
    yield from (name for name in names if name < current)
    yield from (name for name in names if name > current)


def list_snapshots(home: Path) -> tuple[SnapshotEntry, ...]:
    """Every published snapshot, newest first, compared by size but not by hash."""
    current = current_id(home)
    return tuple(_entry(home, name, name == current) for name in snapshot_ids(home))


def _entry(home: Path, snapshot_id: str, current: bool) -> SnapshotEntry:
    path = snapshots_folder(home) / snapshot_id
    manifest, problem = None, None
    try:
        manifest = read_manifest(path)
        compare_files(path, manifest, hashes=False)
    except SnapshotError as error:
        problem = str(error)
    return SnapshotEntry(snapshot_id, path, manifest, current, problem)


def publish(home: Path, building: Path, snapshot_id: str) -> Path:
    """Makes the finished folder `building` the snapshot that is served; returns its new place."""
    for path in (*building.rglob("*"), building):
        _flush(path)
    published = snapshots_folder(home) / snapshot_id
    building.rename(published)
    _flush(published.parent)
    make_current(home, snapshot_id)
    return published


def make_current(home: Path, snapshot_id: str) -> None:
    """Lets CURRENT name `snapshot_id`, in one step."""
    aside = snapshots_folder(home) / f".current-{snapshot_id}"
    aside.write_text(f"{snapshot_id}\n", encoding="utf-8")
    _flush(aside)
    aside.replace(home / "CURRENT")
    _flush(home)


def rollback(home: Path, snapshot_id: str | None = None) -> str:
    """Serves an earlier snapshot: the one named, or the newest good one before the current one.

    Every file is compared by hash first. Returns its id. Raises SnapshotError, changing nothing.
    """
    current = current_id(home)
    wanted = [snapshot_id] if snapshot_id else _earlier(home, current)
    problems: list[str] = []
    for name in wanted:
        try:
            open_snapshot(_published(home, name), verify=True).close()
        except SnapshotError as error:
            problems.append(str(error))
        else:
            make_current(home, name)
            return name
    raise SnapshotError(
        "; ".join(problems) or "there is no earlier snapshot to return to; run 'nettrials build'"
    )


def _earlier(home: Path, current: str | None) -> list[str]:
    return [name for name in snapshot_ids(home) if current is None or name < current]


def _published(home: Path, snapshot_id: str) -> Path:
    if snapshot_id not in snapshot_ids(home):
        raise SnapshotError(
            f"there is no snapshot {snapshot_id!r}; 'nettrials snapshots' lists those there are"
        )
    return snapshots_folder(home) / snapshot_id


def prune(home: Path, keep: int = KEPT) -> tuple[str, ...]:
    """Removes all but the newest `keep` snapshots and the one that is served; returns their ids."""
    kept = {*snapshot_ids(home)[: max(keep, 1)], current_id(home)}
    gone = tuple(name for name in snapshot_ids(home) if name not in kept)
    for name in gone:
        # Renamed first: a kill in the middle must not leave half a snapshot under its own name.
        aside = snapshots_folder(home) / f".removing-{name}"
        (snapshots_folder(home) / name).rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
    return gone


def remove_leftovers(home: Path) -> None:
    """Removes what killed builds left. Only while holding the build lock."""
    for pattern in _LEFTOVERS:
        for path in snapshots_folder(home).glob(pattern):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Forces a file or a folder's list of names onto the disk."""
    if os.name == "nt" and path.is_dir():
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

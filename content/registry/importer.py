"""A sync without the internet: studies from files and folders into the store.

Takes what ClinicalTrials.gov hands out and what people make of it: `.json` (a study, a list, or a
page of the API), `.jsonl`, `.jsonl.gz` and the bulk `.zip`. A file is kept whole or not at all; a
study that cannot be read is set aside with its reason and the rest go on.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from content.errors import ContentError
from content.registry import json_stream
from content.registry.json_stream import Broken, NotStudiesError
from content.registry.report import Counts, Progress, SyncReport, silent
from content.registry.store import RegistryStore
from content.registry.study import SetAside, Study, read_or_set_aside

LARGEST_FILE = 4 << 30  # bytes
BATCH = 250  # studies kept at a time
ENDINGS = (".json", ".jsonl", ".jsonl.gz", ".zip")


def sync_from(path: Path, store: RegistryStore, progress: Progress = silent) -> SyncReport:
    """Bring the studies of `path`, a file or a folder of files, into `store`.

    Raises ContentError, one clear line, for a file that cannot be used; the store is then as it
    was. In a folder the other files are kept and the report names the faulty ones.
    """
    files = _files(path)
    seen = Counts()
    faults: list[str] = []
    store.judge_again()
    with store.transaction():
        sync_id = store.syncs.begin(path.name)
        for file in files:
            try:
                with store.part():
                    seen += _keep_file(file, store, sync_id, seen.seen, progress)
            except ContentError as error:
                if len(faults) + 1 == len(files):
                    raise
                faults.append(str(error))
        store.syncs.finish(sync_id)
    return store.syncs.report(sync_id).with_faults(faults)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ContentError(path, "is not there; give a file or a folder of studies")
    if path.is_file():
        _refuse_ending(path)
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and _ending(file))
    if not found:
        raise ContentError(path, f"holds no file of studies ({', '.join(ENDINGS)})")
    return found


def _ending(file: Path) -> str | None:
    name = file.name.lower()
    return next((ending for ending in reversed(ENDINGS) if name.endswith(ending)), None)


def _refuse_ending(file: Path) -> None:
    if _ending(file) is None:
        raise ContentError(file, f"is no file of studies; expected {', '.join(ENDINGS)}")


def _keep_file(
    file: Path, store: RegistryStore, sync_id: int, before: int, progress: Progress
) -> Counts:
    counts = Counts()
    studies = _studies(file)
    while batch := list(islice(studies, BATCH)):
        good = [item for item in batch if isinstance(item, Study)]
        aside = [item for item in batch if isinstance(item, SetAside)]
        some = store.upsert(good, sync_id) + Counts(set_aside=len(aside))
        store.syncs.add(sync_id, some, aside)
        counts += some
        progress(before + counts.seen, None)
    if counts.seen == counts.set_aside:
        reason = f": {aside_reason(store, sync_id)}" if counts.seen else ""
        raise ContentError(file, f"holds no study that can be read{reason}")
    return counts


def aside_reason(store: RegistryStore, sync_id: int) -> str:
    """Why the first study of a sync was set aside."""
    found = store.syncs.report(sync_id).set_aside
    return found[0].reason if found else "unknown"


def _studies(file: Path) -> Iterator[Study | SetAside]:
    """The studies of `file`, each read or set aside. Raises ContentError."""
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            gigabytes = LARGEST_FILE >> 30
            raise ContentError(file, f"is larger than {gigabytes} GB; split it or use the bulk zip")
        if size == 0:
            raise ContentError(file, "is empty; fetch it again")
        yield from _read(file)
    except NotStudiesError as error:
        raise ContentError(file, f"cannot be used: {error}") from error
    except UnicodeDecodeError as error:
        raise ContentError(file, "is not UTF-8 text; fetch it again") from error
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise ContentError(file, f"is damaged or cut short ({error}); fetch it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise ContentError(file, f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise ContentError(file, f"cannot be read ({error.strerror or error})") from error


def _read(file: Path) -> Iterator[Study | SetAside]:
    match _ending(file):
        case ".zip":
            yield from _read_zip(file)
        case ".jsonl.gz":
            with gzip.open(file, "rt", encoding="utf-8") as text:
                yield from _read_each(json_stream.lines(text), "line")
        case ".jsonl":
            with file.open(encoding="utf-8") as text:
                yield from _read_each(json_stream.lines(text), "line")
        case _:
            with file.open(encoding="utf-8") as text:
                yield from _read_each(json_stream.document(text), "study")


def _read_each(raw: Iterable[object], unit: str) -> Iterator[Study | SetAside]:
    for number, item in enumerate(raw, 1):
        place = f"{unit} {number}"
        if isinstance(item, Broken):
            yield SetAside(place, item.reason)
        else:
            yield read_or_set_aside(item, place)


def _read_zip(file: Path) -> Iterator[Study | SetAside]:
    with zipfile.ZipFile(file) as archive:
        members = [item for item in archive.infolist() if item.filename.lower().endswith(".json")]
        if not members:
            raise NotStudiesError("no .json file is in it")
        for member in members:
            with archive.open(member) as data:
                yield from _read_member(data, member.filename)


def _read_member(data: IO[bytes], name: str) -> Iterator[Study | SetAside]:
    """The studies of a file in a zip; one that is no JSON is set aside by its name."""
    text = io.TextIOWrapper(data, encoding="utf-8")
    try:
        for raw in json_stream.document(text):
            yield read_or_set_aside(raw, name)
    except (NotStudiesError, UnicodeDecodeError) as error:
        yield SetAside(name, str(error))

"""Builds a snapshot of a corpus and publishes it: what an admin can start without fear.

Vectors of unchanged passages are taken over from the served snapshot, so a second build encodes
what changed and nothing else, and imports no torch when nothing did. All is written aside; a kill,
a full disk or a refusal at any moment leaves the old snapshot served.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from content.documents import Document
from index.documents_db import DocumentsDatabase, write_documents
from index.encoder import PassageEncoder
from index.errors import SnapshotError
from index.fields import fields_of
from index.home import KEPT, new_id, open_newest_good, prune, publish, remove_leftovers
from index.lock import build_lock
from index.manifest import FORMAT, Manifest, entries_of, library_versions, write_manifest
from index.passages import Passage, passages_of
from index.progress import Progress, Stage, Tell, silent
from index.published import snapshots_folder
from index.question_encoder import open_question_encoder
from index.reuse import NO_FEATURES, Encoded, Features, features_of, vectors_of
from index.snapshot import (
    DOCUMENTS,
    ENCODER,
    VECTORS,
    WORDS,
    OpenEncoder,
    Snapshot,
    open_snapshot,
)
from index.vectors import VectorIndex
from index.words import WordIndex

_BUILDING = ".building-"

Approve = Callable[[Snapshot, Snapshot | None], None]
"""Given the new snapshot and the served one; raises BuildRefusedError to keep the old."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `seconds`: wall time. Ids against the snapshot that was served before."""

    snapshot_id: str
    documents: int
    passages: int
    reused: int
    encoded: int
    seconds: float
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def build(
    documents: Sequence[Document],
    home: Path,
    encoder: PassageEncoder,
    *,
    full: bool = False,
    progress: Tell = silent,
    features: Features = NO_FEATURES,
    approve: Approve | None = None,
    keep: int = KEPT,
    open_encoder: OpenEncoder = open_question_encoder,
) -> BuildReport:
    """Builds, checks and publishes a snapshot of `documents`; keeps `keep` snapshots in all.

    `full`: takes nothing over. Raises BuildBusyError when another build runs, BuildRefusedError
    when `approve` refuses, SnapshotError when it cannot be made, written or read back.
    """
    started = time.perf_counter()
    ordered = _ordered(documents)
    with _clear_disk_errors(), build_lock(home), _workshop(home) as folder:
        with _served(home, open_encoder) as served:
            earlier = None if full else served
            made = _make(ordered, folder, encoder, features, earlier, progress)
            progress(Progress(Stage.CHECKING, 0, 1))
            with closing(open_snapshot(folder, open_encoder=open_encoder)) as fresh:
                if approve is not None:
                    approve(fresh, served)
                added, removed, changed = _differences(fresh, served)
        progress(Progress(Stage.PUBLISHING, 0, 1))
        publish(home, folder, made.snapshot_id)
        prune(home, keep)
    progress(Progress(Stage.PUBLISHING, 1, 1))
    return BuildReport(
        snapshot_id=made.snapshot_id,
        documents=made.documents,
        passages=made.passages,
        reused=made.passages - made.encoded,
        encoded=made.encoded,
        seconds=time.perf_counter() - started,
        added=added,
        removed=removed,
        changed=changed,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    snapshot_id: str
    documents: int
    passages: int
    encoded: int


def _make(
    documents: Sequence[Document],
    folder: Path,
    encoder: PassageEncoder,
    features: Features,
    earlier: Snapshot | None,
    tell: Tell,
) -> _Made:
    """Writes a whole snapshot into `folder`, the manifest last."""
    passages = _passages(documents, tell)
    tell(Progress(Stage.PREPARING, 0, 1))
    # Before the long work: a model that cannot be served fails here.
    encoder.write_question_encoder(folder / ENCODER)
    tell(Progress(Stage.PREPARING, 1, 1))
    encoded = vectors_of(passages, encoder, earlier, tell)
    tell(Progress(Stage.WRITING, 0, 3))
    VectorIndex.of(encoded.vectors).write(folder / VECTORS)
    tell(Progress(Stage.WRITING, 1, 3))
    WordIndex.of(map(fields_of, documents)).write(folder / WORDS)
    tell(Progress(Stage.WRITING, 2, 3))
    described = features_of(documents, features, earlier)
    write_documents(folder / DOCUMENTS, documents, passages, described)
    tell(Progress(Stage.WRITING, 3, 3))
    manifest = _manifest(folder, documents, passages, encoded, encoder, features)
    write_manifest(folder, manifest)
    return _Made(manifest.snapshot_id, len(documents), len(passages), encoded.fresh)


def _passages(documents: Sequence[Document], tell: Tell) -> list[Passage]:
    passages: list[Passage] = []
    for done, document in enumerate(documents, start=1):
        passages.extend(passages_of(document))
        tell(Progress(Stage.READING, done, len(documents)))
    return passages


def _manifest(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoded: Encoded,
    encoder: PassageEncoder,
    features: Features,
) -> Manifest:
    return Manifest(
        format=FORMAT,
        snapshot_id=folder.name.removeprefix(_BUILDING),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=encoder.name,
        model_sha256=encoder.sha256,
        dimensions=encoded.vectors.shape[1],
        documents=len(documents),
        passages=len(passages),
        corpus_sha256=_corpus_sha256(folder),
        features_version=features.version,
        libraries=library_versions(),
        files=entries_of(folder),
    )


def _corpus_sha256(folder: Path) -> str:
    """One hash over all documents, whatever their order."""
    with closing(DocumentsDatabase(folder / DOCUMENTS)) as database:
        lines = (f"{doc_id} {sha256}" for doc_id, sha256 in sorted(database.hashes().items()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _ordered(documents: Sequence[Document]) -> list[Document]:
    """By id, so that equal corpora make equal snapshots. Raises SnapshotError."""
    if not documents:
        raise SnapshotError("there are no documents to build from; look into content/")
    ordered = sorted(documents, key=lambda document: document.doc_id)
    for one, other in pairwise(ordered):
        if one.doc_id == other.doc_id:
            raise SnapshotError(f"two documents are called {one.doc_id}; rename one of them")
    return ordered


def _differences(
    fresh: Snapshot, served: Snapshot | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ids of the documents that were added, removed and changed."""
    new, old = fresh.hashes(), served.hashes() if served is not None else {}
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    changed = sorted(doc_id for doc_id in new.keys() & old.keys() if new[doc_id] != old[doc_id])
    return tuple(added), tuple(removed), tuple(changed)


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """An empty folder beside the snapshots, gone afterwards unless it was published."""
    snapshots_folder(home).mkdir(parents=True, exist_ok=True)
    remove_leftovers(home)
    folder = snapshots_folder(home) / f"{_BUILDING}{new_id()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(home: Path, open_encoder: OpenEncoder) -> Iterator[Snapshot | None]:
    """The snapshot to compare with and to take vectors from, every byte of it checked."""
    try:
        snapshot = open_newest_good(home, verify=True, open_encoder=open_encoder).snapshot
    except SnapshotError:
        yield None  # nothing usable: all is made anew
        return
    with closing(snapshot):
        yield snapshot


@contextmanager
def _clear_disk_errors() -> Iterator[None]:
    """A full disk or a missing right becomes one line."""
    try:
        yield
    except OSError as error:
        raise SnapshotError(
            f"the snapshot cannot be written ({error.strerror or error}): {error.filename or ''} "
            "- free some space or check the rights of the folder; what was served stays"
        ) from error

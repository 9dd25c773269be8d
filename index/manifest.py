"""The manifest of a snapshot: who made it, from what, and every file with its size and hash.

The reader compares. What does not agree is an error that names the file and the remedy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.errors import SnapshotError

FORMAT = 1
"""Raised whenever a reader of an older snapshot would misread it."""
NAME = "manifest.json"

_LIBRARIES = ("nettrials", "numpy", "faiss-cpu", "sentence-transformers", "torch", "onnxruntime")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a snapshot: bytes and SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is made of. `created`: ISO 8601 with zone. Hashes: SHA-256 in hex."""

    format: int
    snapshot_id: str
    created: str
    model: str
    model_sha256: str
    dimensions: int
    documents: int
    passages: int
    corpus_sha256: str
    features_version: str
    libraries: Mapping[str, str]
    files: Mapping[str, FileEntry]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """As `manifest.json` in `folder`."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`. Raises SnapshotError."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        _compare_format(folder, content)
        files = {name: FileEntry(**entry) for name, entry in content.pop("files").items()}
        known = {field.name for field in fields(Manifest)}
        return Manifest(files=files, **{key: content[key] for key in content if key in known})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SnapshotError(
            f"{folder / NAME}: missing or damaged ({error}); run 'nettrials build'"
        ) from error


def _compare_format(folder: Path, content: Mapping[str, object]) -> None:
    if content["format"] != FORMAT:
        raise SnapshotError(
            f"{folder}: the snapshot has format {content['format']} and this version reads "
            f"format {FORMAT}; run 'nettrials build'"
        )


def compare_files(folder: Path, manifest: Manifest, *, hashes: bool) -> None:
    """Raises SnapshotError when a file is missing, of another size or, on demand, another hash."""
    for name, entry in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise SnapshotError(f"{path}: missing; run 'nettrials build'")
        if path.stat().st_size != entry.size:
            raise SnapshotError(
                f"{path}: {path.stat().st_size} bytes where the manifest says {entry.size}; "
                "run 'nettrials build'"
            )
        if hashes and sha256_of(path) != entry.sha256:
            raise SnapshotError(f"{path}: not as it was written; run 'nettrials build'")


def entries_of(folder: Path) -> dict[str, FileEntry]:
    """Every file under `folder` but the manifest, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): FileEntry(path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def library_versions() -> dict[str, str]:
    """The libraries that shape a snapshot, without importing any."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found

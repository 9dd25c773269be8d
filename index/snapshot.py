"""A snapshot: one immutable folder that holds all that answering needs, opened and compared.

    snapshots/<id>/manifest.json   who made it, from what, every file with size and hash
                   documents.db    documents, passages and features, read one at a time
                   vectors.faiss   a vector per passage
                   words/          the lexical side
                   encoder/        the question encoder

A Snapshot is read from any thread and never changes. It is opened whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.documents import Document, Kind
from index.documents_db import DocumentsDatabase
from index.errors import SnapshotError
from index.manifest import Manifest, compare_files, read_manifest
from index.passages import Passage
from index.question_encoder import QuestionEncoder, open_question_encoder
from index.vectors import VectorIndex
from index.words import WordIndex

DOCUMENTS = "documents.db"
VECTORS = "vectors.faiss"
WORDS = "words"
ENCODER = "encoder"

OpenEncoder = Callable[[Path], QuestionEncoder]


class Snapshot:
    """What is served: documents by number or id, their words, vectors and features."""

    def __init__(self, path: Path, manifest: Manifest, open_encoder: OpenEncoder) -> None:
        """Made by `open_snapshot`. Raises SnapshotError when the parts do not agree."""
        self.path = path
        self.manifest = manifest
        self._open_encoder = open_encoder
        self._database = DocumentsDatabase(path / DOCUMENTS)
        self.words = WordIndex.open(path / WORDS)
        self.vectors = VectorIndex.open(path / VECTORS)
        known = self._database.ids_and_kinds()
        self.doc_ids: tuple[str, ...] = tuple(doc_id for doc_id, _ in known)
        self.kinds: tuple[Kind, ...] = tuple(kind for _, kind in known)
        self._numbers = {doc_id: number for number, doc_id in enumerate(self.doc_ids)}
        self.passage_documents: NDArray[np.int32] = self._database.passage_documents()
        self._compare_counts()

    @property
    def snapshot_id(self) -> str:
        """The name of the folder."""
        return self.manifest.snapshot_id

    @cached_property
    def encoder(self) -> QuestionEncoder:
        """Turns a question into a vector; loaded at first use. Raises SnapshotError."""
        encoder = self._open_encoder(self.path / ENCODER)
        if encoder.dimensions != self.manifest.dimensions:
            raise SnapshotError(
                f"{self.path / ENCODER}: the question encoder has {encoder.dimensions} dimensions, "
                f"the vectors {self.manifest.dimensions}; run 'nettrials build --full'"
            )
        return encoder

    def number_of(self, doc_id: str) -> int | None:
        """The number of a document, or None where it is not held."""
        return self._numbers.get(doc_id)

    def document(self, doc_id: str) -> Document | None:
        """A document by its id, or None where it is not held."""
        number = self._numbers.get(doc_id)
        return None if number is None else self._database.document(number)

    def document_at(self, number: int) -> Document:
        """A document by its number, 0 ≤ number < len(doc_ids)."""
        return self._database.document(number)

    def documents(self) -> Iterator[Document]:
        """Every document in the order of their numbers, one in memory at a time."""
        return (self._database.document(number) for number in range(len(self.doc_ids)))

    def passage(self, number: int) -> Passage:
        """A passage by its number, as `vectors` counts them."""
        return self._database.passage(number)

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """The passages of a document; empty where it is not held."""
        number = self._numbers.get(doc_id)
        return () if number is None else self._database.passages(number)

    @cached_property
    def features(self) -> list[Any]:
        """Per document number, what `features_of` said of it at build time (JSON values)."""
        return self._database.features()

    def document_cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Per document the cosine of its nearest passage, shape (documents,); -1 without one."""
        best = np.full(len(self.doc_ids), -1, dtype=np.float32)
        np.maximum.at(best, self.passage_documents, self.vectors.scores(vector))
        return best

    def passages_allowed(self, documents: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The mask over passages that belong to the allowed documents, for `vectors.search`."""
        return documents[self.passage_documents]

    def hashes(self) -> dict[str, str]:
        """The hash of each document's content, by doc_id: what a build compares with."""
        return self._database.hashes()

    def passage_numbers(self) -> dict[str, int]:
        """A passage number for every passage hash: what a build reuses vectors by."""
        return self._database.passage_numbers()

    def close(self) -> None:
        """Lets the files go; for a snapshot that is no longer served."""
        self._database.close()

    def _compare_counts(self) -> None:
        said = self.manifest
        counts = {
            "documents": (len(self.doc_ids), said.documents),
            "passages": (len(self.passage_documents), said.passages),
            "vectors": (self.vectors.count, said.passages),
            "dimensions": (self.vectors.dimensions, said.dimensions),
        }
        for name, (found, expected) in counts.items():
            if found != expected:
                raise SnapshotError(
                    f"{self.path}: {found} {name} where the manifest says {expected}; "
                    "run 'nettrials build --full'"
                )


def open_snapshot(
    path: Path,
    *,
    verify: bool = False,
    model_sha256: str | None = None,
    open_encoder: OpenEncoder = open_question_encoder,
) -> Snapshot:
    """The snapshot in the folder `path`, compared with its manifest.

    Format, counts, dimensions and file sizes are always compared; `verify` adds the hash of every
    file; `model_sha256` the model that is asked for. Raises SnapshotError, naming the remedy.
    """
    manifest = read_manifest(path)
    if model_sha256 not in (None, manifest.model_sha256):
        raise SnapshotError(
            f"{path}: built with the model {manifest.model} ({manifest.model_sha256[:12]}…), "
            f"not the one that is set; run 'nettrials build'"
        )
    compare_files(path, manifest, hashes=verify)
    return Snapshot(path, manifest, open_encoder)

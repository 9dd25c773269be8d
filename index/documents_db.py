"""documents.db: the documents of a snapshot with their passages and features, read one at a time.

Written once with sqlite-utils, then opened read-only and immutable. Documents are decoded when
asked for, so a thousand records cost no memory until one is shown.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.documents import Document, Kind, kind_of
from index.document_json import decode, encode
from index.errors import SnapshotError
from index.passages import Passage


def write_documents(
    path: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    features: Iterable[Any],
) -> None:
    """Documents numbered as given, `features` parallel to them; passages numbered as given."""
    from sqlite_utils import Database  # a third of a second that reading does not pay

    numbers = {document.doc_id: number for number, document in enumerate(documents)}
    database = Database(path)
    with database.atomic():
        database.table("documents").insert_all(
            map(_document_row, numbers.values(), documents, features), pk="number"
        )
        database.table("passages").insert_all(
            (
                _passage_row(number, numbers[passage.doc_id], passage)
                for number, passage in enumerate(passages)
            ),
            pk="number",
        )
        if passages:
            database.table("passages").create_index(["document"])
    database.vacuum()
    database.close()


def _passage_row(number: int, document: int, passage: Passage) -> dict[str, Any]:
    return {
        "number": number,
        "document": document,
        "section": passage.section,
        "text": passage.text,
        "sha256": passage.sha256,
    }


def _document_row(number: int, document: Document, features: Any) -> dict[str, Any]:
    text = encode(document)
    return {
        "number": number,
        "doc_id": document.doc_id,
        "kind": str(kind_of(document)),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "document": text,
        "features": json.dumps(features, separators=(",", ":")),
    }


_PASSAGES = (
    "SELECT doc_id, section, text, passages.sha256 FROM passages "
    "JOIN documents ON documents.number = passages.document"
)


class DocumentsDatabase:
    """Reads documents.db; safe from any thread."""

    def __init__(self, path: Path) -> None:
        """Raises SnapshotError when `path` is no such database."""
        self._path = path
        self._lock = threading.Lock()
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """All rows of `query`. Raises SnapshotError when the file is damaged."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise self._damaged(error) from error

    def ids_and_kinds(self) -> list[tuple[str, Kind]]:
        """Per document, in the order of their numbers."""
        rows = self.rows("SELECT doc_id, kind FROM documents ORDER BY number")
        return [(doc_id, Kind(kind)) for doc_id, kind in rows]

    def hashes(self) -> dict[str, str]:
        """The hash of each document's content, by doc_id."""
        return dict(self.rows("SELECT doc_id, sha256 FROM documents"))

    def document(self, number: int) -> Document:
        """One document."""
        return decode(self.rows("SELECT document FROM documents WHERE number = ?", number)[0][0])

    def features(self) -> list[Any]:
        """The features of every document, in the order of their numbers."""
        rows = self.rows("SELECT features FROM documents ORDER BY number")
        return [json.loads(text) for (text,) in rows]

    def passage(self, number: int) -> Passage:
        """One passage."""
        return self._passages("WHERE passages.number = ?", number)[0]

    def passages(self, document: int) -> tuple[Passage, ...]:
        """The passages of one document, in reading order."""
        return tuple(self._passages("WHERE passages.document = ?", document))

    def passage_documents(self) -> NDArray[np.int32]:
        """The document number of every passage, shape (passages,)."""
        rows = self.rows("SELECT document FROM passages ORDER BY number")
        return np.array([number for (number,) in rows], dtype=np.int32)

    def passage_numbers(self) -> dict[str, int]:
        """A passage number for every passage hash."""
        return dict(self.rows("SELECT sha256, number FROM passages"))

    def _passages(self, where: str, number: int) -> list[Passage]:
        rows = self.rows(f"{_PASSAGES} {where} ORDER BY passages.number", number)
        return [Passage(*row) for row in rows]

    def _damaged(self, error: sqlite3.Error) -> SnapshotError:
        return SnapshotError(
            f"{self._path}: the documents cannot be read ({error}); run 'nettrials build'"
        )

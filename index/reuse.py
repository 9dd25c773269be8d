"""What a build takes over from the served snapshot: vectors by passage hash, features by document.

A vector is taken over when text and model are the same, so status changes cost no encoding. The
encoder is asked only for what is left, and not at all when nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from content.documents import Document
from index.document_json import sha256_of_document
from index.encoder import PassageEncoder
from index.passages import Passage
from index.progress import Progress, Stage, Tell
from index.snapshot import Snapshot
from index.vectors import Matrix


@dataclass(frozen=True, slots=True)
class Features:
    """What a retriever wants to know of each document beforehand.

    `of` returns JSON values and depends on nothing but the document and `version` (of code and
    tables); with an equal version the features of unchanged documents are taken over.
    """

    of: Callable[[Document], Any]
    version: str


NO_FEATURES = Features(of=lambda _document: None, version="none")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A vector per passage, shape (passages, dimensions), and how many texts were encoded anew."""

    vectors: Matrix
    fresh: int


def vectors_of(
    passages: Sequence[Passage], encoder: PassageEncoder, served: Snapshot | None, tell: Tell
) -> Encoded:
    """The vectors of `passages`, taken over where they can be."""
    known = _known(passages, encoder, served)
    texts = {each.sha256: each.text for each in passages if each.sha256 not in known}
    # Texts of like length share a batch: less padding. The longest first: the estimate shrinks.
    order = sorted(texts, key=lambda sha256: -len(texts[sha256]))
    tell(Progress(Stage.ENCODING, 0, len(order)))
    if order:
        done = 0
        for block in encoder.encode([texts[sha256] for sha256 in order]):
            known.update(zip(order[done : done + len(block)], block, strict=True))
            done += len(block)
            tell(Progress(Stage.ENCODING, done, len(order)))
    rows = [known[each.sha256] for each in passages]
    return Encoded(np.stack(rows).astype(np.float32, copy=False), len(order))


def _known(
    passages: Sequence[Passage], encoder: PassageEncoder, served: Snapshot | None
) -> dict[str, Any]:
    """The served vectors of those passages that did not change, by hash."""
    if served is None or served.manifest.model_sha256 != encoder.sha256:
        return {}
    numbers = served.passage_numbers()
    shared = [sha256 for sha256 in {each.sha256 for each in passages} if sha256 in numbers]
    vectors = served.vectors.vectors(np.array([numbers[sha256] for sha256 in shared], np.int64))
    return dict(zip(shared, vectors, strict=True))


def features_of(
    documents: Sequence[Document], features: Features, served: Snapshot | None
) -> Iterator[Any]:
    """The features of each of `documents`, taken over where nothing changed."""
    hashes: dict[str, str] = {}
    if served is not None and served.manifest.features_version == features.version:
        hashes = served.hashes()
    for document in documents:
        number = served.number_of(document.doc_id) if served is not None else None
        if number is not None and hashes.get(document.doc_id) == sha256_of_document(document):
            assert served is not None  # noqa: S101 - a number came from it
            yield served.features[number]
        else:
            yield features.of(document)

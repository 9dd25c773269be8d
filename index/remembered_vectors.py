"""An encoder that does not work out the same question twice.

Encoding is half the cost of an answer, and people ask the same short questions again and again
("what is PRRT?"). Kept are vectors by a hash of the question, never its words, and only the latest.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.question_encoder import QuestionEncoder, open_question_encoder

KEPT = 2_000
"""About four megabytes."""


class RememberingEncoder:
    """`encoder` with a memory. For use in one thread at a time."""

    def __init__(self, encoder: QuestionEncoder, kept: int = KEPT) -> None:
        self._encoder = encoder
        self._kept = kept
        self._vectors: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self._encoder.dimensions

    def encode(self, question: str) -> NDArray[np.float32]:
        """A float32 vector of length one, shape (dimensions,), not to be written to."""
        key = hashlib.blake2b(question.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        known = self._vectors.get(key)
        if known is not None:
            self._vectors.move_to_end(key)
            return known
        vector = self._encoder.encode(question)
        vector.flags.writeable = False
        self._vectors[key] = vector
        if len(self._vectors) > self._kept:
            self._vectors.popitem(last=False)
        return vector


def open_remembering_encoder(folder: Path) -> QuestionEncoder:
    """The encoder of a snapshot, for serving. Raises SnapshotError."""
    return RememberingEncoder(open_question_encoder(folder))

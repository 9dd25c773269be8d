"""A model that can be computed by hand: every word adds one to the place that its hash names.

It stands in for sentence-transformers wherever the model is not what is tested. Two texts with the
same words get the same vector; texts without a common word are at a right angle (hashes aside).
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 64


def vector_of(text: str, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    """The counts of the hashed words of `text`, length one."""
    counts = np.zeros(dimensions, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()) or ["empty"]:
        counts[zlib.crc32(word.encode("utf-8", "replace")) % dimensions] += 1
    return counts / np.float32(np.linalg.norm(counts))


class WordHashEncoder:
    """The build's side. `asked` collects every text that was encoded."""

    def __init__(
        self, dimensions: int = DIMENSIONS, sha256: str = "0" * 64, block: int = 8
    ) -> None:
        self.dimensions = dimensions
        self.name = "word-hash"
        self.sha256 = sha256
        self.asked: list[str] = []
        self._block = block

    def encode(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        for start in range(0, len(texts), self._block):
            block = texts[start : start + self._block]
            self.asked.extend(block)
            yield np.stack([vector_of(text, self.dimensions) for text in block])

    def write_question_encoder(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "encoder.json").write_text(json.dumps({"dimensions": self.dimensions}))


class WordHashQuestions:
    """The serving side."""

    def __init__(self, folder: Path) -> None:
        self.dimensions = int(json.loads((folder / "encoder.json").read_text())["dimensions"])

    def encode(self, question: str) -> NDArray[np.float32]:
        return vector_of(question, self.dimensions)


def open_words(folder: Path) -> WordHashQuestions:
    """What `open_encoder` takes."""
    return WordHashQuestions(folder)

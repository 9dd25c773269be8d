"""The same question is encoded once, and only so many are remembered, without their words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.remembered_vectors import RememberingEncoder


class Counting:
    """Counts its work; the vector tells the question's length."""

    dimensions = 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, question: str) -> NDArray[np.float32]:
        self.asked.append(question)
        return np.array([len(question), 1.0], dtype=np.float32)


def test_the_same_question_is_encoded_once() -> None:
    counting = Counting()
    encoder = RememberingEncoder(counting)
    vectors = [encoder.encode(text) for text in ("PRRT", "Ki-67", "PRRT", "PRRT", "\ud83d")]
    assert [vector[0] for vector in vectors] == [4, 5, 4, 4, 1]
    assert counting.asked == ["PRRT", "Ki-67", "\ud83d"]


def test_the_question_not_asked_for_longest_makes_room() -> None:
    counting = Counting()
    encoder = RememberingEncoder(counting, kept=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        encoder.encode(text)
    assert counting.asked == ["a", "b", "c", "b"]

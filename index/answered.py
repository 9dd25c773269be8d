"""Questions that a person of the team has answered in writing, found when they are asked again.

An answer is found by its question's words alone: whatever is not an everyday word must stand in
both, in any order. So another drug, another place or a "not" is another question; a near miss goes
the ordinary way, where the answer is a document among the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content.terms import Lexicon
from index.asked import question_terms

ANSWERS = "answers/"  # how the ids of such documents begin


class Answered:
    """The answered questions, by the number of their document."""

    def __init__(self, questions: Mapping[int, Sequence[str]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._numbers = {
            key: number
            for number, texts in questions.items()
            for text in texts
            if (key := self._key(text))
        }

    def find(self, text: str) -> int | None:
        """The number of the document that answers `text`, or None."""
        return self._numbers.get(self._key(text)) if self._numbers else None

    def _key(self, text: str) -> frozenset[str]:
        """The words that tell a question from others; all of them where all are everyday words."""
        return question_terms(text, self._lexicon.is_common) or question_terms(text)

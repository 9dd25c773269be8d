"""The words of the questions asked lately, so that a button under an answer can still know them.

Held in memory only, as long as a conversation's context: without consent no database keeps them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.context import KEPT_MINUTES

_QUESTIONS = 5_000


class RecentQuestions:
    """The messages of a topic up to each question, by the question's number."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[datetime, int, tuple[str, ...]]] = {}

    def put(self, question_id: int, chat_id: int, words: tuple[str, ...], now: datetime) -> None:
        """Remember a question; the oldest makes room."""
        self._kept[question_id] = (now, chat_id, words)
        while len(self._kept) > _QUESTIONS:
            del self._kept[next(iter(self._kept))]

    def get(self, question_id: int, chat_id: int, now: datetime) -> tuple[str, ...]:
        """The words of a chat's question; none where it is too old or another chat's."""
        since, owner, words = self._kept.get(question_id, (now, None, ()))
        fresh = now - since <= timedelta(minutes=KEPT_MINUTES)
        return words if fresh and owner == chat_id else ()

    def clear(self, chat_id: int) -> None:
        """Forget a chat's questions."""
        for question_id in [key for key, kept in self._kept.items() if kept[1] == chat_id]:
            del self._kept[question_id]

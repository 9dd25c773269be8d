"""What a chat was talking about, so that "the second one" and "and in Spain?" are understood.

Held in memory only, for a stated time: it holds a patient's words, which no database keeps without
consent. A restart forgets it; buttons go on working, since they name what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

KEPT_MINUTES = 30
_MESSAGES = 4
_CHATS = 5_000


@dataclass(frozen=True, slots=True)
class Context:
    """Earlier messages of the topic, the documents shown last, the trial in focus, words told.

    `page_open`: the trial in focus was opened since the last question. `asks_place`: the bot asked
    where the person is, to sort the hospitals of that trial.
    """

    history: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    focus: str | None = None
    explained: frozenset[str] = frozenset()
    page_open: bool = False
    asks_place: bool = False

    def asked(self, text: str, shown: tuple[str, ...]) -> Context:
        """After a question that was answered with `shown`."""
        trials = [doc_id for doc_id in shown if doc_id.startswith("NCT")]
        focus = trials[0] if len(trials) == 1 else None
        history = (*self.history, text)[-_MESSAGES:]
        return Context(history, shown or self.shown, focus, self.explained)

    def showed(self, shown: Sequence[str]) -> Context:
        """After a list of trials that no question asked for."""
        return replace(self, shown=tuple(shown), focus=None, page_open=False, asks_place=False)

    def told(self, words: Sequence[str]) -> Context:
        """After the meanings of `words` (ids of glossary entries) were told."""
        return replace(self, explained=self.explained.union(words))

    def opened(self, nct_id: str, *, asks_place: bool = False) -> Context:
        """After a trial was opened, and perhaps the person's place was asked for."""
        return replace(self, focus=nct_id, page_open=True, asks_place=asks_place)


class Contexts:
    """The contexts of all chats, each for `KEPT_MINUTES` after its last message."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[datetime, Context]] = {}

    def get(self, chat_id: int, now: datetime) -> Context:
        """The chat's context; an empty one where it is too old."""
        since, context = self._kept.get(chat_id, (now, Context()))
        return context if now - since <= timedelta(minutes=KEPT_MINUTES) else Context()

    def put(self, chat_id: int, context: Context, now: datetime) -> None:
        """Remember the chat's context; the chat silent for longest makes room."""
        self._kept.pop(chat_id, None)
        self._kept[chat_id] = (now, context)
        while len(self._kept) > _CHATS:
            del self._kept[next(iter(self._kept))]

    def clear(self, chat_id: int) -> None:
        """Forget the chat's context."""
        self._kept.pop(chat_id, None)

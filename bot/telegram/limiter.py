"""Telegram's limits, kept before Telegram has to say so.

Thirty messages in any one second over all chats; in one chat one a second with a small burst; in
a group twenty in any minute. After a 429 the chat waits as told; when several different chats are
refused in a row with no success between, the limit was the overall one and everything waits.
Times are monotonic seconds, so a change of the wall clock changes nothing here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers. A group has a negative chat id."""

    overall: int = 30
    overall_seconds: float = 1.0
    chat_burst: int = 3
    chat_seconds: float = 1.0
    group: int = 20
    group_seconds: float = 60.0
    refusals_in_a_row: int = 4


@dataclass(slots=True)
class _Chat:
    tokens: float
    refilled_at: float
    paused_until: float = 0.0
    recent: deque[float] = field(default_factory=deque)


class Limiter:
    """Says how long a chat must wait, and is told of what leaves and what is refused."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._chats: dict[int, _Chat] = {}
        self._recent: deque[float] = deque()
        self._paused_until = 0.0
        self._refused: set[int] = set()

    def overall_wait(self, now: float) -> float:
        """Seconds until any message may leave."""
        limits = self._limits
        wait = _window_wait(self._recent, limits.overall, limits.overall_seconds, now)
        return max(wait, self._paused_until - now, 0.0)

    def overall_room(self, now: float) -> int:
        """How many messages may leave at this moment, over all chats."""
        if self._paused_until > now:
            return 0
        since = now - self._limits.overall_seconds
        return self._limits.overall - sum(1 for moment in self._recent if moment > since)

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Seconds until a message to this chat may leave, the overall limit aside."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0.0
        self._refill(chat, now)
        wait = max(0.0, (1.0 - chat.tokens) * self._limits.chat_seconds, chat.paused_until - now)
        if chat_id < 0:
            limits = self._limits
            wait = max(wait, _window_wait(chat.recent, limits.group, limits.group_seconds, now))
        return wait

    def take(self, chat_id: int, now: float) -> None:
        """A message to this chat leaves now."""
        if len(self._chats) > 10_000:
            self.prune(now)
        chat = self._chat(chat_id, now)
        self._refill(chat, now)
        chat.tokens -= 1.0
        self._recent.append(now)
        if len(self._recent) > self._limits.overall:
            self._recent.popleft()
        if chat_id < 0:
            chat.recent.append(now)
            if len(chat.recent) > self._limits.group:
                chat.recent.popleft()

    def refused(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram answered 429: wait `seconds`."""
        self._chat(chat_id, now).paused_until = now + seconds
        self._refused.add(chat_id)
        if len(self._refused) >= self._limits.refusals_in_a_row:
            self._paused_until = max(self._paused_until, now + seconds)
            self._refused.clear()

    def accepted(self) -> None:
        """Telegram took a message, so refusals so far were each chat's own."""
        self._refused.clear()

    def prune(self, now: float) -> None:
        """Forget chats that have been quiet long enough to be as new."""
        horizon = max(self._limits.group_seconds, self._limits.chat_burst)
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if now < max(chat.refilled_at + horizon, chat.paused_until)
        }

    def _chat(self, chat_id: int, now: float) -> _Chat:
        return self._chats.setdefault(chat_id, _Chat(float(self._limits.chat_burst), now))

    def _refill(self, chat: _Chat, now: float) -> None:
        gained = (now - chat.refilled_at) / self._limits.chat_seconds
        chat.tokens = min(float(self._limits.chat_burst), chat.tokens + gained)
        chat.refilled_at = now


def _window_wait(recent: deque[float], count: int, seconds: float, now: float) -> float:
    if len(recent) < count:
        return 0.0
    return max(0.0, recent[0] + seconds - now)

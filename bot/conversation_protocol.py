"""What an edge asks of the conversation, and how the conversation comes into being.

The edge owns the core thread and its one SQLite connection. It calls the factory there once, with
the open database, and from then on every method there too: nothing needs locks. Each call runs
inside one transaction that also records the update as done and the replies as to be sent, so a
conversation writes with `database.atomic()` (which nests) and never commits by itself. When a
method raises, everything of that call is rolled back.

Only `respond` is required. The other methods are looked for by name: a conversation without them
loses the feature, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from sqlite_utils import Database

from bot.events import Event, Response


class Alert(StrEnum):
    """What the admins should hear of. Told once, and again only after it had ended."""

    REFUSED = "refused"  # Telegram answers 401 or 404: the token is wrong or was revoked
    CONFLICT = "conflict"  # another process polls with the same token
    UNREADABLE = "unreadable"  # an update was set aside, its raw JSON is kept
    FAILED = "failed"  # an update failed several times and was given up
    DEAF = "deaf"  # no good poll for a long time; the process ended itself
    STORAGE = "storage"  # the database could not be written (disk full, read-only)
    SNAPSHOT = "snapshot"  # the published snapshot cannot be used; an earlier one is served


class Conversation(Protocol):
    """The core: one event in, all that follows out."""

    def respond(self, event: Event) -> Response:
        """Answer one event. Replies without a chat id go to the event's chat."""
        ...


@runtime_checkable
class Ticking(Protocol):
    """A conversation with work that no event starts: reminders, retention, notices."""

    def tick(self, now: datetime) -> Response:
        """Called about every five seconds; each reply names its chat."""
        ...


@runtime_checkable
class Alerting(Protocol):
    """A conversation that can tell the admins what the edge met."""

    def alert(self, alert: Alert) -> Response:
        """The messages to send; each reply names its chat."""
        ...


@dataclass(frozen=True, slots=True)
class Observation:
    """How the conversation is: ages in seconds, `troubles` that the admins should hear of."""

    snapshot_id: str
    snapshot_age: float
    registry_age: float | None = None
    troubles: frozenset[Alert] = frozenset()


@runtime_checkable
class Observed(Protocol):
    """A conversation that can tell how it is."""

    def observe(self, now: datetime) -> Observation:
        """Looked up now; called about every 30 seconds and for metrics."""
        ...


@runtime_checkable
class Apologising(Protocol):
    """A conversation with a sentence for an event that could not be answered."""

    def apologise(self, event: Event) -> Response:
        """Called once, after `respond` raised several times for this event."""
        ...


ConversationFactory = Callable[[Database], Conversation]
# Loads what the conversation needs (an index takes seconds) in a thread of its own, and then gives
# its factory. Meanwhile the edge accepts updates already.
ConversationLoader = Callable[[], ConversationFactory]

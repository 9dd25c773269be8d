"""Between requests and Telegram's messages: which message shows which request, and what arrived.

A message about a request leaves with a tag. Once the outbox knows what came of it, `learn` notes
its number, so that a reply to it finds its request, and so that it can be blanked when the patient
has all deleted. Numbers of messages are kept, words never.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.store.outbox import Outbox

if TYPE_CHECKING:
    from sqlite_utils import Database

_PREFIX = "thread:"


class Shown(StrEnum):
    """To whom a message shows a request."""

    TEAM = "team"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Place:
    """A message in a chat."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one message about a request. `post_id` 0: no answer of the team."""

    thread_id: int
    post_id: int
    reader: Shown
    chat_id: int
    sent: bool
    message_id: int | None


def tag(thread_id: int, reader: Shown, post_id: int = 0) -> str:
    """The tag of a message about a request; with `post_id` where it carries an answer."""
    return f"{_PREFIX}{thread_id}:{reader.value}:{post_id}"


class ThreadMessages:
    """The table `thread_messages`, filled from the outbox."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._outbox = Outbox(db)

    def learn(self) -> list[Came]:
        """Note what the outbox has learned since, and tell it."""
        learned = []
        for entry in self._outbox.learn(_PREFIX):
            _, thread_id, reader, post_id = entry.tag.split(":")
            came = Came(int(thread_id), int(post_id), Shown(reader), entry.chat_id, entry.sent,
                        entry.message_id)  # fmt: skip
            if came.sent and came.message_id is not None:
                self.note(came.thread_id, came.reader, Place(came.chat_id, came.message_id))
            learned.append(came)
        return learned

    def note(self, thread_id: int, reader: Shown, place: Place) -> None:
        """This message shows that request."""
        self._db.execute(
            "insert or replace into thread_messages (chat_id, message_id, thread_id, reader)"
            " values (?, ?, ?, ?)",
            (place.chat_id, place.message_id, thread_id, reader.value),
        )

    def thread_at(self, place: Place, reader: Shown) -> int | None:
        """The request that a message shows to the team, or to the patient."""
        row = self._db.execute(
            "select thread_id from thread_messages where chat_id = ? and message_id = ?"
            " and reader = ?",
            (place.chat_id, place.message_id, reader.value),
        ).fetchone()
        return int(row[0]) if row else None

    def shown_to_team(self, thread_id: int) -> tuple[Place, ...]:
        """The messages that show a request to the team."""
        rows = self._db.execute(
            "select chat_id, message_id from thread_messages"
            " where thread_id = ? and reader = 'team' order by message_id",
            (thread_id,),
        ).fetchall()
        return tuple(Place(*row) for row in rows)

    def under_way(self, thread_id: int) -> bool:
        """Whether a message about a request is still to be sent or has an outcome to learn."""
        return self._outbox.is_tagged(f"{_PREFIX}{thread_id}:")

    def withdraw(self, thread_id: int) -> int:
        """Do not send what waits about a request; how many messages waited."""
        return self._outbox.withdraw(f"{_PREFIX}{thread_id}:")

    def drop(self, thread_id: int) -> None:
        """Forget which messages show a request."""
        self._db.execute("delete from thread_messages where thread_id = ?", (thread_id,))

"""What lives in the core thread: the database, its queues and the conversation.

Everything here runs in the core thread only. `Intake` commits what arrives, `Answering` takes one
update to its answer in one transaction, `Dispatch` decides what may be sent next. None of it knows
the network.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from bot.conversation_protocol import Conversation, ConversationFactory
from bot.store.database import open_database
from bot.store.inbox import Inbox
from bot.store.outbox import Outbox

_STORAGE_ERRORS = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
    "SQLITE_READONLY",
)


@dataclass(slots=True)
class World:
    """The open database with all that works on it. `conversation`: None until it is loaded."""

    database: Database
    inbox: Inbox
    outbox: Outbox
    conversation: Conversation | None = None

    @property
    def talking(self) -> Conversation:
        """The conversation, for work that begins only once it is there."""
        if self.conversation is None:
            raise RuntimeError("the conversation is not loaded yet")
        return self.conversation

    def begin_conversation(self, factory: ConversationFactory) -> None:
        """From now on updates can be answered."""
        self.conversation = factory(self.database)

    def close(self) -> None:
        """Close the database; what was committed stays."""
        self.database.close()


def open_world(path: Path) -> World:
    """Open the database and pick up what a stopped process left."""
    database = open_database(path)
    outbox = Outbox(database)
    outbox.recover()
    return World(database, Inbox(database), outbox)


def is_storage_trouble(error: BaseException) -> bool:
    """Whether the disk or another process, not the work itself, made a write fail."""
    if not isinstance(error, sqlite3.Error):
        return False
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(_STORAGE_ERRORS)


class Turns:
    """Whose turn it is: the chat that was served longest ago, then the one that waits longest."""

    def __init__(self) -> None:
        self._served: dict[int, int] = {}
        self._count = 0

    def order(self, waiting: Iterable[tuple[int, int]]) -> list[int]:
        """Row ids in the order of their turns, from pairs of chat id and row id."""
        ranked = sorted((self._served.get(chat_id, 0), row_id) for chat_id, row_id in waiting)
        return [row_id for _, row_id in ranked]

    def serve(self, chat_id: int) -> None:
        """This chat has had its turn."""
        self._count += 1
        self._served[chat_id] = self._count
        if len(self._served) > 10_000:
            oldest = sorted(self._served.values())[len(self._served) // 2]
            self._served = {chat: turn for chat, turn in self._served.items() if turn > oldest}

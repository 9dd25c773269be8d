"""What is known of a chat: its language, country, consent and what its next message answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Consent(StrEnum):
    """Whether a person lets us keep the words of their questions."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat's settings; None means not chosen."""

    chat_id: int
    language: str | None = None
    country: str | None = None
    consent: Consent | None = None
    consent_asked: bool = False
    awaiting: str | None = None


class Chats:
    """The table `chats`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, chat_id: int) -> Chat:
        """The chat's settings; the defaults for one that was never changed."""
        row = next(
            self._db.query(
                "select language, country, consent, consent_asked, awaiting from chats "
                "where chat_id = ?",
                (chat_id,),
            ),
            None,
        )
        if row is None:
            return Chat(chat_id)
        return Chat(
            chat_id,
            row["language"],
            row["country"],
            Consent(row["consent"]) if row["consent"] else None,
            bool(row["consent_asked"]),
            row["awaiting"],
        )

    def set_language(self, chat_id: int, language: str | None, now: datetime) -> None:
        """The language to answer in; None: the one of each message."""
        self._set(chat_id, "language", language, now)

    def set_country(self, chat_id: int, country: str | None, now: datetime) -> None:
        """The country whose emergency numbers are shown."""
        self._set(chat_id, "country", country, now)

    def set_consent(self, chat_id: int, consent: Consent, now: datetime) -> None:
        """What the person chose, which also answers the asking."""
        self._set(chat_id, "consent", consent.value, now)
        self.mark_asked(chat_id, now)

    def mark_asked(self, chat_id: int, now: datetime) -> None:
        """Consent was asked for; it is not asked twice."""
        self._set(chat_id, "consent_asked", 1, now)

    def set_awaiting(self, chat_id: int, awaiting: str | None, now: datetime) -> None:
        """What the next message of the chat answers."""
        self._set(chat_id, "awaiting", awaiting, now)

    def forget(self, chat_id: int) -> int:
        """Delete the chat's settings; the number of rows deleted."""
        return self._db.execute("delete from chats where chat_id = ?", (chat_id,)).rowcount

    def _set(self, chat_id: int, column: str, value: object, now: datetime) -> None:
        moment = now.isoformat()
        self._db.execute(
            "insert into chats (chat_id, created_at, changed_at) values (?, ?, ?) "
            "on conflict (chat_id) do nothing",
            (chat_id, moment, moment),
        )
        self._db.table("chats").update(chat_id, {column: value, "changed_at": moment})

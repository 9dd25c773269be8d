"""Access to the console: a one-time link becomes a session, a session ends.

A link works once and for ten minutes; asking for another ends the earlier ones of that person. A
session lasts eight hours at most. Tokens are 256 random bits and are kept as SHA-256 only. Whether
a person may come in at all is decided by the settings, at every request, not here.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person. `number` names them on pages in place of their account."""

    user_id: int
    number: int
    expires_at: datetime


class ConsoleAccess:
    """The tables `console_links`, `console_sessions` and `console_staff`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue_link(self, user_id: int, now: datetime) -> str:
        """A new one-time token for the person; earlier unused ones stop working."""
        token = secrets.token_urlsafe(32)
        self._database.execute("DELETE FROM console_links WHERE user_id = ?", (user_id,))
        self._database.execute(
            "INSERT INTO console_links (token_hash, user_id, created_at, expires_at)"
            " VALUES (?, ?, ?, ?)",
            (_hash(token), user_id, now.isoformat(), (now + LINK_LASTS).isoformat()),
        )
        self.number_of(user_id)
        return token

    def link_opens(self, token: str, now: datetime) -> int | None:
        """Whose link it is, without using it up; None where it was used, expired or never was."""
        row = self._database.execute(
            "SELECT user_id FROM console_links"
            " WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?",
            (_hash(token), now.isoformat()),
        ).fetchone()
        return int(row[0]) if row else None

    def redeem(self, token: str, now: datetime) -> str | None:
        """Use the link up for a session; its token, or None where the link opens nothing."""
        row = self._database.execute(
            "UPDATE console_links SET used_at = ?"
            " WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? RETURNING user_id",
            (now.isoformat(), _hash(token), now.isoformat()),
        ).fetchone()
        return self._begin(int(row[0]), now) if row else None

    def session(self, token: str, now: datetime) -> Session | None:
        """The session behind a cookie; None where it has ended."""
        row = self._database.execute(
            "SELECT s.user_id, p.number, s.expires_at FROM console_sessions s"
            " JOIN console_staff p ON p.user_id = s.user_id"
            " WHERE s.token_hash = ? AND s.expires_at > ?",
            (_hash(token), now.isoformat()),
        ).fetchone()
        return Session(row[0], row[1], datetime.fromisoformat(row[2])) if row else None

    def end(self, token: str) -> None:
        """Sign out of one session."""
        self._database.execute("DELETE FROM console_sessions WHERE token_hash = ?", (_hash(token),))

    def end_all(self, user_id: int) -> int:
        """End every session and link of a person; how many sessions there were."""
        self._database.execute("DELETE FROM console_links WHERE user_id = ?", (user_id,))
        return self._database.execute(
            "DELETE FROM console_sessions WHERE user_id = ?", (user_id,)
        ).rowcount

    def prune(self, now: datetime) -> None:
        """Delete links and sessions past their time."""
        for table in ("console_links", "console_sessions"):
            self._database.execute(f"DELETE FROM {table} WHERE expires_at <= ?", (now.isoformat(),))

    def number_of(self, user_id: int) -> int:
        """The number that stands for this person on pages; given at the first asking."""
        self._database.execute(
            "INSERT INTO console_staff (user_id) VALUES (?) ON CONFLICT DO NOTHING", (user_id,)
        )
        row = self._database.execute(
            "SELECT number FROM console_staff WHERE user_id = ?", (user_id,)
        ).fetchone()
        return int(row[0])

    def numbers(self) -> dict[int, int]:
        """Every staff number, by user id."""
        return dict(self._database.execute("SELECT user_id, number FROM console_staff").fetchall())

    def _begin(self, user_id: int, now: datetime) -> str:
        token = secrets.token_urlsafe(32)
        self._database.execute(
            "INSERT INTO console_sessions (token_hash, user_id, created_at, expires_at)"
            " VALUES (?, ?, ?, ?)",
            (_hash(token), user_id, now.isoformat(), (now + SESSION_LASTS).isoformat()),
        )
        return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""What the running bot notes about itself, for `/status` and `nettrials status` to read.

Names in use: `started`, `mode` (polling or webhook), `last_good_poll`, `stopped`,
`registry_old_told`. Values hold no
words and no token.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from dataclasses import dataclass

from sqlite_utils import Database

DEAF_SECONDS = 300  # since the last good contact with Telegram: so many are too many


@dataclass(frozen=True, slots=True)
class Note:
    """One noted value and when it was noted, in seconds since 1970."""

    value: str
    noted_at: float


def note(database: Database, name: str, value: str = "", now: float | None = None) -> None:
    """Remember `value` under `name`, over an earlier one."""
    database.execute(
        "INSERT INTO service (name, value, noted_at) VALUES (?, ?, ?) ON CONFLICT (name)"
        " DO UPDATE SET value = excluded.value, noted_at = excluded.noted_at",
        (name, value, time.time() if now is None else now),
    )


def note_if_possible(database: Database, name: str, value: str = "") -> None:
    """The same, for a figure that is worth no failure: a full disk only leaves it old."""
    with contextlib.suppress(sqlite3.OperationalError):
        note(database, name, value)


def notes(database: Database) -> dict[str, Note]:
    """All that was noted, by name."""
    rows = database.execute("SELECT name, value, noted_at FROM service").fetchall()
    return {name: Note(value, noted_at) for name, value, noted_at in rows}

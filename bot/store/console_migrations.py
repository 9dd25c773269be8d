"""The tables of the console in the browser: one-time links, sessions and numbers for its staff.

Tokens stand here only as SHA-256, so that a copy of `bot.db` opens no session. Each migration is
sealed: never change one that has been released.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

console = Migrations("nettrials.console")


@console()
def m001_access(database: Database) -> None:
    """Who may come in: links that wait for their one use, sessions that run."""
    database.execute(
        """
        CREATE TABLE console_links (
            token_hash TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            used_at TEXT
        )
        """
    )
    database.execute(
        """
        CREATE TABLE console_sessions (
            token_hash TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL
        )
        """
    )


@console()
def m002_staff(database: Database) -> None:
    """A number for each person of the team: pages name "moderator 3", never an account."""
    database.execute(
        "CREATE TABLE console_staff (number INTEGER PRIMARY KEY, user_id INTEGER NOT NULL UNIQUE)"
    )


@console()
def m003_figures(database: Database) -> None:
    """The dashboard counts verdicts of a period."""
    database.execute("CREATE INDEX console_verdicts_given ON verdicts (given_at)")

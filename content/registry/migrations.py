"""The numbered migrations of `registry.db`.

Sealed once released: a change is a new function at the end, never an edit of an old one. The file
is derived (a sync fills it again), so nothing in it is kept for a person except the overrides.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

registry = Migrations("nettrials.registry")


@registry()
def m001_records(database: Database) -> None:
    """Every study as the registry gave it, with the rule's judgement beside it."""
    database.execute(
        """
        CREATE TABLE records (
            nct_id TEXT PRIMARY KEY,
            raw BLOB NOT NULL,
            sha256 TEXT NOT NULL,
            status_date TEXT,
            source TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            absent_since TEXT,
            sync_id INTEGER NOT NULL,
            relevant INTEGER NOT NULL,
            reason TEXT NOT NULL
        )
        """
    )
    database.execute("CREATE INDEX records_relevant ON records (nct_id) WHERE relevant = 1")
    database.execute("CREATE TABLE aliases (alias TEXT PRIMARY KEY, nct_id TEXT NOT NULL)")


@registry()
def m002_people(database: Database) -> None:
    """What an admin decided about a record against the rule."""
    database.execute(
        """
        CREATE TABLE overrides (
            nct_id TEXT PRIMARY KEY,
            include INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL
        )
        """
    )


@registry()
def m003_syncs(database: Database) -> None:
    """Each sync, what it changed and what it could not keep; where an unfinished one stopped."""
    database.execute(
        """
        CREATE TABLE syncs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            reached TEXT,
            seen INTEGER NOT NULL DEFAULT 0,
            added INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            older INTEGER NOT NULL DEFAULT 0,
            set_aside INTEGER NOT NULL DEFAULT 0,
            query TEXT,
            next_token TEXT,
            total INTEGER,
            is_full INTEGER NOT NULL DEFAULT 0
        )
        """
    )
    database.execute(
        """
        CREATE TABLE set_aside (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sync_id INTEGER NOT NULL,
            record TEXT NOT NULL,
            reason TEXT NOT NULL
        )
        """
    )
    database.execute(
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sync_id INTEGER NOT NULL,
            nct_id TEXT NOT NULL,
            field TEXT NOT NULL,
            before TEXT,
            after TEXT,
            place TEXT
        )
        """
    )
    database.execute("CREATE INDEX changes_by_sync ON changes (sync_id)")
    database.execute("CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


@registry()
def m004_since(database: Database) -> None:
    """From which day on a sync asked for studies; NULL where it asked for all."""
    database.execute("ALTER TABLE syncs ADD COLUMN since TEXT")


@registry()
def m005_identity(database: Database) -> None:
    """A name of this file: numbers of changes mean nothing in a file that was made anew."""
    database.execute("INSERT OR IGNORE INTO notes VALUES ('identity', hex(randomblob(8)))")

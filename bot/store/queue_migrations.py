"""The numbered migrations of the queues: inbox, outbox and what the running service notes.

Sealed once released: a change is a new function at the end, never an edit of an old one.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

queue = Migrations("nettrials.queue")


@queue()
def m001_inbox(database: Database) -> None:
    """Updates as Telegram gave them, until they are answered."""
    database.execute(
        """
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            update_id INTEGER UNIQUE,
            chat_id INTEGER,
            state TEXT NOT NULL CHECK (state IN ('new', 'done', 'aside')),
            raw TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT,
            received_at REAL NOT NULL,
            done_at REAL
        )
        """
    )
    database.execute("CREATE INDEX inbox_new ON inbox (chat_id, id) WHERE state = 'new'")


@queue()
def m002_outbox(database: Database) -> None:
    """One row for each call to Telegram that an answer consists of."""
    database.execute(
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL,
            lane TEXT NOT NULL CHECK (lane IN ('message', 'notice')),
            state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
            call TEXT,
            inbox_id INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            possible_repeat INTEGER NOT NULL DEFAULT 0,
            created_at REAL NOT NULL,
            tried_at REAL,
            retry_at REAL,
            settled_at REAL,
            message_id INTEGER,
            error TEXT
        )
        """
    )
    database.execute(
        "CREATE INDEX outbox_open ON outbox (chat_id, lane, id)"
        " WHERE state IN ('pending', 'sending')"
    )


@queue()
def m003_service(database: Database) -> None:
    """Figures of the running process that other processes may read."""
    database.execute("CREATE TABLE service (name TEXT PRIMARY KEY, value TEXT, noted_at REAL)")


@queue()
def m004_outbox_tags(database: Database) -> None:
    """What a call stands for, so that whoever queued it can learn what came of it."""
    database.execute("ALTER TABLE outbox ADD COLUMN tag TEXT")
    database.execute("CREATE INDEX outbox_tagged ON outbox (tag) WHERE tag IS NOT NULL")

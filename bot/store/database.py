"""Opens `bot.db` so that nothing accepted is lost, and brings an older file up to date.

Write-ahead logging with full synchronisation: a commit that returned survives a power cut. Other
processes may read and write meanwhile (a moderator's terminal, a backup); each waits up to ten
seconds for the other. Before a pending migration touches an existing file, a complete copy is
kept beside it, named after the moment.

The sets of migrations are `nettrials.queue` (inbox, outbox, service), `nettrials.people` (chats,
questions), `nettrials.review` (the moderators' queue), `nettrials.console` (who may sign in),
`nettrials.watching` (what people asked to be told of) and
`nettrials.threads` (requests for a person).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from bot.store.console_migrations import console
from bot.store.people_migrations import people
from bot.store.queue_migrations import queue
from bot.store.review_migrations import review
from bot.store.threads_migrations import threads
from bot.store.watch_migrations import watching

BUSY_MILLISECONDS = 10_000


class StoreError(Exception):
    """The base of this package's errors; the message tells the remedy."""


class DatabaseUnusableError(StoreError):
    """The file cannot be opened, read or brought up to date."""


def open_database(path: Path, migrations: Sequence[Migrations] | None = None) -> Database:
    """The database at `path`, created or migrated as needed, for use in the calling thread.

    Raises DatabaseUnusableError, with the remedy, when the file or its folder cannot be used.
    """
    sets = default_migrations() if migrations is None else migrations
    existed = path.exists() and path.stat().st_size > 0
    with ExitStack() as closing_on_error:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = Database(path)
            closing_on_error.callback(database.close)
            _set_durable(database)
            _bring_up_to_date(database, sets, _copy_path(path) if existed else None)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseUnusableError(
                f"{path.name} cannot be used ({error}). Check that its folder exists, is writable "
                "and has free space, and that the file is a SQLite database."
            ) from error
        closing_on_error.pop_all()
    return database


def default_migrations() -> tuple[Migrations, ...]:
    """Every set of migrations that `bot.db` has, in the order they are applied."""
    return (queue, people, review, console, watching, threads)


def keep_copy(database: Database, target: Path) -> None:
    """Write a complete, consistent copy of an open database to `target`, also while it is used."""
    with closing(sqlite3.connect(target)) as copy:
        database.conn.backup(copy)


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """One transaction that holds the write lock from its start.

    A transaction that begins by reading could fail at its first write, without waiting, when
    another process wrote in between. Inside another transaction this is a savepoint.
    """
    if database.conn.in_transaction:
        with database.atomic():
            yield
        return
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.conn.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.conn.execute("ROLLBACK")
        raise


def empty_log(database: Database) -> bool:
    """Let the write-ahead log forget what the database has forgotten; False while others read it.

    Deleted words are overwritten in the database itself; the log beside it would keep them until it
    is written over.
    """
    database.conn.execute("PRAGMA busy_timeout = 0")
    try:
        busy, *_ = database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        database.conn.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return not busy


def _bring_up_to_date(database: Database, sets: Sequence[Migrations], copy: Path | None) -> None:
    if not any(chosen.pending(database) for chosen in sets):
        return
    if copy is not None:
        keep_copy(database, copy)
    for chosen in sets:
        chosen.apply(database)


def _set_durable(database: Database) -> None:
    database.conn.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    database.conn.execute("PRAGMA journal_mode = WAL")
    database.conn.execute("PRAGMA synchronous = FULL")
    database.conn.execute("PRAGMA foreign_keys = ON")
    # Forgotten words are overwritten in the file, not only unlinked.
    database.conn.execute("PRAGMA secure_delete = ON")


def _copy_path(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return path.with_name(f"{path.stem}.before-{moment}{path.suffix}")

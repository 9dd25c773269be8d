"""The file behind the registry's store: opened, brought up to date, written all or nothing.

Write-ahead logging, so that readers (a build, the running bot) never wait for a sync; synchronous
NORMAL, since everything in the file can be fetched again. SQLite's errors leave as ContentError.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from content.errors import ContentError
from content.registry.migrations import registry

_BUSY_MILLISECONDS = 30_000


class RegistryDatabase:
    """An open `registry.db`, for the thread that opened it. Raises ContentError with the remedy."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = Database(path)
            self._connection = self._database.conn
            self._connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            if registry.pending(self._database):
                registry.apply(self._database)
        except (sqlite3.Error, OSError) as error:
            raise ContentError(
                path,
                f"cannot be used as the registry's store ({error}); check the folder and its free "
                "space, or delete the file and sync again",
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another, a part of it. A full disk or a lock: ContentError."""
        try:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise ContentError(
                self.path, f"could not be written ({error}); the state before is kept"
            ) from error

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction that can fail by itself: undone, and the rest goes on."""
        with self._database.atomic():
            yield

    def rows(self, statement: str, *parameters: Any) -> Iterator[Sequence[Any]]:
        """The rows of a query, as they are read. Raises ContentError."""
        try:
            yield from self._connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise ContentError(
                self.path, f"could not be read ({error}); delete the file and sync again"
            ) from error

    def one(self, statement: str, *parameters: Any) -> Any:
        """The first value of the first row; None where there is no row."""
        return next((row[0] for row in self.rows(statement, *parameters)), None)

    def write(self, statement: str, *parameters: Any) -> int:
        """Run one statement; the id of the row it added."""
        with self.transaction():
            return self._connection.execute(statement, parameters).lastrowid or 0

    def write_all(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of `rows`."""
        with self.transaction():
            self._connection.executemany(statement, rows)

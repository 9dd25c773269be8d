"""The console's threads at `bot.db`: one that writes, a few that read, beside the running bot.

Every change is one transaction that takes the write lock at its start and waits up to ten seconds
for the bot's own, so that nobody sees "database is locked" and the event loop never waits. Readers
open the file read-only; write-ahead logging lets them read while somebody writes.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot.store.database import BUSY_MILLISECONDS, open_database, writing

T = TypeVar("T")
READERS = 4
LONGEST_PAUSE = 0.05  # seconds


class Work:
    """Runs functions over the database, off the event loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._writer = ThreadPoolExecutor(1, "console-write")
        self._readers = ThreadPoolExecutor(READERS, "console-read")
        self._later = ThreadPoolExecutor(1, "console-later")
        self._free_until = 0.0
        # Also brings the file up to date, before anybody reads it.
        self._database = self._writer.submit(open_database, path).result()

    async def write(self, change: Callable[[Database], T]) -> T:
        """What `change` gives back, its writes committed as one; none of them when it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._changed, change)

    async def read(self, look: Callable[[Database], T]) -> T:
        """What `look` gives back, over a read-only connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._looked, look)

    def look_later(self, look: Callable[[Database], object]) -> None:
        """Read something that nobody waits for, one at a time, beside the other readers."""
        self._later.submit(self._looked, look)

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._later.shutdown(cancel_futures=True)
        self._readers.shutdown()
        self._writer.submit(self._database.close).result()
        self._writer.shutdown()

    def _changed(self, change: Callable[[Database], T]) -> T:
        # Leave the file free for as long as it was held: the bot goes first when many write.
        time.sleep(max(0.0, self._free_until - time.monotonic()))
        began = time.monotonic()
        try:
            with writing(self._database):
                return change(self._database)
        finally:
            ended = time.monotonic()
            self._free_until = ended + min(ended - began, LONGEST_PAUSE)

    def _looked(self, look: Callable[[Database], T]) -> T:
        database = getattr(self._local, "database", None)
        if database is None:
            database = Database(open_read_only(self._path))
            self._local.database = database
        return look(database)


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that can change nothing, for use in any one thread at a time."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True,
                                 check_same_thread=False)  # fmt: skip
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return connection

"""Since when each trial has been in the list, so that "new" means new and not only ranked higher.

The trials of the first snapshot that is noted were always there. A trial that leaves the list and
comes back is not new again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class ServedTrials:
    """The tables `served_trials` and `served_noted`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def is_noted(self, snapshot_id: str) -> bool:
        """Whether this snapshot was the last one noted."""
        row = self._db.execute("select snapshot_id from served_noted").fetchone()
        return row is not None and row[0] == snapshot_id

    def note(self, snapshot_id: str, nct_ids: Iterable[str], now: datetime) -> None:
        """These trials are in the list from now on, if they were not before."""
        first = self._db.execute("select count(*) from served_noted").fetchone()[0] == 0
        since = "" if first else now.isoformat()
        self._db.conn.executemany(
            "insert or ignore into served_trials values (?, ?)",
            [(nct_id, since) for nct_id in nct_ids],
        )
        self._db.execute("delete from served_noted")
        self._db.execute("insert into served_noted values (?)", (snapshot_id,))

    def since(self, moment: datetime) -> frozenset[str]:
        """The trials that came into the list after `moment`."""
        rows = self._db.execute(
            "select nct_id from served_trials where since > ?", (moment.isoformat(),)
        )
        return frozenset(nct_id for (nct_id,) in rows.fetchall())

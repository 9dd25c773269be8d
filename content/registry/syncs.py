"""The log of syncs in `registry.db`: what each did, and where an unfinished one goes on.

A sync of a file is begun and finished in the transaction that keeps its records. A sync with the
registry lives longer: its row stands from the first page on and carries the token of the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from content.registry.database import RegistryDatabase
from content.registry.report import NAMED, Counts, SyncReport
from content.registry.study import SetAside

_LEFT_OUT = """
    FROM records LEFT JOIN overrides USING (nct_id)
    WHERE sync_id = ? AND COALESCE(overrides.include, records.relevant) = 0
"""


@dataclass(frozen=True, slots=True)
class OpenSync:
    """An unfinished sync with the registry: the page to ask for next, and studies in all.

    `since` is the day from which on it asks (YYYY-MM-DD); None in a full sync.
    """

    sync_id: int
    started: datetime
    next_token: str | None
    total: int | None
    since: str | None

    @property
    def is_full(self) -> bool:
        """Whether it asks for everything."""
        return self.since is None


class Syncs:
    """The syncs kept in `database`."""

    def __init__(self, database: RegistryDatabase) -> None:
        self._database = database

    def begin(self, source: str, query: str | None = None, since: str | None = None) -> int:
        """The id of a new sync from `source`; `query` tells apart what was asked for."""
        return self._database.write(
            "INSERT INTO syncs (source, started, query, since) VALUES (?, ?, ?, ?)",
            source, _now(), query, since,
        )  # fmt: skip

    def add(self, sync_id: int, counts: Counts, found: Iterable[SetAside] = ()) -> None:
        """Add to the figures of a sync, and note the studies it set aside."""
        self._database.write(
            "UPDATE syncs SET added = added + ?, changed = changed + ?, unchanged = unchanged + ?,"
            " older = older + ?, set_aside = set_aside + ? WHERE id = ?",
            counts.added, counts.changed, counts.unchanged, counts.older, counts.set_aside, sync_id,
        )  # fmt: skip
        self._database.write_all(
            "INSERT INTO set_aside (sync_id, record, reason) VALUES (?, ?, ?)",
            [(sync_id, item.record, item.reason) for item in found],
        )

    def reach(self, sync_id: int, next_token: str | None, total: int | None) -> None:
        """Note that the registry answered, where to go on and how many studies there are."""
        self._database.write(
            "UPDATE syncs SET reached = ?, next_token = ?, total = COALESCE(?, total) WHERE id = ?",
            _now(), next_token, total, sync_id,
        )  # fmt: skip

    def finish(self, sync_id: int) -> None:
        """Note that a sync is complete."""
        self._database.write(
            "UPDATE syncs SET finished = ?, next_token = NULL WHERE id = ?", _now(), sync_id
        )

    def unfinished(self, query: str) -> OpenSync | None:
        """The latest sync that asked for `query`, where it was stopped and can go on."""
        rows = self._database.rows(
            "SELECT id, started, next_token, total, since, finished FROM syncs"
            " WHERE query = ? ORDER BY id DESC LIMIT 1",
            query,
        )
        for sync_id, started, token, total, since, finished in rows:
            if finished is None and token is not None:
                return OpenSync(sync_id, _moment(started), token, total, since)
        return None

    def last_finished(self, query: str, full_only: bool = False) -> datetime | None:
        """When the latest complete sync for `query` began, or the latest full one."""
        text = self._database.one(
            "SELECT MAX(started) FROM syncs WHERE query = ? AND finished IS NOT NULL"
            " AND (since IS NULL OR NOT ?)",
            query, full_only,
        )  # fmt: skip
        return _moment(text) if text else None

    def report(self, sync_id: int) -> SyncReport:
        """What a sync did. Raises KeyError for an unknown id."""
        rows = self._database.rows(
            "SELECT source, started, finished, added, changed, unchanged, older, set_aside"
            " FROM syncs WHERE id = ?",
            sync_id,
        )
        for source, started, finished, *figures in rows:
            aside = self._database.rows(
                "SELECT record, reason FROM set_aside WHERE sync_id = ? ORDER BY id", sync_id
            )
            return SyncReport(
                sync_id, source, _moment(started), _moment(finished) if finished else None,
                Counts(*figures), tuple(SetAside(*row) for row in aside),
                left_out=self._left_out(sync_id), left_out_count=self._left_out_count(sync_id),
            )  # fmt: skip
        raise KeyError(sync_id)

    def _left_out(self, sync_id: int) -> tuple[SetAside, ...]:
        rows = self._database.rows(
            f"SELECT nct_id, reason {_LEFT_OUT} ORDER BY nct_id LIMIT ?", sync_id, NAMED
        )
        return tuple(SetAside(*row) for row in rows)

    def _left_out_count(self, sync_id: int) -> int:
        return int(self._database.one(f"SELECT COUNT(*) {_LEFT_OUT}", sync_id))

    def latest(self) -> SyncReport | None:
        """The latest sync, finished or not."""
        newest = self._database.one("SELECT MAX(id) FROM syncs")
        return self.report(newest) if newest is not None else None

    def last_reached(self) -> datetime | None:
        """When the registry itself last answered; files do not count."""
        text = self._database.one("SELECT MAX(reached) FROM syncs")
        return _moment(text) if text else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

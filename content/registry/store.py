"""`registry.db`: every study the registry gave, when it was seen, and what changed between syncs.

The raw study is kept as it came and parsed when read, so a better parser needs no new sync. A copy
dated before the one that is kept never replaces it. Each record carries the judgement of the
relevance rule; an admin's override goes before the rule. Writes happen in `transaction()`: a
process killed at any moment leaves the last complete state. One store belongs to one thread; any
number of processes may read while one writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from content.records import TrialRecord
from content.registry.changes import Change, compare
from content.registry.database import RegistryDatabase
from content.registry.decisions import KEPT, RECORDS, Decisions
from content.registry.relevance import is_relevant, rule_version
from content.registry.report import Counts
from content.registry.seen import SeenChange
from content.registry.study import Study, pack, unpack
from content.registry.syncs import Syncs


class RegistryStore:
    """The store at `path`, made or brought up to date when opened.

    Raises ContentError, with the remedy, where the file or its folder cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = RegistryDatabase(path)
        self.syncs = Syncs(self._database)
        self.decisions = Decisions(self._database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> RegistryStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is kept together or not at all."""
        with self._database.transaction():
            yield

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction that can fail by itself."""
        with self._database.part():
            yield

    # Reading

    def records(self, relevant_only: bool = True) -> Iterator[TrialRecord]:
        """The records by NCT id: the relevant ones that the registry still lists, or all."""
        listed = _records(relevant_only)
        for (raw,) in self._database.rows(f"SELECT raw {listed} ORDER BY nct_id"):
            yield unpack(raw)

    def record(self, nct_id: str) -> TrialRecord | None:
        """One record, also under an earlier id of it and whatever its relevance."""
        return self._kept(self.current_id(nct_id))

    def current_id(self, nct_id: str) -> str:
        """The id that the registry uses now for a record that may be named by an earlier one."""
        return self._database.one("SELECT nct_id FROM aliases WHERE alias = ?", nct_id) or nct_id

    def seen(self, nct_id: str) -> tuple[datetime, datetime] | None:
        """When a record was first and last given by its source."""
        rows = self._database.rows(
            "SELECT first_seen, last_seen FROM records WHERE nct_id = ?", nct_id
        )
        return next(((_moment(a), _moment(b)) for a, b in rows), None)

    def count(self, relevant_only: bool = True) -> int:
        """How many records `records` would give."""
        return int(self._database.one(f"SELECT COUNT(*) {_records(relevant_only)}"))

    def last_reached(self) -> datetime | None:
        """When the registry itself last answered; None if never. Files do not count."""
        return self.syncs.last_reached()

    def changes_since(self, sync_id: int) -> tuple[Change, ...]:
        """What changed in syncs after `sync_id` (0: in all), in order of being found."""
        rows = self._database.rows(
            "SELECT nct_id, field, before, after, place FROM changes WHERE sync_id > ? ORDER BY id",
            sync_id,
        )
        return tuple(Change(*row) for row in rows)

    def identity(self) -> str:
        """A name that a file made anew does not share: change numbers begin again there."""
        return self.note("identity") or ""

    def last_change(self) -> int:
        """The number of the latest change; 0 where there was none."""
        return int(self._database.one("SELECT COALESCE(MAX(id), 0) FROM changes"))

    def last_change_before(self, moment: datetime) -> int:
        """The number of the latest change of the syncs that had ended at `moment`."""
        return int(
            self._database.one(
                "SELECT COALESCE(MAX(changes.id), 0) FROM changes"
                " JOIN syncs ON syncs.id = sync_id WHERE finished <= ?",
                moment.astimezone(UTC).isoformat(timespec="seconds"),
            )
        )

    def changes_between(
        self, after: int, through: int, nct_ids: Iterable[str] | None = None
    ) -> tuple[SeenChange, ...]:
        """The changes numbered over `after` up to `through` (of `nct_ids` only), oldest first."""
        wanted = None if nct_ids is None else json.dumps(sorted(nct_ids))
        rows = self._database.rows(
            "SELECT nct_id, field, before, after, place, COALESCE(reached, finished, started)"
            " FROM changes JOIN syncs ON syncs.id = sync_id WHERE changes.id > ?1"
            " AND changes.id <= ?2 AND (?3 IS NULL OR nct_id IN (SELECT value FROM json_each(?3)))"
            " ORDER BY changes.id",
            after, through, wanted,
        )  # fmt: skip
        return tuple(SeenChange(Change(*row[:5]), _moment(row[5]).date()) for row in rows)

    # Writing

    def upsert(self, studies: Iterable[Study], sync_id: int, now: datetime | None = None) -> Counts:
        """Keep `studies`, note what changed, and count; call it with some hundreds at a time."""
        moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        latest = {study.record.nct_id: study for study in studies}
        known = self._known(latest)
        counts = Counts()
        with self.transaction():
            for nct_id, study in latest.items():
                counts += self._keep(study, known.get(nct_id), sync_id, moment)
        return counts

    def note_absent(self, sync_id: int, started: datetime) -> int | None:
        """Take off the list what the full sync that `started` did not find; how many these were.

        None, and nothing is changed, where it would be more than a fifth: then the search was
        wrong, not the records.
        """
        since = started.isoformat(timespec="seconds")
        rows = self._database.rows(
            "SELECT nct_id FROM records WHERE absent_since IS NULL AND last_seen < ?"
            " AND source = (SELECT source FROM syncs WHERE id = ?)",
            since, sync_id,
        )  # fmt: skip
        missing = [nct_id for (nct_id,) in rows]
        if len(missing) * 5 > self.count(relevant_only=False):
            return None
        with self.transaction():
            self._database.write_all(
                "UPDATE records SET absent_since = ? WHERE nct_id = ?",
                [(since, nct_id) for nct_id in missing],
            )
            self._note([Change(nct_id, "listed", "true", None) for nct_id in missing], sync_id)
        return len(missing)

    def override(self, nct_id: str, include: bool | None, made_by: str) -> None:
        """An admin's decision on a record; None takes it back. Holds before the record is known."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        with self.transaction():
            self._database.write("DELETE FROM overrides WHERE nct_id = ?", nct_id)
            if include is not None:
                self._database.write(
                    "INSERT INTO overrides VALUES (?, ?, ?, ?)",
                    nct_id, int(include), made_by, moment,
                )  # fmt: skip

    def judge_again(self) -> bool:
        """Judge every record anew where the rule has changed since; whether it had."""
        version = rule_version()
        if self.note("rule") == version:
            return False
        with self.transaction():
            for (nct_id,) in list(self._database.rows("SELECT nct_id FROM records")):
                record = self._kept(nct_id)
                assert record is not None  # noqa: S101 - listed just now, in this transaction
                found = is_relevant(record)
                self._database.write(
                    "UPDATE records SET relevant = ?, reason = ? WHERE nct_id = ?",
                    int(found.relevant), found.reason, nct_id,
                )  # fmt: skip
            self.write_note("rule", version)
        return True

    def note(self, name: str) -> str | None:
        """A value kept under `name`."""
        value: str | None = self._database.one("SELECT value FROM notes WHERE name = ?", name)
        return value

    def write_note(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        self._database.write("INSERT OR REPLACE INTO notes VALUES (?, ?)", name, value)

    # The steps of it

    def _kept(self, nct_id: str) -> TrialRecord | None:
        raw = self._database.one("SELECT raw FROM records WHERE nct_id = ?", nct_id)
        return unpack(raw) if raw is not None else None

    def _known(self, ids: Iterable[str]) -> dict[str, tuple[str, str | None]]:
        rows = self._database.rows(
            "SELECT nct_id, sha256, status_date FROM records"
            " WHERE nct_id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        return {nct_id: (sha256, dated) for nct_id, sha256, dated in rows}

    def _keep(
        self, study: Study, known: tuple[str, str | None] | None, sync_id: int, moment: str
    ) -> Counts:
        record = study.record
        dated = record.status_date.text if record.status_date else None
        if known is None:
            self._write(study, dated, sync_id, moment)
            return Counts(added=1)
        sha256, kept_date = known
        if sha256 == study.sha256:
            self._database.write(
                "UPDATE records SET last_seen = ?, absent_since = NULL WHERE nct_id = ?",
                moment, record.nct_id,
            )  # fmt: skip
            return Counts(unchanged=1)
        if kept_date and (dated or "") < kept_date:
            return Counts(older=1)
        self._note_changes(record, sync_id)
        self._write(study, dated, sync_id, moment)
        return Counts(changed=1)

    def _note_changes(self, record: TrialRecord, sync_id: int) -> None:
        kept = self.record(record.nct_id)
        if kept is not None:
            self._note(compare(kept, record), sync_id)

    def _note(self, changes: Iterable[Change], sync_id: int) -> None:
        self._database.write_all(
            "INSERT INTO changes (sync_id, nct_id, field, before, after, place)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(sync_id, *astuple(change)) for change in changes],
        )

    def _write(self, study: Study, dated: str | None, sync_id: int, moment: str) -> None:
        record = study.record
        found = is_relevant(record)
        self._database.write(
            """
            INSERT INTO records (nct_id, raw, sha256, status_date, source, first_seen, last_seen,
                                 sync_id, relevant, reason)
            SELECT ?1, ?2, ?3, ?4, source, ?6, ?6, ?5, ?7, ?8 FROM syncs WHERE id = ?5
            ON CONFLICT (nct_id) DO UPDATE SET
                raw = excluded.raw, sha256 = excluded.sha256, status_date = excluded.status_date,
                source = excluded.source, last_seen = excluded.last_seen, absent_since = NULL,
                sync_id = excluded.sync_id, relevant = excluded.relevant, reason = excluded.reason
            """,
            record.nct_id, pack(study), study.sha256, dated, sync_id, moment,
            int(found.relevant), found.reason,
        )  # fmt: skip
        self._database.write_all(
            "INSERT OR REPLACE INTO aliases VALUES (?, ?)",
            [(alias, record.nct_id) for alias in record.aliases if alias != record.nct_id],
        )


def _records(relevant_only: bool) -> str:
    return f"{RECORDS} AND {KEPT}" if relevant_only else RECORDS


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

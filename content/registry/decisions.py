"""What an admin sees of each record, and may decide: whether it is shown, why, and who said so.

The rule judges every record; a person's decision goes before it until it is taken back. Both are
looked at here, so that nothing is left out without a reason that can be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.records import PartialDate, TrialRecord
from content.registry.database import RegistryDatabase
from content.registry.study import unpack


class Listed(StrEnum):
    """Which records to list."""

    LEFT_OUT = "left-out"
    KEPT = "kept"
    DECIDED = "decided"
    GONE = "gone"


RECORDS = """
    FROM records LEFT JOIN overrides USING (nct_id)
    WHERE nct_id NOT IN (SELECT alias FROM aliases)
"""
"""All records, once each, with what a person decided on them."""
KEPT = "COALESCE(include, relevant) = 1 AND absent_since IS NULL"
_WHERE = {
    Listed.LEFT_OUT: "COALESCE(include, relevant) = 0",
    Listed.KEPT: KEPT,
    Listed.DECIDED: "include IS NOT NULL",
    Listed.GONE: "absent_since IS NOT NULL",
}
_COLUMNS = "nct_id, raw, relevant, reason, include, made_by, made_at, absent_since"


@dataclass(frozen=True, slots=True)
class Judged:
    """A record with its judgement. `decided_by` and `decided_at` (ISO) where a person decided.

    `rule` is what the rule says, whoever decided; `gone_since` (ISO) where the registry no longer
    lists it. Without a `title` the record is not known yet and only the decision is there.
    """

    nct_id: str
    title: str | None
    shown: bool
    rule: str | None
    decided_by: str | None = None
    decided_at: str | None = None
    gone_since: str | None = None

    def line(self) -> str:
        """The record in one line."""
        parts = [self.nct_id, "kept" if self.shown else "left out", self.why]
        return "  ".join([*parts, self.title or "(no sync has brought it yet)"])

    @property
    def why(self) -> str:
        """What the judgement rests on, in a few words."""
        if self.gone_since:
            return f"gone from the registry since {self.gone_since[:10]}"
        return f"decided by {self.decided_by}" if self.decided_by else self.rule or ""


class Decisions:
    """The judgements in `database`."""

    def __init__(self, database: RegistryDatabase) -> None:
        self._database = database

    def list(self, listed: Listed, limit: int) -> Iterator[Judged]:
        """The first `limit` records of a kind, by NCT id."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} {RECORDS} AND {_WHERE[listed]} ORDER BY nct_id LIMIT ?",
            limit,
        )
        return (_judged(*row) for row in rows)

    def count(self, listed: Listed) -> int:
        """How many there are of a kind."""
        return int(self._database.one(f"SELECT COUNT(*) {RECORDS} AND {_WHERE[listed]}"))

    def dropped(self) -> frozenset[str]:
        """The ids that a person decided to leave out."""
        return frozenset(
            nct_id for (nct_id,) in self._database.rows(
                "SELECT nct_id FROM overrides WHERE include = 0"
            )
        )  # fmt: skip

    def gone(self, nct_ids: Iterable[str] = ()) -> tuple[tuple[TrialRecord, PartialDate], ...]:
        """The relevant records, and those of `nct_ids`, that the registry lists no more."""
        rows = self._database.rows(
            f"SELECT raw, absent_since {RECORDS} AND absent_since IS NOT NULL"
            " AND (COALESCE(include, relevant) = 1"
            " OR nct_id IN (SELECT value FROM json_each(?))) ORDER BY nct_id",
            json.dumps(list(nct_ids)),
        )
        return tuple((unpack(raw), PartialDate(since[:10])) for raw, since in rows)

    def listed(self, nct_ids: Iterable[str]) -> tuple[TrialRecord, ...]:
        """The records of `nct_ids` that the registry lists, also those that the rule leaves out."""
        rows = self._database.rows(
            f"SELECT raw {RECORDS} AND absent_since IS NULL AND COALESCE(include, 1) = 1"
            " AND nct_id IN (SELECT value FROM json_each(?)) ORDER BY nct_id",
            json.dumps(list(nct_ids)),
        )
        return tuple(unpack(raw) for (raw,) in rows)

    def of(self, nct_id: str) -> Judged | None:
        """One record, or the decision on one that is not known yet; None where there is neither."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM (SELECT ? AS nct_id) LEFT JOIN records USING (nct_id)"
            " LEFT JOIN overrides USING (nct_id)",
            nct_id,
        )
        found = next(iter(rows))
        return _judged(*found) if found[1] is not None or found[4] is not None else None


def _judged(
    nct_id: str, raw: bytes | None, relevant: int | None, reason: str | None, include: int | None,
    made_by: str | None, made_at: str | None, absent_since: str | None,
) -> Judged:  # fmt: skip
    record = unpack(raw) if raw is not None else None
    decided = include is not None
    return Judged(
        nct_id=nct_id,
        title=record.brief_title if record else None,
        shown=bool(include if decided else relevant) and absent_since is None,
        rule=reason,
        decided_by=made_by if decided else None,
        decided_at=made_at if decided else None,
        gone_since=absent_since,
    )

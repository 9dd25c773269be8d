"""Figures about a span of days: what was asked, how it was received, how the team kept up.

Counts only, nothing of a person. Used by /stats, the weekly digest and whoever else shows figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures from `since` up to `until`. Pairs are a name and a count, the largest count first;
    `days` are by date. `minutes_to_answer`: the median to the first answer of a request."""

    since: datetime
    until: datetime
    questions: int
    days: Counts
    kinds: Counts
    languages: Counts
    abstained: int
    up: int
    down: int
    verdicts: Counts
    emergencies: int
    requests: int
    requests_waiting: int
    minutes_to_answer: float | None


def statistics(db: Database, since: datetime, until: datetime) -> Statistics:
    """The figures of that span; `requests_waiting` is as of now."""
    span = (since.isoformat(), until.isoformat())
    asked = "from questions where asked_at >= ? and asked_at < ?"
    given = "from verdicts where withdrawn_at is null and given_at >= ? and given_at < ?"
    opened = "from threads where opened_at >= ? and opened_at < ?"

    def count(tail: str, *values: object) -> int:
        return int(db.execute(f"select count(*) {tail}", values).fetchone()[0])

    def grouped(column: str, tail: str) -> Counts:
        rows = db.execute(
            f"select {column}, count(*) as n {tail} group by 1 order by n desc, 1", span
        )
        return tuple((str(name), int(n)) for name, n in rows.fetchall())

    return Statistics(
        since=since,
        until=until,
        questions=count(asked, *span),
        days=tuple(sorted(grouped("substr(asked_at, 1, 10)", asked))),
        kinds=grouped("kind", asked),
        languages=grouped("language", asked),
        abstained=count(f"{asked} and abstained", *span),
        up=count(f"{asked} and thumb = 'up'", *span),
        down=count(f"{asked} and thumb = 'down'", *span),
        verdicts=grouped("verdict", given),
        emergencies=_emergencies(db, since, until),
        requests=count(opened, *span),
        requests_waiting=count("from threads where state = 'waiting'"),
        minutes_to_answer=_minutes_to_answer(db, span),
    )


def _emergencies(db: Database, since: datetime, until: datetime) -> int:
    """Days are whole here: nothing but a count a day is kept of these messages."""
    last = (until - timedelta(seconds=1)).date().isoformat()
    row = db.execute(
        "select coalesce(sum(count), 0) from counts where day >= ? and day <= ?"
        " and what in ('emergency', 'self_harm')",
        (since.date().isoformat(), last),
    ).fetchone()
    return int(row[0])


def _minutes_to_answer(db: Database, span: tuple[str, str]) -> float | None:
    rows = db.execute(
        "select (julianday(first_answer_at) - julianday(opened_at)) * 1440 from threads"
        " where opened_at >= ? and opened_at < ? and first_answer_at is not null",
        span,
    ).fetchall()
    return median(minutes for (minutes,) in rows) if rows else None

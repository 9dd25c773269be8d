"""What the dashboard counts, by day and by week, and that it reads it off indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.console.charts import Chart
from bot.console.figures import Calendar, charts, totals
from bot.store.database import open_database
from bot.store.questions import Questions, Thumb
from bot.store.verdicts import Judgment, Opinion, Verdicts

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "bot.db")
    for days, kind in ((0, "trial"), (0, "news"), (1, "trial"), (40, "trial")):
        question_id = Questions(opened).log(
            chat_id=1, asked_at=NOW - timedelta(days=days), words=None, language="de", kind=kind,
            abstained=days == 1, snapshot_id=None, milliseconds=10.0 + days, hits=[],
        )  # fmt: skip
    Questions(opened).rate(question_id - 1, 1, Thumb.DOWN)
    for moderator, judgment in ((7, Judgment.GOOD), (8, Judgment.GOOD)):
        Verdicts(opened, 1.0).give(question_id, moderator, Opinion(judgment), NOW)
    yield opened
    opened.close()


def last_of(drawn: tuple[Chart, ...], key: str) -> dict[str, tuple[float | None, ...]]:
    """The last two values of each series of a plot."""
    chart = next(chart for chart in drawn if chart.key == key)
    return {series.name: series.values[-2:] for series in chart.series}


def test_each_plot_counts_its_own_by_day(database: Database) -> None:
    drawn = charts(database, NOW, 7)
    assert last_of(drawn, "questions") == {"questions": (1.0, 2.0)}
    assert last_of(drawn, "kinds") == {"trial": (1.0, 1.0), "news": (0.0, 1.0)}
    assert last_of(drawn, "languages") == {"de": (1.0, 2.0)}
    assert last_of(drawn, "abstentions") == {"abstained": (100.0, 0.0)}
    assert last_of(drawn, "thumbs") == {"up": (0.0, 0.0), "down": (1.0, 0.0)}
    assert last_of(drawn, "verdicts") == {"good": (0.0, 2.0)}
    assert last_of(drawn, "agreement") == {"kappa": (None, 1.0)}
    assert last_of(drawn, "latency") == {"median": (11.0, 10.0), "95 of 100 within": (11.0, 10.0)}


def test_a_long_period_is_told_by_weeks_that_begin_on_monday() -> None:
    calendar = Calendar.until(NOW, 365)
    assert calendar.moments()[-1] == "2026-11-23"
    assert calendar.moment("2026-11-22") == "2026-11-16"
    assert {datetime.fromisoformat(moment).weekday() for moment in calendar.moments()} == {0}


def test_the_totals_are_of_everything(database: Database) -> None:
    assert dict(totals(database, NOW)) == {
        "all": "4", "week": "3", "waiting": "3", "up": "0", "down": "1",
    }  # fmt: skip


def test_no_plot_reads_every_question_or_verdict(database: Database) -> None:
    asked: list[tuple[str, object]] = []
    with database.tracer(lambda sql, values: asked.append((sql, values))):
        charts(database, NOW, 30)
    plans = [
        row[3]
        for sql, values in asked
        for row in database.execute(f"explain query plan {sql}", values).fetchall()  # type: ignore[arg-type]
    ]
    assert len(asked) >= 4
    assert [step for step in plans if step.startswith("SCAN")] == []

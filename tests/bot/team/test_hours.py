"""Working hours: read from one line, counted across nights, weekends and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.team.hours import TeamHours, read_hours

BERLIN = read_hours("Mon-Fri 09:00-17:00 Europe/Berlin")
FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)  # 13 o'clock in Berlin
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("text", "days"),
    [("Mon-Fri 9:00-17:00 UTC", {0, 1, 2, 3, 4}), ("mon,wed,Sat 09:00–12:30 Asia/Tokyo", {0, 2, 5}),
     ("Fri-Mon 00:00-23:59 UTC", {4, 5, 6, 0}), ("Sunday 10:00-11:00 UTC", {6})],
)  # fmt: skip
def test_days_are_a_span_or_a_list(text: str, days: set[int]) -> None:
    assert read_hours(text).days == days


@pytest.mark.parametrize(
    "text",
    ["", "Mon-Fri", "Mon-Fri 9-17 UTC", "Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00 Mars/Base",
     "Mon-Fri 25:00-26:00 UTC", "Tag-Nacht 09:00-17:00 UTC", "Mon-Fri 17:00-09:00 UTC",
     "Mon-Fri 09:00-17:00 ../etc/passwd"],
)  # fmt: skip
def test_what_means_no_hours_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^takes [^\n]+$"):
        read_hours(text)


def test_somebody_is_there_in_the_hours_of_the_place() -> None:
    assert BERLIN.open_at(FRIDAY)
    assert not BERLIN.open_at(FRIDAY + timedelta(hours=4))
    assert not BERLIN.open_at(FRIDAY + timedelta(days=1))


def test_nights_and_weekends_are_not_worked() -> None:
    assert BERLIN.worked(FRIDAY, FRIDAY + timedelta(days=3)) == timedelta(hours=8)


def test_a_change_of_the_clock_does_not_change_the_hours() -> None:
    before = datetime(2026, 10, 23, 22, tzinfo=UTC)  # the Friday before the clock goes back
    assert BERLIN.worked(before, before + timedelta(days=4)) == timedelta(hours=16)


@given(moments, moments, st.sampled_from(("Europe/Berlin", "Asia/Kolkata", "America/Lima")))
def test_worked_time_is_never_more_than_the_time(one: datetime, other: datetime, zone: str) -> None:
    hours = TeamHours(BERLIN.days, BERLIN.start, BERLIN.end, zone)
    since, until = sorted((one, other))
    assert timedelta() <= hours.worked(since, until) <= until - since

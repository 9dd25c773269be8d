"""When the nightly work is due, over changes of the clock and with its delay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.nightly import DELAY, parse_nightly

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_never(text: str) -> None:
    assert parse_nightly(text) is None


@pytest.mark.parametrize("text", ["half past three", "25:00", "03:30 Mars/Olympus", "3", "03:60"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="takes a time"):
        parse_nightly(text)


def test_it_is_due_once_a_day_within_half_an_hour_of_its_time() -> None:
    nightly = parse_nightly("03:30")
    assert nightly is not None
    last, following = nightly.last(NOW, "seed"), nightly.next(NOW, "seed")
    begin = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert begin <= last <= begin + DELAY
    assert begin + timedelta(days=1) <= following <= begin + timedelta(days=1) + DELAY


def test_the_zone_counts_also_when_clocks_change() -> None:
    nightly = parse_nightly("03:30 Europe/Warsaw")
    assert nightly is not None
    for month, hour in ((1, 2), (7, 1)):
        due = nightly.last(datetime(2026, month, 15, 12, tzinfo=UTC), "seed")
        assert (due.hour, due.minute >= 30) in {(hour, True), (hour + 1, False)}


def test_every_night_of_a_year_has_one_moment() -> None:
    nightly = parse_nightly("23:50 America/New_York")
    assert nightly is not None
    moment, seen = datetime(2026, 1, 1, tzinfo=UTC), []
    while moment.year == 2026:
        moment = nightly.next(moment, "seed")
        seen.append(moment)
        assert nightly.last(moment, "seed") == moment
    assert len(seen) in (365, 366)


def test_installations_ask_at_different_moments() -> None:
    nightly = parse_nightly("03:30")
    assert nightly is not None
    assert len({nightly.last(NOW, str(seed)) for seed in range(50)}) > 40

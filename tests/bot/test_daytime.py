"""Nobody is written to at night: every hour of a year, every country and language offered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.daytime import is_day, zones_of, zones_of_language
from bot.safety.texts import known_countries
from content.languages import LANGUAGES

HOURS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(366 * 24)]


@pytest.mark.parametrize("country", known_countries())
def test_every_day_has_an_hour_for_each_country(country: str) -> None:
    days = {now.date() for now in HOURS if is_day(now, country, "en")}
    assert len(days) >= 365


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_has_an_hour_for_each_language(language: str) -> None:
    days = {now.date() for now in HOURS if is_day(now, None, language)}
    assert len(days) >= 365


def test_no_hour_of_the_night_counts_as_day_anywhere_in_a_large_country() -> None:
    hours = {now.astimezone(z).hour for now in HOURS if is_day(now, "US", "en")
             for z in zones_of("US")}  # fmt: skip
    assert (min(hours), max(hours)) == (8, 20)


@pytest.mark.parametrize(
    ("hour", "expected"), [(6, False), (7, True), (19, True), (20, False), (2, False)]
)
def test_the_day_in_warsaw_is_from_8_to_21(hour: int, expected: bool) -> None:
    assert is_day(datetime(2026, 11, 24, hour, tzinfo=UTC), "PL", "en") is expected


def test_an_unknown_country_counts_by_the_language() -> None:
    assert zones_of("XX") == ()
    night_in_japan = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert not is_day(night_in_japan, "XX", "ja")
    assert zones_of_language("tlh") == zones_of_language("en")

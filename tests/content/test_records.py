"""The values of the registry: partial dates compare, statuses are the registry's fourteen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.records import OverallStatus, PartialDate, TrialRecord


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022", date(2022, 1, 1)),
        ("2022-05", date(2022, 5, 1)),
        ("2022-05-04", date(2022, 5, 4)),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, day: date) -> None:
    assert PartialDate(text).earliest() == day
    assert PartialDate(text).text == text


@pytest.mark.parametrize(
    "text", ["", "22", "2022-5", "2022-13", "2022-02-30", "2022-05-04T00:00", "May 2022", "2022-"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - two messages: the form, or the calendar
        PartialDate(text)


def test_dates_are_ordered() -> None:
    dates = [PartialDate(text) for text in ("2022-05-04", "2022", "2023", "2022-05")]
    assert [found.text for found in sorted(dates)] == ["2022", "2022-05", "2022-05-04", "2023"]


@given(st.dates(), st.dates())
def test_whole_days_are_ordered_as_the_calendar_is(one: date, other: date) -> None:
    first, second = PartialDate(one.isoformat()), PartialDate(other.isoformat())
    assert (first < second) == (one < other)


def test_there_are_fourteen_statuses() -> None:
    assert len(OverallStatus) == 14
    assert OverallStatus("RECRUITING") == OverallStatus.RECRUITING


def test_a_record_knows_its_public_page() -> None:
    record = TrialRecord("NCT01578239", "NETTER-1")
    assert record.url == "https://clinicaltrials.gov/study/NCT01578239"


def test_what_a_record_leaves_out_is_missing_and_not_guessed() -> None:
    record = TrialRecord("NCT01578239", "NETTER-1")
    assert (record.overall_status, record.status_date, record.has_results) == (None, None, None)
    assert (record.sites, record.phases, record.minimum_age) == ((), (), None)

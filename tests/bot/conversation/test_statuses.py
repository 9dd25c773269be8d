"""A status in words: never without its date, never more open than the record says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.statuses import Openness, openness, status_line
from content.documents import Trial
from content.phrases import phrases
from content.records import OverallStatus, PartialDate, TrialRecord

TODAY = date(2026, 11, 24)


def _trial(status: OverallStatus | None, day: str | None, *, unconfirmed: bool = False) -> Trial:
    dated = PartialDate(day) if day else None
    record = TrialRecord("NCT00000001", "x", overall_status=status, status_date=dated)
    return Trial(record, "x", unconfirmed=unconfirmed)


@pytest.mark.parametrize(
    ("status", "day", "line"),
    [
        ("RECRUITING", "2026-09-16", "🟢 Open to new patients (as of September 16, 2026)"),
        ("RECRUITING", "2026-09", "🟢 Open to new patients (as of September 2026)"),
        (
            "RECRUITING",
            "2025-06-28",
            "🟡 Was open to new patients on June 28, 2025. This is old: ask the study team",
        ),
        ("RECRUITING", None, "🟡 Was listed as open, date not known: ask the study team"),
        ("COMPLETED", None, "🔴 Finished, closed (date of this status not known)"),
        ("ACTIVE_NOT_RECRUITING", "2022-05-04",
         "🔴 Running, closed to new patients (as of May 4, 2022)"),
        (None, None, "⚪ Status not stated"),
    ],
)  # fmt: skip
def test_a_status_carries_its_date(status: str | None, day: str | None, line: str) -> None:
    trial = _trial(OverallStatus(status) if status else None, day)
    assert status_line(trial, TODAY, phrases("en")) == line


def test_a_status_that_no_sync_confirmed_says_so_and_is_never_shown_as_open() -> None:
    trial = _trial(OverallStatus.RECRUITING, "2026-09", unconfirmed=True)
    status, unconfirmed = status_line(trial, TODAY, phrases("en")).split("\n")
    assert status == "🟡 Open to new patients (as of September 2026)"
    assert "registry did not find this study" in unconfirmed


@given(
    st.sampled_from([None, *OverallStatus]),
    st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2027, 1, 1))),
)
def test_only_a_fresh_dated_open_status_is_shown_as_open(
    status: OverallStatus | None, day: date | None
) -> None:
    found = openness(_trial(status, day.isoformat() if day else None), TODAY)
    fresh = day is not None and (TODAY - day).days <= 365
    is_open = status in (OverallStatus.RECRUITING, OverallStatus.AVAILABLE) and fresh
    assert (found is Openness.OPEN) == is_open


@given(st.sampled_from(list(OverallStatus)))
def test_every_status_has_words_in_every_language(status: OverallStatus) -> None:
    for language in ("en", "es", "zh", "ar"):
        assert status_line(_trial(status, "2026-10-01"), TODAY, phrases(language))

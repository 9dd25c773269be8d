"""What changed between two versions of a record, told in the registry's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.records import OverallStatus, PartialDate, Site, TrialRecord
from content.registry.changes import Change, compare, place_of

RECORD = TrialRecord(
    "NCT00000001", "A study", overall_status=OverallStatus.RECRUITING, sites=(Site(city="Tampa"),)
)


def test_nothing_changed() -> None:
    assert compare(RECORD, RECORD) == ()


@pytest.mark.parametrize(
    ("name", "value", "change"),
    [
        ("overall_status", OverallStatus.COMPLETED, ("RECRUITING", "COMPLETED")),
        ("why_stopped", "No money", (None, "No money")),
        ("phases", ("PHASE1", "PHASE2"), (None, "PHASE1, PHASE2")),
        ("minimum_age", 12.0, (None, "12")),
        ("minimum_age", 0.5, (None, "0.5")),
        ("has_results", True, (None, "true")),
        ("completion_date", PartialDate("2027-01"), (None, "2027-01")),
    ],
)
def test_a_field_that_changed(
    name: str, value: object, change: tuple[str | None, str | None]
) -> None:
    after = replace(RECORD, **{name: value})  # type: ignore[arg-type]
    assert compare(RECORD, after) == (Change("NCT00000001", name, *change),)


def test_a_site_that_opened_and_one_that_left() -> None:
    after = replace(RECORD, sites=(Site(city="Warsaw", country="Poland"),))
    assert compare(RECORD, after) == (
        Change("NCT00000001", "site", None, "Warsaw, Poland"),
        Change("NCT00000001", "site", "Tampa", None),
    )


def test_the_status_of_a_site() -> None:
    before = replace(RECORD, sites=(Site(city="Leeds", status=OverallStatus.NOT_YET_RECRUITING),))
    after = replace(RECORD, sites=(Site(city="Leeds", status=OverallStatus.RECRUITING),))
    assert compare(before, after) == (
        Change("NCT00000001", "site_status", "NOT_YET_RECRUITING", "RECRUITING", "Leeds"),
    )


def test_a_hospital_that_only_changed_its_name_is_no_news() -> None:
    before = replace(RECORD, sites=(Site(facility="Site 1", city="Leeds"),))
    after = replace(RECORD, sites=(Site(facility="St James's", city="Leeds"),))
    assert compare(before, after) == ()


def test_a_second_hospital_that_is_open_speaks_for_its_city() -> None:
    closed = Site(city="Leeds", status=OverallStatus.COMPLETED)
    opened = Site(city="Leeds", status=OverallStatus.RECRUITING)
    before, after = replace(RECORD, sites=(closed,)), replace(RECORD, sites=(closed, opened))
    assert [change.after for change in compare(before, after)] == ["RECRUITING"]


def test_filling_in_a_partial_copy_is_no_news() -> None:
    partial = TrialRecord("NCT00000001", "A study")
    assert compare(partial, RECORD) == ()
    assert compare(RECORD, partial) == ()


def test_a_value_that_a_later_copy_leaves_out_is_no_news() -> None:
    before = replace(RECORD, minimum_age=18.0, has_results=True)
    assert compare(before, replace(RECORD, sites=())) == ()


@pytest.mark.parametrize(
    ("site", "place"),
    [
        (Site(city="Warsaw", state="Masovian", country="Poland"), "Warsaw, Poland"),
        (
            Site(city="Tampa", state="Florida", country="United States"),
            "Tampa, Florida, United States",
        ),
        (Site(country="Spain"), "Spain"),
        (Site(facility="A hospital"), None),
    ],
)
def test_a_place_is_named_as_people_name_it(site: Site, place: str | None) -> None:
    assert place_of(site) == place

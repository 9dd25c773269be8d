"""Changes in words: nothing of the registry's code is left, places are told together."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.conversation.change_words import change_lines
from bot.plain import plain_text
from content.languages import LANGUAGES
from content.phrases import phrases
from content.records import OverallStatus
from content.registry.changes import Change
from content.registry.seen import SeenChange

DAY = date(2026, 11, 24)
EVERY_FIELD = [
    ("overall_status", "RECRUITING", "ACTIVE_NOT_RECRUITING", None),
    ("why_stopped", None, "No funding", None),
    ("phases", "PHASE1", "PHASE1, PHASE2", None),
    ("minimum_age", "18", "12", None),
    ("maximum_age", None, "0.5", None),
    ("brief_title", "Old title", "New <title>", None),
    ("lead_sponsor", "A", "B", None),
    ("primary_completion_date", "2027-05", "2028-01-31", None),
    ("completion_date", "2028", "2029", None),
    ("has_results", None, "true", None),
    ("listed", "true", None, None),
    ("site", None, "Warsaw, Poland", None),
    ("site", "Leeds, United Kingdom", None, None),
    ("site_status", "NOT_YET_RECRUITING", "RECRUITING", "Tampa, Florida, United States"),
]


def told(*changes: tuple[str, str | None, str | None, str | None], language: str = "en") -> str:
    found = [SeenChange(Change("NCT00000001", f, b, a, p), DAY) for f, b, a, p in changes]
    return change_lines(found, phrases(language))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (EVERY_FIELD[0], "Status: Open to new patients → Running, closed to new patients"),
        (EVERY_FIELD[1], "Why it stopped, in the registry's words: “No funding”"),
        (EVERY_FIELD[3], "Youngest age: 18 → 12"),
        (EVERY_FIELD[5], "Title in the registry: Old title → New <title>"),
        (EVERY_FIELD[7], "Last visit for the main result: May 2027 → January 31, 2028"),
        (EVERY_FIELD[10], "The registry no longer lists this study."),
        (EVERY_FIELD[11], "New place: Warsaw, Poland"),
        (EVERY_FIELD[12], "No longer a place of this study: Leeds, United Kingdom"),
        (
            EVERY_FIELD[13],
            "Tampa, Florida, United States: Not open yet → Open to new patients",
        ),
    ],
)
def test_a_change_in_words(
    change: tuple[str, str | None, str | None, str | None], line: str
) -> None:
    text = plain_text(told(change))
    assert text == f"Seen in the registry on November 24, 2026:\n• {line}"


def test_places_of_a_country_are_told_together() -> None:
    cities = ["Warsaw", "Kraków", "Łódź", "Gdańsk", "Poznań"]
    text = told(*[("site", None, f"{city}, Poland", None) for city in cities])
    assert "New places in Poland (5): Warsaw, Kraków, Łódź, Gdańsk, …" in text


def test_places_with_the_same_new_status_are_told_together() -> None:
    changed = [("site_status", "NOT_YET_RECRUITING", "RECRUITING", f"{city}, Poland")
               for city in ("Warsaw", "Kraków")]  # fmt: skip
    assert "Poland (2): Warsaw, Kraków: Not open yet → Open to new patients" in told(*changed)


def test_hundreds_of_places_stay_a_short_message() -> None:
    countries = ["Poland", "Spain", "Italy", "France", "Japan", "Norway", "Chile", "Brazil"]
    text = told(*[("site", None, f"City {n}, {countries[n % 8]}", None) for n in range(844)])
    assert len(text) < 1_000
    assert "More changes of places: 2." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_shows_a_word_of_the_registrys_code(language: str) -> None:
    statuses = [("overall_status", "RECRUITING", status.value, None) for status in OverallStatus]
    for change in [*EVERY_FIELD, *statuses]:
        text = told(change, language=language)
        assert not re.search(r"\b[A-Z]+_[A-Z_]+\b|PHASE\d|\btrue\b", text), text


@pytest.mark.parametrize(
    ("language", "country"), [("de", "Polen"), ("es", "Polonia"), ("ja", "ポーランド")]
)
def test_a_country_is_named_in_the_readers_language(language: str, country: str) -> None:
    assert f"Warsaw, {country}" in told(("site", None, "Warsaw, Poland", None), language=language)


def test_a_change_of_an_unknown_field_still_says_something() -> None:
    assert "Its record was updated." in told(("something", "A", "B", None))

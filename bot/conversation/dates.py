"""Dates, numbers and lists in the reader's form."""

from __future__ import annotations

from datetime import date, datetime

from content.records import PartialDate


def in_words(day: date | PartialDate | None, language: str) -> str:
    """A date as the reader writes it, as precise as it is known; "" for None."""
    # Imported here: babel costs more than most commands need.
    from babel.dates import format_date, format_skeleton

    if day is None:
        return ""
    if isinstance(day, PartialDate):
        if len(day.text) == len("2022"):
            return day.text
        if len(day.text) == len("2022-05"):
            moment = datetime.combine(day.earliest(), datetime.min.time())
            return format_skeleton("yMMMM", moment, locale=language)
        day = day.earliest()
    return format_date(day, "long", locale=language)


def number(value: float, language: str) -> str:
    """A number with the reader's separators; whole ones without a fraction."""
    from babel.numbers import format_decimal

    return format_decimal(value if value % 1 else int(value), locale=language)

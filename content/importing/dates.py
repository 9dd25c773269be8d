"""Dates as a news paragraph writes them. A date without a year stays without one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
_MONTH += r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_FORMS = (
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR}\b)?", re.I),
    re.compile(rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR}\b)?", re.I),
    re.compile(r"\b(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date in a page: the words there, and the day they name (None when the year is missing)."""

    words: str
    day: date | None
    start: int
    end: int


def first_date(text: str) -> PageDate | None:
    """The earliest date in `text` that names a day and a month, or None."""
    found = [made for form in _FORMS for match in form.finditer(text) if (made := _date(match))]
    return min(found, key=lambda item: (item.start, -item.end), default=None)


def _date(match: re.Match[str]) -> PageDate | None:
    """What the match names, or None for a day that no calendar has (31 February)."""
    month = match["month"].casefold()
    number = int(month) if month.isdigit() else _month_number(month)
    year = match["year"]
    try:
        day = date(int(year) if year else 2000, number, int(match["day"]))  # 2000: a leap year
    except ValueError:
        return None
    return PageDate(match[0].strip(), day if year else None, match.start(), match.end())


def _month_number(word: str) -> int:
    """1 to 12."""
    return _MONTHS.index(word[:3]) + 1

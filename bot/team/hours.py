"""The team's working hours: `Mon-Fri 09:00-17:00 Europe/Berlin`.

They are told to patients, and reminders count only the time in them. Days are a span or a list
(`Mon,Wed,Fri`); the zone is a name of the tz database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"\s*(\S+)\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)\s+(\S+)\s*")
_TAKES = "takes days, times and a time zone, such as Mon-Fri 09:00-17:00 Europe/Berlin"
_LONGEST = 90  # days; what waits longer has waited long enough


@dataclass(frozen=True, slots=True)
class TeamHours:
    """Weekdays (0 is Monday), and from when to when on each, in `zone`."""

    days: frozenset[int]
    start: time
    end: time
    zone: str

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody of the team is there."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.weekday() in self.days and self.start <= local.time() < self.end

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """How much working time lies between two moments."""
        worked = timedelta()
        for start, end in self._shifts(since, until):
            worked += max(timedelta(), min(end, until) - max(start, since))
        return worked

    def _shifts(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.zone)
        day = since.astimezone(zone).date()
        last = min(until.astimezone(zone).date(), day + timedelta(days=_LONGEST))
        while day <= last:
            if day.weekday() in self.days:
                yield (
                    datetime.combine(day, self.start, zone),
                    datetime.combine(day, self.end, zone),
                )
            day += timedelta(days=1)


def read_hours(text: str) -> TeamHours:
    """The hours that `text` means. Raises ValueError, saying what it takes."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError(_TAKES)
    days, start, end, zone = form.groups()
    try:
        hours = TeamHours(
            _days(days), time.fromisoformat(start.zfill(5)), time.fromisoformat(end.zfill(5)), zone
        )
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise ValueError(_TAKES) from None
    if hours.start >= hours.end:
        raise ValueError("takes hours that begin before they end, within one day")
    return hours


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        start, end = _DAYS.index(first[:3]), _DAYS.index((last or first)[:3])
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)

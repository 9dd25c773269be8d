"""When the nightly sync and build is due: a time of day in a stated zone, some minutes late.

The delay is another one for each installation and night, so that not all bots ask the registry at
the same moment. A night that was missed, because the bot was not running, is made up for at the
next start.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DELAY = timedelta(minutes=30)  # at most
_WRITTEN = re.compile(r"(\d\d?):(\d\d)(?:\s+(\S+))?")


@dataclass(frozen=True, slots=True)
class Nightly:
    """A time of day in a zone."""

    at: time
    zone: ZoneInfo

    def last(self, now: datetime, seed: str) -> datetime:
        """The latest moment not after `now` at which it was due."""
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=back) for back in (1, 0, -1, -2))
        return max(due for day in days if (due := self._due(day, seed)) <= now)

    def next(self, now: datetime, seed: str) -> datetime:
        """The first moment after `now` at which it will be due."""
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=ahead) for ahead in (-1, 0, 1, 2))
        return min(due for day in days if (due := self._due(day, seed)) > now)

    def _due(self, day: date, seed: str) -> datetime:
        late = random.Random(f"{seed} {day}").uniform(0, DELAY.total_seconds())  # noqa: S311
        begin = datetime.combine(day, self.at, self.zone).astimezone(UTC)
        return begin + timedelta(seconds=round(late))


def parse_nightly(text: str) -> Nightly | None:
    """`03:30`, `03:30 Europe/Warsaw`, or None for an empty text. Raises ValueError."""
    if not text.strip():
        return None
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("takes a time such as 03:30 or 03:30 Europe/Warsaw, or nothing for never")
    try:
        return Nightly(time(int(found[1]), int(found[2])), ZoneInfo(found[3] or "UTC"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"takes a time and a time zone that exist ({error})") from error

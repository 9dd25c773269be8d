"""Who has written how much today. In memory only, and forgotten with the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Spent:
    """The messages of one day by person, against the `daily` allowance."""

    daily: int = 200
    _day: date | None = None
    _counts: dict[int, int] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)

    def spend(self, user_id: int, day: date) -> int:
        """Count one more message; how many there were on this day, this one included."""
        if day != self._day:
            self._day = day
            self._counts.clear()
            self._told.clear()
        self._counts[user_id] = self._counts.get(user_id, 0) + 1
        return self._counts[user_id]

    def tell_once(self, user_id: int) -> bool:
        """Whether the person is to be told now; only the first time on a day."""
        if user_id in self._told:
            return False
        self._told.add(user_id)
        return True

"""What a session holds between two pages, in memory only: its filter, its SQL, one notice.

Words that a moderator searches for may be a patient's; here they touch neither an address nor the
disk and are gone when the session or the process ends.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MOST_SESSIONS = 1000


@dataclass(slots=True)
class Held:
    """What one session holds. `notice`: a line for the next page, shown once."""

    values: dict[str, Any] = field(default_factory=dict)
    notice: str | None = None

    def take_notice(self) -> str | None:
        """The notice, which is then gone."""
        notice, self.notice = self.notice, None
        return notice


class Memory:
    """What every session holds, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()

    def of(self, token: str) -> Held:
        """What that session holds."""
        held = self._held.setdefault(token, Held())
        self._held.move_to_end(token)
        while len(self._held) > MOST_SESSIONS:
            self._held.popitem(last=False)
        return held

    def forget(self, token: str) -> None:
        """The session has ended."""
        self._held.pop(token, None)

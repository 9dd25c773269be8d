"""Who may use the console: admins, moderators and readers, as the settings name them now.

The settings are read again every few seconds, so that a person taken off the list in `.env` is out
at their next request, without a restart.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from bot.settings import Settings, SettingsError

_READ_EVERY = 5.0


class StaffRole(IntEnum):
    """A role in the console; each may do all that those below it may."""

    READER = 1
    MODERATOR = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Visitor:
    """The signed-in person of a request. `token` is their session's, for signing out."""

    user_id: int
    number: int
    role: StaffRole
    token: str

    def may(self, role: StaffRole) -> bool:
        """Whether the person has at least this role."""
        return self.role >= role

    @property
    def name(self) -> str:
        """What pages call the person: role and number, never an account."""
        return f"{self.role.name.lower()} {self.number}"


class Staff:
    """The lists of people. Asked at every request."""

    def __init__(
        self, read: Callable[[], Settings], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._clock = clock
        self._settings = read()
        self._read_at = clock()

    def role(self, user_id: int) -> StaffRole | None:
        """The person's role now; None for everybody who is not on a list."""
        settings = self._current()
        if user_id in settings.admins:
            return StaffRole.ADMIN
        if user_id in settings.moderators:
            return StaffRole.MODERATOR
        return StaffRole.READER if user_id in settings.readers else None

    def _current(self) -> Settings:
        if self._clock() - self._read_at >= _READ_EVERY:
            self._read_at = self._clock()
            # A file half written: the next reading will do.
            with contextlib.suppress(SettingsError):
                self._settings = self._read()
        return self._settings

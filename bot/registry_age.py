"""How long ago the registry itself last answered, as the running bot looks it up.

Three cases, and each is told differently: never (the shipped texts, or files), lately, or too long
ago. The file is looked at once a minute at most; one that cannot be read counts as never reached.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from content.errors import ContentError

log = logging.getLogger(__name__)

OLD_AFTER = timedelta(days=7)
LOOK_EVERY = 60.0  # seconds


class Age(Enum):
    """What may be said of how current the trials are."""

    NEVER = "never"
    LATELY = "lately"
    OLD = "old"


@dataclass
class RegistryAge:
    """The age of what `path`, a `registry.db`, holds. For one thread."""

    path: Path
    _looked: float = float("-inf")
    _reached: datetime | None = None

    def reached(self) -> datetime | None:
        """When the registry last answered; None if it never did. Files do not count."""
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self._looked, self._reached = now, self._look()
        return self._reached

    def age(self, today: date) -> Age:
        """Which of the three cases holds on `today`."""
        reached = self.reached()
        if reached is None:
            return Age.NEVER
        return Age.OLD if today - reached.date() > OLD_AFTER else Age.LATELY

    def _look(self) -> datetime | None:
        if not self.path.exists():
            return None
        from content.registry.store import RegistryStore

        try:
            with RegistryStore(self.path) as store:
                return store.last_reached()
        except ContentError as error:
            log.error("registry not read reason=%s", error)
            return None

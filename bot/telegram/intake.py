"""Commits what arrives, and notes that the bot hears. Runs in the core thread."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.store.service import note_if_possible
from bot.telegram.meter import Meter
from bot.telegram.world import World

NOTE_EVERY_SECONDS = 10.0


class Intake:
    """The one way into the inbox, for polling and webhook alike."""

    def __init__(self, world: World, meter: Meter) -> None:
        self._world = world
        self._meter = meter
        self._noted = float("-inf")

    def accept(self, updates: Sequence[object]) -> int:
        """Commit raw updates, return how many were new. Raises sqlite3.Error: then none is in."""
        new = self._world.inbox.accept(updates) if updates else 0
        self._meter.polled()
        now = time.monotonic()
        if now - self._noted >= NOTE_EVERY_SECONDS:
            note_if_possible(self._world.database, "last_good_poll")
            self._noted = now
        return new

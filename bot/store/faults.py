"""What went wrong in the last day, counted from the inbox and the outbox."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlite_utils import Database

from bot.store.inbox import Inbox
from bot.store.outbox import Outbox

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Faults:
    """Updates given up after several attempts, updates set aside unread, messages not delivered."""

    given_up: int = 0
    aside: int = 0
    undelivered: int = 0

    @property
    def all(self) -> int:
        """Together."""
        return self.given_up + self.aside + self.undelivered


def faults_of_the_day(database: Database) -> Faults:
    """Of the last 24 hours."""
    since = time.time() - DAY_SECONDS
    given_up, aside = Inbox(database).losses_since(since)
    return Faults(given_up, aside, Outbox(database).undelivered_since(since))

"""Ends a process that has become deaf, so that its supervisor starts a new one.

It watches the time since the last good contact with Telegram that was also committed. Monotonic
seconds: a change of the wall clock neither triggers nor delays it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Watchdog:
    """`limit`: seconds without a good contact that are too many."""

    limit: float
    last_good: float = field(default_factory=time.monotonic)

    def good(self) -> None:
        """Telegram answered and what it gave is committed."""
        self.last_good = time.monotonic()

    def seconds(self) -> float:
        """Since the last good contact."""
        return time.monotonic() - self.last_good

    async def deaf(self) -> None:
        """Return once the limit has passed without a good contact."""
        while (left := self.last_good + self.limit - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 1.0))

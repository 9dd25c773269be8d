"""Values that are costly to make, kept for a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Kept:
    """What was made lately, by key. `seconds`: how long it serves."""

    seconds: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _made: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)

    def get(self, key: Hashable) -> Any | None:
        """The value, unless it is missing or too old."""
        made, value = self._made.get(key, (0.0, None))
        return value if value is not None and self.clock() - made < self.seconds else None

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value just made; what is too old goes."""
        now = self.clock()
        self._made = {k: v for k, v in self._made.items() if now - v[0] < self.seconds}
        self._made[key] = (now, value)

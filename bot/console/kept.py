"""Values that are costly to make, kept for a while; an old one serves while a new one is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

_FORGOTTEN_AFTER = 60  # times as long as a value is fresh


@dataclass(slots=True)
class Kept:
    """What was made lately, by key. `seconds`: how long it is fresh."""

    seconds: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _made: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)
    _making: set[Hashable] = field(default_factory=set)

    def get(self, key: Hashable) -> Any | None:
        """The value, unless it is missing or too old."""
        made, value = self._made.get(key, (0.0, None))
        return value if value is not None and self.clock() - made < self.seconds else None

    def old(self, key: Hashable) -> Any | None:
        """The value, also when it is no longer fresh."""
        return self._made.get(key, (0.0, None))[1]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value just made; what is much too old goes."""
        now, longest = self.clock(), self.seconds * _FORGOTTEN_AFTER
        self._made = {k: v for k, v in self._made.items() if now - v[0] < longest}
        self._made[key] = (now, value)
        self._making.discard(key)

    def begin(self, key: Hashable) -> bool:
        """Whether the caller is the one to make a new value now."""
        if key in self._making:
            return False
        self._making.add(key)
        return True

    def give_up(self, key: Hashable) -> None:
        """Making it failed; the next one may try."""
        self._making.discard(key)

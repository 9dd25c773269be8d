"""Faults that the Telegram double can be told to make: which, on which methods, how often."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong. AFTER: the call took effect, the answer does not tell so."""

    WAIT = "429"
    SERVER_ERROR = "500"
    GATEWAY = "502"
    GATEWAY_AFTER = "502 after taking effect"
    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    CONFLICT = "409"
    DROP = "connection dropped before taking effect"
    DROP_AFTER = "connection dropped after taking effect"
    SLOW = "slow answer after taking effect"
    GARBAGE = "garbage"
    GARBAGE_AFTER = "garbage after taking effect"
    DUPLICATE = "update delivered twice"


@dataclass(slots=True)
class Fault:
    """`method` None: all of them. `times` None: for ever. `chance`: of each call."""

    kind: FaultKind
    method: str | None = None
    times: int | None = None
    chance: float = 1.0
    seconds: float = 1.0
    chat_id: int | None = None


@dataclass(slots=True)
class Faults:
    """The faults in force; the first that applies to a call is made."""

    planned: list[Fault] = field(default_factory=list)
    made: dict[FaultKind, int] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(5))

    def plan(self, kind: FaultKind, method: str | None = None, **numbers: float | int) -> None:
        """Put one more fault in force."""
        self.planned.append(Fault(kind, method, **numbers))  # type: ignore[arg-type]

    def clear(self) -> None:
        """From now on everything works."""
        self.planned.clear()

    def draw(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self.planned:
            if fault.method not in (None, method) or fault.chat_id not in (None, chat_id):
                continue
            if fault.times == 0 or self.dice.random() >= fault.chance:
                continue
            if fault.times is not None:
                fault.times -= 1
            self.made[fault.kind] = self.made.get(fault.kind, 0) + 1
            return fault
        return None

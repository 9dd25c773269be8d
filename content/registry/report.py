"""What a sync did, as a value for the terminal, the admins and the status page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from content.registry.study import SetAside

Progress = Callable[[int, int | None], None]
"""Called with the studies read so far and, where it is known, how many there are."""


def silent(_seen: int, _total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Studies of a sync. `older` are copies dated before the one that is kept."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    set_aside: int = 0

    @property
    def seen(self) -> int:
        """All of them."""
        return self.added + self.changed + self.unchanged + self.older + self.set_aside

    def __add__(self, other: Counts) -> Counts:
        return replace(
            self,
            added=self.added + other.added,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            older=self.older + other.older,
            set_aside=self.set_aside + other.set_aside,
        )


@dataclass(frozen=True, slots=True)
class SyncReport:
    """One sync. `finished` is None where it was stopped; the next sync goes on from there."""

    sync_id: int
    source: str
    started: datetime
    finished: datetime | None
    counts: Counts
    set_aside: tuple[SetAside, ...] = ()
    faults: tuple[str, ...] = ()

    def with_faults(self, faults: Iterable[str]) -> SyncReport:
        """The report with the files that could not be used."""
        return replace(self, faults=tuple(faults))

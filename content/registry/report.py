"""What a sync did, as a value for the terminal, the admins and the status page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from content.registry.study import SetAside

NAMED = 10  # studies set aside, or left out, that a report names

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
    """One sync. `finished` is None where it was stopped; the next sync goes on from there.

    `set_aside` could not be read; `left_out` are the first of the `left_out_count` records it
    brought that are kept but not shown, by their ids, each with the reason.
    """

    sync_id: int
    source: str
    started: datetime
    finished: datetime | None
    counts: Counts
    set_aside: tuple[SetAside, ...] = ()
    faults: tuple[str, ...] = ()
    left_out: tuple[SetAside, ...] = ()
    left_out_count: int = 0

    def with_faults(self, faults: Iterable[str]) -> SyncReport:
        """The report with the files that could not be used."""
        return replace(self, faults=tuple(faults))

    def lines(self) -> tuple[str, ...]:
        """The report for an admin, a line each."""
        counts = self.counts
        first = (
            f"{counts.seen} studies read from {self.source}: {counts.added} new, "
            f"{counts.changed} changed, {counts.unchanged} unchanged"
        )
        if counts.older:
            first += f", {counts.older} older than what is kept"
        found = [first + "."]
        if self.finished is None:
            found.append("Stopped before the end; the next sync goes on from here.")
        found += [f"Set aside: {item.record}: {item.reason}" for item in self.set_aside[:NAMED]]
        if len(self.set_aside) > NAMED:
            found.append(f"Set aside: {len(self.set_aside) - NAMED} more.")
        found += [f"Left out: {item.record}: {item.reason}" for item in self.left_out]
        if self.left_out_count > len(self.left_out):
            more = self.left_out_count - len(self.left_out)
            found.append(f"Left out: {more} more; see 'nettrials records list'.")
        found += [f"Not used: {fault}" for fault in self.faults]
        return tuple(found)

"""Changes with the day they were seen, and what is left of them when several follow each other.

A trial that was paused and opened again between two messages has not changed for its reader: only
the first value before and the last one after count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from content.registry.changes import Change


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A change and the day (UTC) of the sync that found it."""

    change: Change
    seen: date


def net_changes(found: Iterable[SeenChange]) -> tuple[SeenChange, ...]:
    """The changes from the first to the last, one for each thing, with the last day each.

    `found` in the order of being seen; what ended as it began is left out.
    """
    kept: dict[tuple[str, str, str | None], SeenChange] = {}
    for item in found:
        change = item.change
        place = change.place or (change.before or change.after if change.field == "site" else None)
        key = (change.nct_id, change.field, place)
        first = kept.pop(key, item)
        kept[key] = replace(item, change=replace(change, before=first.change.before))
    return tuple(item for item in kept.values() if item.change.before != item.change.after)

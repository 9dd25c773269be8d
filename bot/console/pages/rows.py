"""An item of the queue as a list shows it: who has it, why it needs a look, nobody's account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.console.pages.audit import named
from bot.console.staff import Visitor
from bot.store.console import ConsoleAccess
from bot.store.need import reasons
from bot.store.review_queue import Item


@dataclass(frozen=True, slots=True)
class Row:
    """An item with what a page says of it. `holder`: who works on it, by staff number."""

    item: Item
    asked: str
    holder: str | None
    until: str | None
    needs: tuple[str, ...]
    mine: bool


def rows(db: Database, now: datetime, items: Iterable[Item], who: Visitor) -> tuple[Row, ...]:
    """The items for this reader."""
    numbers = ConsoleAccess(db).numbers()
    return tuple(row(item, now, who, numbers) for item in items)


def row(item: Item, now: datetime, who: Visitor, numbers: dict[int, int]) -> Row:
    """One item. A claim that has run out is nobody's."""
    held = item.claimed_by is not None and (item.claimed_until is None or item.claimed_until > now)
    return Row(
        item=item,
        asked=f"{item.asked_at:%Y-%m-%d %H:%M}",
        holder=named(item.claimed_by, who.user_id, numbers) if held else None,
        until=f"{item.claimed_until:%H:%M}" if held and item.claimed_until else None,
        needs=tuple(reason.need.value for reason in reasons(item, now) if reason.need != "age"),
        mine=held and item.claimed_by == who.user_id,
    )

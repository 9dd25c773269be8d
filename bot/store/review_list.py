"""Lists of questions for moderators: filtered, searched, page by page, each by an index.

A page goes on from the last item of the one before, so that a page deep in 200,000 questions costs
what the first one costs. Searching looks at the newest matches (`question_search.NEWEST`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.store.question_search import NEWEST, match_of
from bot.store.review_migrations import OPEN
from bot.store.review_queue import Item, State, read_items

if TYPE_CHECKING:
    from sqlite_utils import Database


_FEW_DAYS = 7  # found by their day and sorted; more are read in order


class Order(StrEnum):
    """What comes first."""

    NEED = "need"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions; a field that is None lets all pass.

    `state`: None is what is open (new or disputed); `every` lets all states pass. `score_below`:
    best score lower than this. `since` and `until`: days, both included. `words`: a search.
    """

    state: State | None = None
    every: bool = False
    kind: str | None = None
    language: str | None = None
    verdict: str | None = None
    thumb: str | None = None
    tag: str | None = None
    abstained: bool | None = None
    score_below: float | None = None
    since: date | None = None
    until: date | None = None
    words: str | None = None

    def where(self, *, sorted_: bool = True) -> tuple[str, dict[str, Any]]:
        """The condition in SQL and its values. `sorted_`: for a list in the order of need."""
        parts, values = [self._states()], {}
        for name, condition, value in self._conditions():
            if value is not None:
                parts.append(condition if sorted_ else condition.removeprefix("+"))
                values[name] = value
        if self.state is not None:
            values["state"] = self.state.value
        return " and ".join(parts), values

    def _states(self) -> str:
        # What is searched is looked up one by one: "+" keeps the list's index out of it.
        plus = "+" if self.words is not None or self.tag is not None else ""
        if self.state is not None:
            return f"{plus}leader_id is null and {plus}state = :state"
        everything = self.every or self.verdict is not None
        return f"{plus}leader_id is null" if everything else f"{plus}{OPEN}"

    def _conditions(self) -> Iterator[tuple[str, str, Any]]:
        yield "kind", "kind = :kind", self.kind
        yield "language", "language = :language", self.language
        yield "verdict", "verdict is not null and verdict = :verdict", self.verdict
        # "+": read in the order of need, not in that of scores or days, which would be sorted.
        yield "thumb", "+thumb = :thumb", self.thumb
        yield "tag", f"id in ({_TAGGED})", self.tag
        yield "abstained", "+abstained = :abstained", self.abstained
        yield "score", "+best_score < :score", self.score_below
        since = self.since.isoformat() if self.since else None
        # A moment of that day is greater than the day's name and less than it with a "U" behind.
        until = f"{self.until.isoformat()}U" if self.until else None
        plus = "" if self._few_days() else "+"
        yield "since", f"{plus}asked_at >= :since", since
        yield "until", f"{plus}asked_at < :until", until
        if self.words is not None:
            # What cannot be searched for finds nothing, rather than everything.
            yield "words", f"id in ({_FOUND})", match_of(self.words) or '"\u2400"'

    def _few_days(self) -> bool:
        return bool(self.since and self.until and (self.until - self.since).days < _FEW_DAYS)


# Tags of a question that still waits for its second, blind verdict are not to be seen.
_TAGGED = (
    "select verdicts.question_id from verdict_tags join verdicts on verdicts.id = verdict_id "
    "where tag = :tag and withdrawn_at is null and exists (select 1 from questions as judged "
    "where judged.id = verdicts.question_id and judged.verdict is not null)"
)
_FOUND = (
    "select rowid from question_search where question_search match :words "
    f"order by rowid desc limit {NEWEST}"
)
_ORDERS = {
    Order.NEED: ("need desc, id", "need <= :need and (need < :need or id > :after)"),
    Order.NEWEST: ("id desc", "id < :after"),
}


class ReviewList:
    """Reads the queue."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def page(
        self,
        wanted: Filter | None = None,
        *,
        limit: int = 50,
        after: Item | None = None,
        order: Order = Order.NEED,
    ) -> tuple[Item, ...]:
        """The first `limit` items, or those behind `after`."""
        sql, values = page_query(wanted or Filter(), limit=limit, after=after, order=order)
        return tuple(read_items(self._db, sql, values))

    def count(self, wanted: Filter | None = None, *, most: int = 1_000_000) -> int:
        """How many there are; counting stops at `most`."""
        where, values = (wanted or Filter()).where(sorted_=False)
        sql = f"select count(*) from (select 1 from questions where {where} limit :most)"
        return int(self._db.execute(sql, {**values, "most": most}).fetchone()[0])

    def states(self) -> dict[State, int]:
        """How many questions stand where; repeats are counted with the one they repeat."""
        rows = self._db.execute(
            "select state, count(*) from questions where leader_id is null group by state"
        ).fetchall()
        return {State(state): count for state, count in rows}

    def repeats(self, question_id: int, limit: int = 20) -> tuple[Item, ...]:
        """The newest questions that repeat this one."""
        tail = "where leader_id = ? order by id desc limit ?"
        return tuple(read_items(self._db, tail, (question_id, limit)))

    def tags(self) -> dict[str, int]:
        """Every tag on settled questions, and how often."""
        rows = self._db.execute(
            "select tag, count(*) from verdict_tags join verdicts on verdicts.id = verdict_id "
            "where withdrawn_at is null and exists (select 1 from questions "
            "where id = verdicts.question_id and verdict is not null) "
            "group by tag order by 2 desc, 1"
        ).fetchall()
        return dict(rows)


def page_query(
    wanted: Filter, *, limit: int, after: Item | None, order: Order
) -> tuple[str, dict[str, Any]]:
    """The tail of the select that reads a page, and its values."""
    where, values = wanted.where()
    by, behind = _ORDERS[order]
    if after is not None:
        where += f" and {behind}"
        values |= {"after": after.id}
        if order is Order.NEED:
            values["need"] = after.need
    return f"where {where} order by {by} limit :limit", {**values, "limit": limit}

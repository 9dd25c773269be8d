"""The queue: what needs a look, narrowed down and searched; taking the next; what is disputed.

A filter is sent by POST and held by the session, so that a word searched for stands in no address.
"""

from __future__ import annotations

import dataclasses
from datetime import date

from sqlite_utils import Database

from bot.commands.rows import as_csv, as_json_lines, row_of
from bot.console.console import Console, say
from bot.console.pages.rows import Row, rows
from bot.console.routing import Asked, File, Goto, Outcome, Shown
from bot.console.staff import StaffRole
from bot.intent import MessageKind
from bot.store.questions import Questions
from bot.store.review_list import Filter, Order, ReviewList
from bot.store.review_queue import Item, ReviewQueue, State
from bot.store.verdicts import Judgment
from content.languages import LANGUAGES

PAGE = 25
MOST_EXPORTED = 10_000
FIELDS = ("state", "kind", "language", "verdict", "thumb", "tag", "found", "score", "since",
          "until", "words", "order")  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """A page of the queue."""

    items: tuple[Row, ...]
    own: tuple[Row, ...]
    states: dict[State, int]
    tags: dict[str, int]
    after: int | None


async def queue(console: Console, asked: Asked) -> Outcome:
    """A page of what the session's filter lets pass."""
    fields = _held(console, asked)
    last = asked.query_number("after")
    listing = await console.work.read(lambda db: _listing(db, console, asked, fields, last))
    return Shown("queue.html", {
        "listing": listing, "fields": fields, "narrowed": any(fields.values()),
        "states": list(State), "judgments": list(Judgment), "kinds": list(MessageKind),
        "languages": LANGUAGES,
    })  # fmt: skip


async def narrow(console: Console, asked: Asked) -> Outcome:
    """Hold another filter, or none."""
    cleared = bool(asked.field("clear"))
    fields = {name: "" if cleared else asked.field(name, 200) for name in FIELDS}
    console.memory.of(asked.who.token).values["filter"] = fields
    return Goto("/queue")


async def take_next(console: Console, asked: Asked) -> Outcome:
    """Claim the neediest item that the filter lets pass."""
    wanted = wanted_of(_held(console, asked))
    who, now = asked.who.user_id, console.clock()
    item = await console.work.write(lambda db: ReviewQueue(db).claim_next(who, now, wanted))
    if item is None:
        return Goto("/queue", say("queue.nothing_next"))
    return Goto(f"/question/{item.id}")


async def disputed(console: Console, asked: Asked) -> Outcome:
    """What two people judged differently."""
    wanted = Filter(state=State.DISPUTED)
    found = await console.work.read(
        lambda db: rows(db, console.clock(), ReviewList(db).page(wanted, limit=100), asked.who)
    )
    return Shown("disputed.html", {"rows": found})


async def export(console: Console, asked: Asked) -> Outcome:
    """What the filter lets pass, with scores, verdicts and comments, as a file."""
    wanted, who = wanted_of(_held(console, asked)), asked.who
    judge = who.user_id if who.may(StaffRole.MODERATOR) else None

    def read(db: Database) -> list[dict[str, object]]:
        found = ReviewList(db).page(wanted, limit=MOST_EXPORTED)
        pairs = ((Questions(db).get(item.id), item) for item in found)
        return [row_of(db, question, item, judge) for question, item in pairs if question]

    rows_ = await console.work.read(read)
    if asked.field("format") == "jsonl":
        return File("questions.jsonl", "application/jsonl; charset=utf-8",
                    "".join(f"{line}\n" for line in as_json_lines(rows_)))  # fmt: skip
    lines = "".join(f"{line}\n" for line in as_csv(rows_))
    return File("questions.csv", "text/csv; charset=utf-8", lines)


def wanted_of(fields: dict[str, str]) -> Filter:
    """The filter that the fields of the form say; what makes no sense there is left out."""
    state = fields.get("state", "")
    return Filter(
        state=State(state) if state in list(State) else None,
        kind=fields.get("kind") or None,
        language=fields.get("language") or None,
        verdict=fields.get("verdict") or None,
        thumb=fields.get("thumb") or None,
        tag=fields.get("tag") or None,
        abstained={"no": True, "yes": False}.get(fields.get("found", "")),
        score_below=_number(fields.get("score", "")),
        since=_day(fields.get("since", "")),
        until=_day(fields.get("until", "")),
        words=fields.get("words") or None,
    )


def _listing(
    db: Database, console: Console, asked: Asked, fields: dict[str, str], last: int | None
) -> Listing:
    now, who = console.clock(), asked.who
    reader, queued = ReviewList(db), ReviewQueue(db)
    behind: Item | None = queued.item(last) if last is not None else None
    order = Order.NEWEST if fields.get("order") == Order.NEWEST else Order.NEED
    page = reader.page(wanted_of(fields), limit=PAGE, after=behind, order=order)
    states = console.counts.get("states")
    if states is None:
        states = (reader.states(), reader.tags())
        console.counts.put("states", states)
    return Listing(
        items=rows(db, now, page, who),
        own=rows(db, now, queued.claimed(who.user_id, now), who),
        states=states[0],
        tags=states[1],
        after=page[-1].id if len(page) == PAGE else None,
    )


def _held(console: Console, asked: Asked) -> dict[str, str]:
    held: dict[str, str] = console.memory.of(asked.who.token).values.get("filter", {})
    return held


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

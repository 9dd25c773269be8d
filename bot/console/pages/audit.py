"""Who did what, newest first; people by their staff number, never by an account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlite_utils import Database

from bot.console.console import Console, say
from bot.console.routing import Asked, Outcome, Shown
from bot.store.audit import Audit, Entry
from bot.store.console import ConsoleAccess
from bot.store.verdicts import Verdicts

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. `undo`: the entry that this reader may try to undo."""

    id: int
    at: str
    who: str
    action: str
    subject: str
    detail: str
    question_id: int | None
    undone: bool
    undo: int | None


async def audit(console: Console, asked: Asked) -> Outcome:
    """A page of the log; `before` leads on."""
    before = asked.query_number("before")
    lines = await console.work.read(lambda db: _lines(db, before, asked.who.user_id))
    after = lines[-1].id if len(lines) == PAGE else None
    return Shown("audit.html", {"lines": lines, "after": after})


def _lines(database: Database, before: int | None, own: int) -> tuple[Line, ...]:
    numbers = ConsoleAccess(database).numbers()
    entries = Audit(database).entries(PAGE, before_id=before)
    return tuple(line_of(without_verdict(database, entry, own), own, numbers) for entry in entries)


def without_verdict(database: Database, entry: Entry, own: int) -> Entry:
    """The entry without what another found, while somebody is still to judge without seeing it."""
    hidden = (
        entry.action == "verdict"
        and entry.actor_id != own
        and entry.question_id is not None
        and not Verdicts(database).is_open_to_all(entry.question_id)
    )
    return replace(entry, detail="") if hidden else entry


def line_of(entry: Entry, own: int, numbers: dict[int, int]) -> Line:
    """An entry as this reader sees it."""
    mine = entry.actor_id == own and entry.undoable and entry.undone_at is None
    return Line(
        id=entry.id,
        at=f"{entry.at:%Y-%m-%d %H:%M}",
        who=named(entry.actor_id, own, numbers),
        action=entry.action.replace("_", " "),
        subject=entry.subject,
        detail=entry.detail,
        question_id=entry.question_id,
        undone=entry.undone_at is not None,
        undo=entry.id if mine else None,
    )


def named(user_id: int | None, own: int, numbers: dict[int, int]) -> str:
    """What a page calls somebody of the team: never by an account."""
    if user_id == own:
        return str(say("audit.you"))
    if not user_id:  # None or 0: the terminal
        return str(say("audit.machine"))
    number = numbers.get(user_id)
    return str(say("audit.person", number=number) if number else say("audit.somebody"))

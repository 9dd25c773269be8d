"""Signing in with a one-time link, and out again.

Opening the link only shows a button: a preview that some program makes of it uses nothing up. The
button's POST turns the link into a session.
"""

from __future__ import annotations

from sqlite_utils import Database

from bot.console.console import Console, say
from bot.console.routing import Asked, Goto, Outcome, Shown
from bot.store.audit import Audit
from bot.store.console import ConsoleAccess


async def sign_in(console: Console, asked: Asked) -> Outcome:
    """How to get a link; with a good one in the path, the button; signed in, the ways out."""
    token = asked.named.get("token") or ""
    user_id = None
    if token:
        now = console.clock()
        user_id = await console.work.read(lambda db: ConsoleAccess(db).link_opens(token, now))
    good = user_id is not None and console.staff.role(user_id) is not None
    status = 410 if token and not good else 200
    return Shown("sign_in.html", {"token": token if good else None, "spent": status == 410}, status)


async def enter(console: Console, asked: Asked) -> Outcome:
    """Use the link up."""
    token, now = asked.field("token"), console.clock()
    user_id = await console.work.read(lambda db: ConsoleAccess(db).link_opens(token, now))
    if user_id is None or console.staff.role(user_id) is None:
        return Shown("sign_in.html", {"token": None, "spent": True}, 410)
    session = await console.work.write(lambda db: _redeem(db, token, user_id, console))
    if session is None:
        return Shown("sign_in.html", {"token": None, "spent": True}, 410)
    return Goto("/queue", cookie=session)


async def sign_out(console: Console, asked: Asked) -> Outcome:
    """End this session, or with `everywhere` all of this person's."""
    who = asked.who
    if asked.field("everywhere"):
        await console.work.write(lambda db: ConsoleAccess(db).end_all(who.user_id))
    else:
        await console.work.write(lambda db: ConsoleAccess(db).end(who.token))
    console.memory.forget(who.token)
    return Goto("/sign-in", say("sign_in.out"), cookie="")


def _redeem(db: Database, token: str, user_id: int, console: Console) -> str | None:
    access, now = ConsoleAccess(db), console.clock()
    access.prune(now)
    session = access.redeem(token, now)
    if session is not None:
        Audit(db).note(user_id, "sign_in", "console", "", now)
    return session

"""The console as one value: what its pages, its gate and its plugin share.

It knows who is signed in, where the database's threads are and what the texts say. Pages get it
passed in; nothing is global.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.console.catalogue import Catalogue
from bot.console.gate import VISITOR, Scope
from bot.console.kept import Kept
from bot.console.memory import Memory
from bot.console.staff import Staff, StaffRole, Visitor
from bot.console.work import Work
from bot.settings import Settings
from bot.store.console import ConsoleAccess, Session
from content import FOLDER
from content.phrases import Phrases, phrases

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def texts() -> Phrases:
    """What the console says; staff read English."""
    return phrases("en", FOLDER / "console")


def say(key: str, **values: object) -> Markup:
    """A sentence of the console, its values escaped."""
    return Markup(texts().say(key, **values))  # noqa: S704 - our own text; `say` escapes values


@dataclass(slots=True)
class Console:
    """See the module. `hosts`: the names under which requests may come."""

    settings: Settings
    staff: Staff
    work: Work
    hosts: frozenset[str]
    catalogue: Catalogue
    kept: Kept = field(default_factory=Kept)
    counts: Kept = field(default_factory=lambda: Kept(seconds=10))
    memory: Memory = field(default_factory=Memory)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    datasette: Any = None

    @property
    def secure(self) -> bool:
        """Whether people reach the console by https."""
        return self.settings.console_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return "__Host-nettrials" if self.secure else "nettrials"

    async def visitor(self, token: str) -> Visitor | None:
        """Who is signed in with that session; a person who left the team is signed out."""
        now = self.clock()
        session: Session | None = await self.work.read(
            lambda db: ConsoleAccess(db).session(token, now)
        )
        if session is None:
            return None
        role = self.staff.role(session.user_id)
        if role is None:
            user_id = session.user_id
            await self.work.write(lambda db: ConsoleAccess(db).end_all(user_id))
            return None
        return Visitor(session.user_id, session.number, role, token)

    async def plain_page(self, scope: Scope, status: int) -> bytes:
        """The page that tells an error in one line."""
        page: str = await self.datasette.render_template(
            "problem.html", {**common(scope.get(VISITOR)), "problem": problem(status)}
        )
        return page.encode()


def known_hosts(settings: Settings, host: str) -> frozenset[str]:
    """The names under which the console is reached: loopback, its address, where it listens."""
    named = urlsplit(settings.console_url).hostname or ""
    return _LOOPBACK | {named.lower(), host.lower()}


def common(visitor: Visitor | None) -> dict[str, object]:
    """What every template gets."""
    return {"say": say, "visitor": visitor, "role": StaffRole}


def problem(status: int) -> Markup:
    """One line on an error."""
    key = f"problem.{status}"
    return say(key) if texts().has(key) else say("problem.500")

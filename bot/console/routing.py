"""How a page of ours is asked and answers, between Datasette's requests and plain functions.

A page is a function of the console and an `Asked`; it gives back what to show, where to go, or why
not. The role it takes stands beside it in the table of pages and is checked here, once, for all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from datasette import Response
from markupsafe import Markup

from bot.console.console import Console, common, problem
from bot.console.gate import VISITOR
from bot.console.memory import Held
from bot.console.staff import StaffRole, Visitor


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `named`: the parts of its path; `form`: fields sent by POST; `query`: by GET."""

    visitor: Visitor | None
    named: Mapping[str, str]
    form: Mapping[str, tuple[str, ...]]
    query: Mapping[str, str]

    @property
    def who(self) -> Visitor:
        """The signed-in person; for pages that take a role."""
        if self.visitor is None:
            raise PermissionError("nobody is signed in")
        return self.visitor

    def field(self, name: str, longest: int = 4000) -> str:
        """A field of the form, trimmed and without control characters; "" where it is missing."""
        text = (self.form.get(name) or ("",))[0][:longest]
        return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()

    def number(self, name: str) -> int | None:
        """A field that is a whole number; None where it is none."""
        return _whole(self.field(name, 19))

    def query_number(self, name: str) -> int | None:
        """A part of the query that is a whole number; None where it is none."""
        return _whole(self.query.get(name, ""))


def _whole(text: str) -> int | None:
    """A number that SQLite can hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its template and what that gets."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Goto:
    """Another page, with a line to show there. `cookie`: the session to set; "" ends it."""

    path: str
    notice: Markup | None = None
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No, in one clear line."""

    status: int
    line: Markup | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep."""

    name: str
    content_type: str
    text: str


Outcome = Shown | Goto | Refused | File
PageFunction = Callable[[Console, Asked], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Page:
    """What answers at a path, by method, and the role that each takes (None: anybody)."""

    get: PageFunction | None = None
    post: PageFunction | None = None
    role: StaffRole | None = StaffRole.READER
    post_role: StaffRole | None = StaffRole.MODERATOR


def routed(console: Console, page: Page) -> Callable[..., Awaitable[Any]]:
    """The page as a view of Datasette's."""

    async def view(request: Any, datasette: Any) -> Any:
        asked = await _asked(request)
        posted = request.method == "POST"
        function = page.post if posted else page.get
        outcome: Outcome
        if function is None:
            outcome = Refused(405)
        else:
            role = page.post_role if posted else page.role
            outcome = _denied(asked, role, posted) or await function(console, asked)
        return await _response(console, datasette, request, asked, outcome)

    return view


def _denied(asked: Asked, role: StaffRole | None, posted: bool) -> Outcome | None:
    if role is None:
        return None
    if asked.visitor is None:
        return Refused(401) if posted else Goto("/sign-in")
    return None if asked.visitor.may(role) else Refused(403)


async def _asked(request: Any) -> Asked:
    form: dict[str, tuple[str, ...]] = {}
    if request.method == "POST":
        body = (await request.post_body()).decode("utf-8", "replace")
        form = {k: tuple(v) for k, v in parse_qs(body, keep_blank_values=True).items()}
    query = {name: request.args.get(name) for name in request.args}
    return Asked(request.scope.get(VISITOR), request.url_vars, form, query)


async def _response(
    console: Console, datasette: Any, request: Any, asked: Asked, outcome: Outcome
) -> Any:
    held = console.memory.of(asked.visitor.token) if asked.visitor else None
    match outcome:
        case Goto():
            return _redirect(console, held, outcome)
        case File():
            disposition = f'attachment; filename="{outcome.name}"'
            return Response(outcome.text, content_type=outcome.content_type,
                            headers={"content-disposition": disposition})  # fmt: skip
        case Refused():
            line = outcome.line or problem(outcome.status)
            shown = Shown("problem.html", {"problem": line}, outcome.status)
        case Shown():
            shown = outcome
    values = {**common(asked.visitor), **shown.values,
              "notice": held.take_notice() if held else None}  # fmt: skip
    html = await datasette.render_template(shown.template, values, request=request)
    return Response.html(html, status=shown.status)


def _redirect(console: Console, held: Held | None, outcome: Goto) -> Any:
    if held is not None:
        held.notice = outcome.notice
    response = Response("", status=303, headers={"location": outcome.path})
    if outcome.cookie is not None:
        ends = {"max_age": 0} if outcome.cookie == "" else {}
        response.set_cookie(console.cookie, outcome.cookie, path="/", httponly=True,
                            secure=console.secure, samesite="strict", **ends)  # fmt: skip
    return response

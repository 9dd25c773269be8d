"""Our plugin: joins the console's pages, sign-in and rules to Datasette.

Permissions are closed unless a signed-in person's role opens them. Three of Datasette's own plugins
are taken out: signing in by its cookie, its menu of debug pages, and its page for errors, which
would print local variables, and with them a patient's words, to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from datasette import Response, hookimpl
from datasette.plugins import pm
from datasette.views.base import DatasetteError

from bot.console.console import Console, common, problem, say
from bot.console.gate import VISITOR, App, Gate
from bot.console.pages import ROUTES
from bot.console.readable import FIGURES, readable
from bot.console.routing import routed
from bot.console.staff import Visitor
from bot.fault_place import place

log = logging.getLogger(__name__)
T = TypeVar("T", bound=Callable[..., object])

_TAKEN_OUT = ("datasette.handle_exception", "datasette.actor_auth_cookie",
              "datasette.default_menu_links", "datasette.forbidden")  # fmt: skip
_OPEN = {"view-instance", "view-database", "view-table", "execute-sql", "view-query"}


def hook(function: T) -> T:
    """Marks a method as Datasette's hook, ahead of Datasette's own."""
    hookimpl(tryfirst=True)(function)
    return function


class ConsolePlugin:
    """The hooks. One per process, as Datasette's register of plugins is."""

    __name__ = "nettrials"

    def __init__(self, console: Console) -> None:
        self._console = console

    @hook
    def asgi_wrapper(self) -> Callable[[App], App]:
        """The gate before everything."""
        return lambda app: Gate(app, self._console)

    @hook
    def register_routes(self) -> list[tuple[str, Callable[..., Any]]]:
        """Our pages; they come before Datasette's."""
        return [(path, routed(self._console, page)) for path, page in ROUTES]

    @hook
    def actor_from_request(self, request: Any) -> dict[str, str] | None:
        """Datasette's actor: the signed-in person's role and number."""
        visitor: Visitor | None = request.scope.get(VISITOR)
        return {"id": visitor.name, "role": visitor.role.name.lower()} if visitor else None

    @hook
    def permission_allowed(self, actor: dict[str, str] | None, action: str, resource: Any) -> bool:
        """Readers and better see the figures; nobody sees anything else through Datasette."""
        if actor is None or action not in _OPEN:
            return False
        database = resource[0] if isinstance(resource, tuple) else resource
        return action == "view-instance" or database == FIGURES

    @hook
    def extra_template_vars(self, request: Any) -> dict[str, object]:
        """What our frame around Datasette's pages says."""
        visitor = request.scope.get(VISITOR) if request else None
        return {**common(visitor), "readable": readable(FIGURES)}

    @hook
    async def forbidden(self, datasette: Any, request: Any) -> Any:
        """To the sign-in page, or a plain no."""
        if request.scope.get(VISITOR) is None and request.method == "GET":
            return Response.redirect("/sign-in")
        return await self._told(datasette, request, 403, problem(403))

    @hook
    async def handle_exception(self, datasette: Any, request: Any, exception: Exception) -> Any:
        """One clear line; the log gets the kind and place of what is our fault."""
        if isinstance(exception, DatasetteError):
            return await self._told(
                datasette, request, exception.status, say("problem.data", what=exception.message)
            )
        status = getattr(exception, "status", 500)
        if status == 500:
            log.error("console fault kind=%s place=%s", type(exception).__name__, place(exception))
        return await self._told(datasette, request, status, problem(status))

    async def _told(self, datasette: Any, request: Any, status: int, line: str) -> Any:
        if request.path.endswith((".json", ".csv")):
            return Response.json({"ok": False, "error": line, "status": status}, status=status)
        page = await datasette.render_template("problem.html", {"problem": line}, request=request)
        return Response.html(page, status=status)


def register(console: Console) -> None:
    """Put our plugin in and take out what would say too much."""
    for name in _TAKEN_OUT:
        pm.unregister(name=name)
    pm.register(ConsolePlugin(console), name="nettrials")

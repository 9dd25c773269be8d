"""The table of our pages: path, what answers there, and the role it takes."""

from __future__ import annotations

from bot.console.console import Console
from bot.console.pages import signing
from bot.console.routing import Asked, Goto, Outcome, Page, Shown
from bot.console.staff import StaffRole


async def home(_console: Console, asked: Asked) -> Outcome:
    """Straight to the work."""
    return Goto("/queue" if asked.visitor else "/sign-in")


async def queue(_console: Console, _asked: Asked) -> Outcome:
    """The queue."""
    return Shown("queue.html")


ROUTES: tuple[tuple[str, Page], ...] = (
    (r"/$", Page(get=home, role=None)),
    (r"/sign-in$", Page(get=signing.sign_in, post=signing.enter, role=None, post_role=None)),
    (r"/sign-in/(?P<token>[\w-]+)$", Page(get=signing.sign_in, role=None)),
    (r"/sign-out$", Page(post=signing.sign_out, post_role=StaffRole.READER)),
    (r"/queue$", Page(get=queue)),
)

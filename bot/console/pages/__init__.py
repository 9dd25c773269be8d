"""The table of our pages: path, what answers there, and the role it takes."""

from __future__ import annotations

from bot.console.console import Console
from bot.console.pages import (
    audit,
    dashboard,
    item,
    judging,
    promoting,
    queue,
    requests,
    signing,
    sql,
)
from bot.console.routing import Asked, Goto, Outcome, Page
from bot.console.staff import StaffRole


async def home(_console: Console, asked: Asked) -> Outcome:
    """Straight to the work."""
    return Goto("/queue" if asked.visitor else "/sign-in")


ROUTES: tuple[tuple[str, Page], ...] = (
    (r"/$", Page(get=home, role=None)),
    (r"/sign-in$", Page(get=signing.sign_in, post=signing.enter, role=None, post_role=None)),
    (r"/sign-in/(?P<token>[\w-]+)$", Page(get=signing.sign_in, role=None)),
    (r"/sign-out$", Page(post=signing.sign_out, post_role=StaffRole.READER)),
    (r"/queue$", Page(get=queue.queue, post=queue.narrow, post_role=StaffRole.READER)),
    (r"/queue/next$", Page(post=queue.take_next)),
    (r"/export$", Page(post=queue.export, post_role=StaffRole.READER)),
    (r"/disputed$", Page(get=queue.disputed)),
    (r"/question/(?P<id>\d{1,15})$", Page(get=item.item, post=judging.judge)),
    (r"/question/(?P<id>\d{1,15})/(?P<action>claim|release|finish)$", Page(post=judging.act)),
    (r"/question/(?P<id>\d{1,15})/promote$",
     Page(get=promoting.propose, post=promoting.save, role=StaffRole.MODERATOR)),
    (r"/question/(?P<id>\d{1,15})/reply$", Page(post=requests.answer_question)),
    (r"/requests$", Page(get=requests.requests)),
    (r"/requests/(?P<id>\d{1,15})$", Page(get=requests.request, post=requests.answer)),
    (r"/requests/(?P<id>\d{1,15})/close$", Page(post=requests.close)),
    (r"/requests/(?P<id>\d{1,15})/(?P<action>confirm|hurry|cancel)$", Page(post=requests.post)),
    (r"/undo$", Page(post=judging.undo)),
    (r"/dashboard$", Page(get=dashboard.dashboard)),
    (r"/audit$", Page(get=audit.audit)),
    (r"/sql$", Page(get=sql.form, post=sql.run, post_role=StaffRole.READER)),
)  # fmt: skip

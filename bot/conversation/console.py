"""/console: a one-time link to the team's console in the browser, in a private chat only."""

from __future__ import annotations

from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.store.console import LINK_LASTS, ConsoleAccess


def link(world: World, event: Event) -> Response:
    """A new link; an earlier one that was not used stops working."""
    say = world.say(event)
    if event.group:
        return Response((Reply(say.say("console.private")),))
    token = ConsoleAccess(world.db).issue_link(event.user_id, world.clock())
    address = f"{world.console_url}/sign-in/{token}"
    minutes = int(LINK_LASTS.total_seconds() // 60)
    return Response((Reply(say.say("console.link", link=address, minutes=minutes)),))

"""Which messages belong to a conversation between a patient and the team, before anything else.

A moderator's reply to a request, and a patient's words that go to the team, never reach the search:
they are no questions to the bot. Everything else does.
"""

from __future__ import annotations

from bot.conversation import human_messages, team_desk, team_ticks
from bot.conversation.world import World
from bot.events import Event, EventKind, Reply, Response


def people(world: World, event: Event) -> Response | None:
    """What follows where people talk with each other; None where the bot is asked."""
    response = team_desk.receive(world, event)
    if response is None and event.kind in (EventKind.TEXT, EventKind.EDITED):
        response = human_messages.receive(world, event)
    return response


def learned(world: World, event: Event) -> tuple[Reply, ...]:
    """Before a reply to an earlier message is read: which message was which."""
    if event.reply_to_message_id is None:
        return ()
    return team_ticks.follow(world, world.clock())

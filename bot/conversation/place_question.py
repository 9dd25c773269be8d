"""The question where somebody is, with a button that shares it."""

from __future__ import annotations

from bot.events import Event, Reply
from content.phrases import Phrases


def place_question(event: Event, say: Phrases) -> tuple[Reply, ...]:
    """A message with the button that shares the place; none in a group, where all would see it."""
    if event.group:
        return ()
    return (Reply(say.say("where.share_ask"), asks_location=say.say("where.share")),)

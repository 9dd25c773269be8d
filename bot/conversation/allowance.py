"""How many messages one person gets answered in a day, so that everybody has a turn.

Counted are messages that somebody writes or sends, for each person and day (UTC). Over the
allowance the person is told so once, kindly; further messages of that day stay without an answer.
Never refused: an emergency, commands (/forget, /privacy), buttons, what the bot itself asked for,
and the team. Held in memory only, as nobody has to know who asked how often: a restart begins anew.
"""

from __future__ import annotations

from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.safety import check

OVER = "over_allowance"


def refusal(world: World, event: Event) -> Response | None:
    """What a message over the allowance gets instead of an answer; None for one within it."""
    if event.user_id in world.admins | world.moderators | world.readers:
        return None
    count = world.spent.spend(event.user_id, world.clock().date())
    if count <= world.spent.daily or check(event.text).kind.takes_over:
        return None
    if not world.spent.tell_once(event.user_id):
        return Response(kind=OVER)
    text = world.say(event).say("allowance.reached", count=world.spent.daily)
    return Response((Reply(text),), kind=OVER)

"""Tells the admins, once, that the registry is out of reach; again only after it was reached.

What was told is kept in `bot.db`, so that a restart does not tell it again.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation.dates import in_words
from bot.conversation.world import World
from bot.events import Reply
from bot.registry_age import OLD_AFTER, Age
from bot.store.service import note, notes
from content.languages import FALLBACK
from content.phrases import phrases

_TOLD = "registry_old_told"


def alert_old(world: World, now: datetime) -> tuple[Reply, ...]:
    """The messages to the admins, where they were not told yet."""
    reached = world.registry_age.reached()
    if reached is None or world.registry_age.age(now.date()) is not Age.OLD:
        return ()
    told = notes(world.db).get(_TOLD)
    if told is not None and told.value == reached.isoformat():
        return ()
    note(world.db, _TOLD, reached.isoformat())
    say = phrases(FALLBACK)
    day = in_words(reached.date(), say.language)
    text = say.say("age.alert", date=day, days=OLD_AFTER.days)
    return tuple(Reply(text, chat_id=admin) for admin in sorted(world.admins))

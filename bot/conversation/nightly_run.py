"""The nightly run: read the registry, build, and tell the admins where something is wrong.

It goes on over ticks of the bot: a task, then the next. What is done is noted in `bot.db`, so that
a bot that was down makes up for a missed night a minute after its start, and does no night twice.
A registry that cannot be read is tried three times, an hour apart, and then told of once, until it
could be read again. Nights that go well are not told of.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.building import Ended, Task
from bot.conversation.upkeep_state import Night
from bot.conversation.world import World
from bot.events import Button, Reply
from bot.store.service import Note, note, notes
from content.phrases import Phrases

TRIES = 3
_TRY_AGAIN = timedelta(hours=1)
_BUSY_WAIT = timedelta(minutes=10)
_AFTER_START = timedelta(minutes=1)
_STALE = timedelta(hours=24)
_SEED, _DONE, _OUT_OF_REACH = "nightly_seed", "nightly_done", "registry_out_of_reach"

Words = Callable[[Ended, Phrases], tuple[str, tuple[tuple[Button, ...], ...]]]


def begin_if_due(world: World, now: datetime) -> None:
    """Begin the night's sync where it is time, or again where it failed before."""
    state = world.upkeep
    state.since = state.since or now
    if world.nightly is None or world.builder.task is not None:
        return
    if state.night is None:
        if now - state.since < _AFTER_START or not _is_due(world, now):
            return
        state.night = Night()
    elif state.night.retry_at is not None and now < state.night.retry_at:
        return
    state.night.retry_at = None
    state.night.tries += 1
    world.builder.start(Task.SYNC)


def next_night(world: World, now: datetime) -> datetime | None:
    """When the next one begins; None where there is none."""
    return world.nightly.next(now, _seed(world)) if world.nightly else None


def last_night(world: World) -> datetime | None:
    """When the last one ended, well or not."""
    found = notes(world.db).get(_DONE)
    return datetime.fromisoformat(found.value) if found else None


def after_task(world: World, ended: Ended, now: datetime, words: Words) -> tuple[Reply, ...]:
    """The next step of the night, once a task has ended; what admins should hear of it."""
    if ended.task is Task.SYNC and ended.failure is None and not ended.stopped:
        world.db.execute("delete from service where name = ?", (_OUT_OF_REACH,))
    night = world.upkeep.night
    if night is None:
        return ()
    if ended.busy:
        night.retry_at = now + _BUSY_WAIT
        return ()
    if ended.task is Task.SYNC and not ended.stopped:
        return _after_sync(world, night, ended, now)
    _finish(world, now)
    if ended.failure is None:
        return ()
    return _to_admins(world, lambda say: words(ended, say))


def _after_sync(world: World, night: Night, ended: Ended, now: datetime) -> tuple[Reply, ...]:
    if ended.failure is None:
        world.builder.start(Task.BUILD)
        return ()
    if night.tries < TRIES:
        night.retry_at = now + _TRY_AGAIN
        return ()
    _finish(world, now)
    if _OUT_OF_REACH in notes(world.db):
        return ()
    note(world.db, _OUT_OF_REACH, ended.failure)
    reason = ended.failure
    return _to_admins(
        world, lambda say: (say.say("upkeep.out_of_reach", tries=TRIES, reason=reason), ())
    )


def _to_admins(
    world: World, words: Callable[[Phrases], tuple[str, tuple[tuple[Button, ...], ...]]]
) -> tuple[Reply, ...]:
    replies = []
    for admin in sorted(world.admins):
        say = world.say_to(admin)
        text, buttons = words(say)
        told = f"<b>{say.say('upkeep.nightly')}</b>\n{text}"
        replies.append(Reply(told, buttons, chat_id=admin))
    return tuple(replies)


def _finish(world: World, now: datetime) -> None:
    world.upkeep.night = None
    note(world.db, _DONE, now.isoformat(timespec="seconds"))


def _is_due(world: World, now: datetime) -> bool:
    assert world.nightly is not None  # noqa: S101 - asked by the caller
    done = last_night(world)
    if done is not None:
        return done < world.nightly.last(now, _seed(world))
    # The first start: a registry that was read before is made fresh, a new one waits for its night.
    reached = world.registry_age.reached()
    if reached is not None and now - reached > _STALE:
        return True
    note(world.db, _DONE, now.isoformat(timespec="seconds"))
    return False


def _seed(world: World) -> str:
    """A value of this installation alone."""
    known: Note | None = notes(world.db).get(_SEED)
    if known is None:
        known = Note(secrets.token_hex(8), 0.0)
        note(world.db, _SEED, known.value)
    return known.value

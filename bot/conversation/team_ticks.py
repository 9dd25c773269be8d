"""What time brings to requests: answers leave, lost ones are told, nobody is left waiting unsaid.

Called every few seconds. Each step notes what it did in the same transaction, so that a restart
repeats nothing: a reminder to the team once a day, an honest word to the patient once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.conversation import human, request_cards
from bot.conversation.team_answers import release
from bot.conversation.world import World
from bot.events import Reply
from bot.store.thread_messages import Came, Place, Shown
from bot.store.threads import Ending, State, Thread

REMIND_WORKED = timedelta(hours=4)
REMIND_ELAPSED = timedelta(days=1)  # where no hours are set
LATE_DAYS = 5
_LISTED = 10


def tick(world: World, now: datetime) -> tuple[Reply, ...]:
    """All that is due."""
    return (*follow(world, now), *release(world, now), *_remind(world, now), *_late(world, now))


def follow(world: World, now: datetime) -> tuple[Reply, ...]:
    """Learn which messages arrived; tell the team of an answer that did not."""
    replies: list[Reply] = []
    unseen: set[int] = set()
    for came in world.thread_messages.learn():
        if came.post_id and world.team_replies.settle(came.post_id, came.sent) and not came.sent:
            replies += _unreachable(world, came.thread_id, "team.not_arrived", now)
        elif came.reader is Shown.TEAM and came.sent:
            replies += _blanked_late(world, came)
        elif came.reader is Shown.TEAM and came.chat_id == world.team.group:
            replies += _privately(world, came)
        elif came.reader is Shown.TEAM:
            unseen.add(came.thread_id)
    for thread_id in sorted(unseen):
        replies += _seen_by_nobody(world, thread_id)
    return tuple(replies)


def blocked(world: World, chat_id: int, now: datetime) -> tuple[Reply, ...]:
    """The patient has blocked the bot: their open request ends, and the team is told."""
    followed = follow(world, now)
    thread = world.threads.open_of(chat_id)
    if thread is None:
        return followed
    return (*followed, *_unreachable(world, thread.id, "team.blocked", now))


def sweep(world: World, now: datetime) -> tuple[Reply, ...]:
    """Once an hour: end what nobody goes on with, and forget words past their time."""
    replies: list[Reply] = []
    for thread in world.threads.stale(now):
        answered = thread.state is State.ANSWERED
        world.threads.close(thread.id, Ending.DONE if answered else Ending.UNANSWERED, now)
        if not answered:
            replies += human.told(thread, "human.closed_unanswered")
    for thread_id in world.threads.expire(now):
        replies += request_cards.blanked(world, thread_id, "team.expired")
    return tuple(replies)


def _unreachable(world: World, thread_id: int, key: str, now: datetime) -> tuple[Reply, ...]:
    if not world.threads.close(thread_id, Ending.UNREACHABLE, now):
        return ()
    return tuple(
        Reply(world.say_to(chat_id).say(key, number=thread_id), chat_id=chat_id)
        for chat_id in world.team.chats()
    )


def _privately(world: World, came: Came) -> tuple[Reply, ...]:
    """The group cannot be written to: nobody must wait for an answer because of that."""
    thread = world.threads.get(came.thread_id)
    if thread is None or thread.state is not State.WAITING:
        return ()
    return tuple(
        reply
        for moderator in sorted(world.team.moderators)
        for reply in (
            Reply(world.say_to(moderator).say("team.group_unreachable"), chat_id=moderator),
            request_cards.card(world, thread, moderator),
        )
    )


def _seen_by_nobody(world: World, thread_id: int) -> tuple[Reply, ...]:
    """The last of the private messages failed too: the admins must know."""
    thread = world.threads.get(thread_id)
    messages = world.thread_messages
    if thread is None or thread.state is not State.WAITING or messages.under_way(thread.id):
        return ()
    if messages.shown_to_team(thread.id):
        return ()
    return tuple(
        Reply(world.say_to(admin).say("team.nobody_reachable", number=thread.id), chat_id=admin)
        for admin in sorted(world.admins)
    )


def _blanked_late(world: World, came: Came) -> tuple[Reply, ...]:
    """A card that was under way when its words were deleted."""
    thread = world.threads.get(came.thread_id)
    kept = thread is not None and thread.chat_id and thread.ending is not Ending.TAKEN_BACK
    if kept or came.message_id is None:
        return ()
    place = Place(came.chat_id, came.message_id)
    world.thread_messages.note(came.thread_id, Shown.TEAM, place)
    return request_cards.blanked(world, came.thread_id, "team.deleted")


def _remind(world: World, now: datetime) -> tuple[Reply, ...]:
    hours = world.team.hours
    if hours is not None and not hours.open_at(now):
        return ()
    due = [thread for thread in world.threads.waiting() if _is_due(world, thread, now)]
    if not due:
        return ()
    world.threads.reminded([thread.id for thread in due], now)
    return tuple(_reminder(world, due, chat_id, now) for chat_id in world.team.chats())


def _is_due(world: World, thread: Thread, now: datetime) -> bool:
    since, hours = thread.waiting_since, world.team.hours
    if since is None:
        return False
    if thread.reminded_at is not None:
        return now - thread.reminded_at >= timedelta(hours=23)
    return (
        now - since >= REMIND_ELAPSED
        if hours is None
        else (hours.worked(since, now) >= REMIND_WORKED)
    )


def _reminder(world: World, due: Sequence[Thread], chat_id: int, now: datetime) -> Reply:
    say = world.say_to(chat_id)
    lines = [request_cards.waiting_line(thread, now, say) for thread in due[:_LISTED]]
    return Reply("\n".join([say.say("team.reminder"), *lines]), chat_id=chat_id)


def _late(world: World, now: datetime) -> tuple[Reply, ...]:
    late = world.threads.late(now, LATE_DAYS)
    return tuple(told for thread in late for told in human.told(thread, "human.late"))

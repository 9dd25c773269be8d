"""The patient's words on their way to the team.

Safety comes first: an emergency is answered as one, counted, and passed on to nobody. Then names
and numbers are taken out, and what is left is kept in the request and shown to the team. A message
goes here only when its writer has just said yes, or when it answers a message about the request.
"""

from __future__ import annotations

from bot.conversation import request_cards
from bot.conversation.human import Awaited, awaited, stop_awaiting, thread_rows
from bot.conversation.team_hours import hours_line
from bot.conversation.world import World
from bot.events import Event, EventKind, Reply, Response
from bot.language import detect
from bot.privacy.redaction import redact
from bot.safety import SafetyKind, check
from bot.safety.texts import unclear_line
from bot.store.thread_messages import Place, Shown, tag
from bot.store.threads import Thread
from content.phrases import Html, Phrases, phrases

MOST_UNANSWERED = 10


def receive(world: World, event: Event) -> Response | None:
    """Pass a message on to the team; None where it is not for them."""
    if event.group:
        return None
    target = _target(world, event)
    if target is None or not world.team.present:
        return None
    stop_awaiting(world, event.chat_id)
    reader = world.reader(event)
    urgent = world.answerer.urgent(event.text, reader)
    if urgent is not None:
        world.questions.count(urgent.kind, world.clock())
        return Response((Reply(urgent.text),), kind=urgent.kind)
    if not event.text.strip():
        return Response((Reply(world.say(event).say("media.empty")),))
    return _pass_on(world, event, target)


def _target(world: World, event: Event) -> Awaited | None:
    """What the message belongs to: an edit of one passed on, a reply to one, or one awaited."""
    if event.kind is EventKind.EDITED:
        post = world.threads.post_from(event.chat_id, event.message_id or 0)
        return Awaited(0, post.thread_id) if post else None
    if event.reply_to_message_id is not None:
        place = Place(event.chat_id, event.reply_to_message_id)
        thread_id = world.thread_messages.thread_at(place, Shown.PATIENT)
        if thread_id is not None:
            return Awaited(0, thread_id)
    return awaited(world, event.chat_id)


def _pass_on(world: World, event: Event, target: Awaited) -> Response:
    say = world.say(event)
    now = world.clock()
    thread = _thread(world, event, target)
    begun = thread is None
    if thread is not None and world.threads.unanswered_posts(thread.id) >= MOST_UNANSWERED:
        return Response((Reply(say.say("human.enough")),))
    redacted = redact(event.text)
    language = world.chats.get(event.chat_id).language or detect(event.text, say.language)
    thread_id = (
        world.threads.open(event.chat_id, language, target.question_id or None, now)
        if thread is None
        else thread.id
    )
    if begun and target.question_id:
        world.queue.patient_waits(target.question_id)
    world.threads.add(thread_id, redacted.text, now, event.message_id)
    kept = world.threads.get(thread_id)
    assert kept is not None  # noqa: S101 - it was written just now
    told = _told(world, event, kept, begun=begun, took_out=bool(redacted.removed))
    return Response((told, *request_cards.cards(world, kept)))


def _thread(world: World, event: Event, target: Awaited) -> Thread | None:
    """The open request of the chat, else the ended one that was answered, else none."""
    opened = world.threads.open_of(event.chat_id)
    if opened is not None:
        return opened
    thread = world.threads.get(target.thread_id) if target.thread_id else None
    return thread if thread is not None and thread.chat_id == event.chat_id else None


def _told(world: World, event: Event, thread: Thread, *, begun: bool, took_out: bool) -> Reply:
    say = _say(world, event, thread)
    key = "human.passed_on" if begun else "human.added"
    hours = Html(hours_line(world.team.hours, say))
    parts = [say.say(key, number=thread.id, hours=hours)]
    if took_out:
        parts.append(say.say("human.took_out"))
    if check(event.text).kind is SafetyKind.UNCLEAR:
        parts.append(Phrases.escape(unclear_line(say.language)))
    text = "\n\n".join(parts)
    return Reply(text, thread_rows(thread, say), tag=tag(thread.id, Shown.PATIENT))


def _say(world: World, event: Event, thread: Thread) -> Phrases:
    return phrases(world.reader(event).language or thread.language)

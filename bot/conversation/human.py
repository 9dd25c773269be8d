"""Asking for a person, as the patient meets it: what happens, yes or no, how the request stands.

Nothing is passed on before a yes, and then only the message that follows, or one that answers the
team. Emergency numbers stand first. A request can be added to, taken back and ended; taking it
back deletes its words, also in the team's chat. `human_messages` takes the words themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation import request_cards
from bot.conversation.buttons import Press, button
from bot.conversation.dates import in_words
from bot.conversation.team_hours import hours_line
from bot.conversation.world import World
from bot.events import Button, Event, Reply, Response
from bot.safety.texts import emergency_numbers
from bot.store.thread_messages import Shown, tag
from bot.store.threads import Ending, State, Thread
from content.phrases import Html, Phrases, phrases

_AWAITS = "human"
_AWAITED_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the next message is for: a question it belongs to, a request it goes on with (or 0)."""

    question_id: int
    thread_id: int


def human(world: World, event: Event) -> Response:
    """/human: how the open request stands, or what happens when one is begun."""
    return _begin(world, event, 0)


def ask_person(world: World, event: Event, press: Press) -> Response:
    """The button under an answer that did not help."""
    question_id = press.number(0) or 0
    question = world.questions.get(question_id)
    mine = question is not None and question.chat_id == event.chat_id
    return _begin(world, event, question_id if mine else 0)


def person_row(world: World, event: Event, question_id: int, say: Phrases) -> tuple[Button, ...]:
    """The button that leads here; none where nobody could answer, and none in groups."""
    if not world.team.present or event.group:
        return ()
    return (button(say.say("human.ask"), "h", question_id),)


def agree(world: World, event: Event, press: Press) -> Response:
    """The next message goes to the team."""
    return _await(world, event, press.number(0) or 0, 0)


def add(world: World, event: Event, press: Press) -> Response:
    """The next message goes on with a request."""
    thread = _own(world, event, press)
    if thread is None:
        return Response(notice=world.say(event).say("role.old_button"))
    return _await(world, event, thread.question_id or 0, thread.id)


def refuse(world: World, event: Event, _press: Press) -> Response:
    """Nothing is passed on."""
    stop_awaiting(world, event.chat_id)
    text = world.say(event).say("human.nothing_passed")
    return Response((Reply(text, edit=event.message_id),))


def ask_take_back(world: World, event: Event, press: Press) -> Response:
    """Ask before a request is deleted."""
    say = world.say(event)
    thread = _own(world, event, press)
    if thread is None or thread.state is State.CLOSED:
        return Response(notice=say.say("role.old_button"))
    row = (
        button(say.say("human.take_back_yes"), "hz", thread.id),
        button(say.say("human.keep"), "hs", thread.id),
    )
    return Response((Reply(say.say("human.take_back_ask", number=thread.id), (row,)),))


def take_back(world: World, event: Event, press: Press) -> Response:
    """Delete the words of a request, also where the team sees them."""
    say = world.say(event)
    thread = _own(world, event, press)
    if thread is None or not world.threads.close(thread.id, Ending.TAKEN_BACK, world.clock()):
        return Response(notice=say.say("role.old_button"))
    world.threads.drop_words(thread.id)
    stop_awaiting(world, event.chat_id)
    told = Reply(say.say("human.taken_back", number=thread.id), edit=event.message_id)
    return Response((told, *request_cards.blanked(world, thread.id, "team.taken_back")))


def done(world: World, event: Event, press: Press) -> Response:
    """The patient has what they needed."""
    say = world.say(event)
    thread = _own(world, event, press)
    if thread is None or not world.threads.close(thread.id, Ending.DONE, world.clock()):
        return Response(notice=say.say("role.old_button"))
    told = Reply(say.say("human.done", number=thread.id))
    return Response((told, *request_cards.noted(world, thread.id, "team.patient_done")))


def show(world: World, event: Event, press: Press) -> Response:
    """How a request stands, in place of the message that asked something."""
    thread = _own(world, event, press)
    say = world.say(event)
    if thread is None:
        return Response(notice=say.say("role.old_button"))
    return Response((standing(world, thread, say, edit=event.message_id),))


def standing(world: World, thread: Thread, say: Phrases, edit: int | None = None) -> Reply:
    """How a request stands, with what can be done about it."""
    day = in_words(thread.opened_at.date(), say.language)
    text = say.say(f"human.is_{thread.state.value}", number=thread.id, date=day)
    if thread.state is State.WAITING:
        text = f"{text}\n{hours_line(world.team.hours, say)}"
    return Reply(text, thread_rows(thread, say), edit=edit, tag=tag(thread.id, Shown.PATIENT))


def thread_rows(thread: Thread, say: Phrases) -> tuple[tuple[Button, ...], ...]:
    """What a patient can do about their request."""
    if thread.state is State.CLOSED:
        return ()
    first = [button(say.say("human.add"), "ha", thread.id)]
    if thread.state is State.ANSWERED:
        first.append(button(say.say("human.end"), "hd", thread.id))
    return (tuple(first), (button(say.say("human.take_back"), "hx", thread.id),))


def awaited(world: World, chat_id: int) -> Awaited | None:
    """Whether the next message of this chat goes to the team; not for ever after a yes."""
    name, *parts = (world.chats.get(chat_id).awaiting or "").split(":")
    if name != _AWAITS:
        return None
    question_id, thread_id, since = map(int, parts)
    asked = datetime.fromtimestamp(since, world.clock().tzinfo)
    if world.clock() - asked > timedelta(minutes=_AWAITED_MINUTES):
        return None
    return Awaited(question_id, thread_id)


def stop_awaiting(world: World, chat_id: int) -> None:
    """What comes next is for the bot again."""
    if (world.chats.get(chat_id).awaiting or "").startswith(f"{_AWAITS}:"):
        world.chats.set_awaiting(chat_id, None, world.clock())


def _begin(world: World, event: Event, question_id: int) -> Response:
    say = world.say(event)
    if event.group:
        return Response((Reply(say.say("human.private_only")),))
    chat = world.chats.get(event.chat_id)
    numbers = emergency_numbers(chat.country, say.language)
    if not world.team.present:
        return Response((Reply(say.say("human.nobody", numbers=numbers)),))
    thread = world.threads.open_of(event.chat_id)
    if thread is not None:
        return Response((standing(world, thread, say),))
    text = say.say("human.explain", numbers=numbers, hours=Html(hours_line(world.team.hours, say)))
    row = (
        button(say.say("human.yes"), "hy", question_id),
        button(say.say("human.no"), "hn"),
    )
    return Response((Reply(text, (row,)),))


def _await(world: World, event: Event, question_id: int, thread_id: int) -> Response:
    say = world.say(event)
    if event.group or not world.team.present:
        return Response(notice=say.say("role.old_button"))
    now = world.clock()
    awaiting = f"{_AWAITS}:{question_id}:{thread_id}:{int(now.timestamp())}"
    world.chats.set_awaiting(event.chat_id, awaiting, now)
    row = (button(say.say("human.not_now"), "hn"),)
    return Response((Reply(say.say("human.write_now"), (row,)),))


def _own(world: World, event: Event, press: Press) -> Thread | None:
    thread_id = press.number(0)
    thread = world.threads.get(thread_id) if thread_id is not None else None
    return thread if thread is not None and thread.chat_id == event.chat_id else None


def told(thread: Thread, key: str, **values: object) -> tuple[Reply, ...]:
    """A sentence about a request to the patient who made it."""
    if thread.chat_id is None:
        return ()
    say = phrases(thread.language)
    text = say.say(key, number=thread.id, **values)
    return (Reply(text, chat_id=thread.chat_id, tag=tag(thread.id, Shown.PATIENT)),)

"""A shared location: the nearest open trials, for what was being talked about.

The place is used for one answer and kept nowhere: not in the log, not in the context, and the
update that brought it is deleted with its answer. So a button under that answer cannot use it
again; whoever asks for more shares it again, and is told so.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import cards
from bot.conversation.allowance import refusal
from bot.conversation.answers import Answer
from bot.conversation.asking import ask
from bot.conversation.buttons import Press, button
from bot.conversation.context import Context
from bot.conversation.place_question import place_question
from bot.conversation.trial_page import Tab, page, page_buttons
from bot.conversation.where import around
from bot.conversation.world import World
from bot.events import Button, Event, EventKind, Reply, Response
from content.documents import Trial
from content.phrases import Phrases
from index.nearby import point_asked
from index.places import PlaceWanted
from index.query import Query

_COUNTED = "location"
_TOPICS = ("pancreas", "bowel", "lung", "prrt")


def located(world: World, event: Event) -> Response:
    """What is near the place: hospitals of the trial that is open, else trials for the question."""
    say = world.say(event)
    if event.location is None:
        return Response((Reply(say.say("media.other")),))
    if (refused := refusal(world, event)) is not None:
        return refused
    now = world.clock()
    world.questions.count(_COUNTED, now)
    context = world.contexts.get(event.chat_id, now)
    place = point_asked(*event.location, say.say("where.point"))
    thanks = Reply(say.say("where.used"), ends_location=True)
    trial = world.serving.current.snapshot.document(context.focus) if context.focus else None
    if context.page_open and isinstance(trial, Trial):
        return Response((thanks, _hospitals(world, trial, place, say)))
    answer = world.answerer.nearby(place, context, world.reader(event), now.date())
    world.showed(event, answer.shown)
    return Response((thanks, Reply(answer.text, _rows(context, answer, say))))


def ask_for_place(world: World, event: Event, press: Press) -> Response:
    """The button below a trial's hospitals: asks for the place, to sort them by it."""
    say = world.say(event)
    trial = world.serving.current.snapshot.document(press.argument(0))
    if not isinstance(trial, Trial):
        return Response(notice=say.say("trial.gone"))
    world.opened(event, trial.doc_id, asks_place=True)
    return Response((Reply(say.say("where.ask")), *place_question(event, say)))


def ask_topic(world: World, event: Event, press: Press) -> Response:
    """A subject chosen after a location: the answer to it, and the place is asked for again."""
    say = world.say(event)
    if press.argument(0) not in _TOPICS:
        return Response(notice=say.say("role.old_button"))
    text = say.say(f"where.topic_{press.argument(0)}")
    answer = ask(world, replace(event, kind=EventKind.TEXT, text=text, data=""))
    return Response((*answer.replies, *place_question(event, say)), answer.notice)


def _hospitals(world: World, trial: Trial, place: PlaceWanted, say: Phrases) -> Reply:
    retriever = world.serving.current.retriever
    found = around(trial, Query("", places=(place,)), retriever)
    text = page(trial, Tab.WHERE, world.clock().date(), say, found)
    return Reply(text, page_buttons(trial, Tab.MAIN, say))


def _rows(context: Context, answer: Answer, say: Phrases) -> tuple[tuple[Button, ...], ...]:
    """Open 1 2 3; where nothing was asked before, what could be."""
    rows = [cards.number_buttons(answer.shown)] if answer.shown else []
    if not context.history:
        topics = [button(say.say(f"where.topic_{topic}"), "q", topic) for topic in _TOPICS]
        rows += [tuple(topics[:2]), tuple(topics[2:])]
    return tuple(rows)

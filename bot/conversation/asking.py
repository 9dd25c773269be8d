"""Asking: a message is answered, logged as far as its writer allows, rated and gone on from."""

from __future__ import annotations

import time

from bot.conversation import cards
from bot.conversation.age import age_line
from bot.conversation.allowance import refusal
from bot.conversation.answers import Answer, Offer
from bot.conversation.buttons import Press, button
from bot.conversation.choices import consent_question
from bot.conversation.context import Context
from bot.conversation.human import person_row
from bot.conversation.place_question import place_question
from bot.conversation.trial_page import Tab, page_buttons
from bot.conversation.understood import rows as change_rows
from bot.conversation.watch_buttons import watch_row
from bot.conversation.world import World
from bot.events import Button, Event, EventKind, Reply, Response
from bot.intent import MessageKind
from bot.privacy.redaction import redact
from bot.store.chats import Chat, Consent
from bot.store.questions import Thumb
from content.documents import Trial
from content.phrases import Html, Phrases, phrases

_AWAITS_COMMENT = "missing"
_MORE = 3
_FOR_A_PERSON = (
    MessageKind.TRIAL, MessageKind.NEWS, MessageKind.CONCEPT, MessageKind.LOGISTICS
)  # fmt: skip

_MEDIA = {
    EventKind.PHOTO: "media.photo",
    EventKind.VOICE: "media.voice",
    EventKind.DOCUMENT: "media.document",
    EventKind.STICKER: "media.sticker",
    EventKind.OTHER: "media.other",
}


def ask(world: World, event: Event) -> Response:
    """Answer a message, log it as far as its writer allows, and ask for consent once."""
    chat = world.chats.get(event.chat_id)
    if chat.awaiting and (noted := _comment(world, event, chat)):
        return noted
    if (refused := refusal(world, event)) is not None:
        return refused
    started = time.perf_counter()
    now = world.clock()
    context = world.contexts.get(event.chat_id, now)
    reader = world.reader(event, chat)
    answer = world.answerer.answer(event.text, context, reader, now.date())
    if not answer.trace:
        world.questions.count(answer.kind, now)
        return Response((Reply(answer.text),), kind=answer.kind)
    world.contexts.put(event.chat_id, world.answerer.after(event.text, answer, context), now)
    milliseconds = (time.perf_counter() - started) * 1000
    question_id = log_answer(world, event, chat, answer, milliseconds)
    world.recent.put(question_id, event.chat_id, (*context.history, event.text), now)
    asked = place_question(event, phrases(answer.language)) if answer.asks_place else ()
    rows = answer_buttons(world, answer, question_id, country=chat.country)
    if answer.abstained and answer.kind in _FOR_A_PERSON:
        rows = (*rows, person_row(world, event, question_id, phrases(answer.language)))
    reply = Reply(answer.text, rows)
    replies = (reply, *asked, *consent_question(world, event, chat))
    return Response(replies, kind=answer.kind)


def log_answer(world: World, event: Event, chat: Chat, answer: Answer, milliseconds: float) -> int:
    """Log an answer as far as the writer allows; the number of the question."""
    keeps = chat.consent is Consent.YES
    return world.questions.log(
        chat_id=event.chat_id,
        asked_at=world.clock(),
        words=redact(event.text).text if keeps else None,
        language=answer.language,
        kind=answer.kind,
        abstained=answer.abstained,
        snapshot_id=world.serving.current.snapshot.snapshot_id,
        milliseconds=milliseconds,
        hits=answer.hits,
        doubt=answer.doubt,
    )


def answer_buttons(
    world: World,
    answer: Answer,
    question_id: int,
    *,
    country: str | None = None,
    changes: str = "",
) -> tuple[tuple[Button, ...], ...]:
    """The one keyboard below an answer: open 1 2 3, what is near by, less or more narrowly, more,
    how it was. `changes`: those that buttons made to the question already."""
    say = phrases(answer.language)
    if answer.opened:
        trial = world.serving.current.snapshot.document(answer.opened)
        return page_buttons(trial, Tab.MAIN, say) if isinstance(trial, Trial) else ()
    rows: list[tuple[Button, ...]] = []
    trials = [doc_id for doc_id in answer.shown if doc_id.startswith("NCT")]
    if trials:
        rows.append(cards.number_buttons(trials))
    rows += [(_offer_button(offer, say),) for offer in answer.offers]
    if answer.query is not None:
        asked, known = answer.understood, country is not None
        rows += change_rows(answer.query, asked, question_id, say, made=changes, country=known)
    rows += watch_row(answer, question_id, say)
    last = []
    if len(answer.hits) > len(answer.shown) and trials:
        last.append(button(say.say("answer.show_more"), "m", question_id, len(answer.shown)))
    if answer.topic or answer.abstained:
        last.append(button(say.say("answer.helpful"), "f", question_id, Thumb.UP.value))
        last.append(button(say.say("answer.unhelpful"), "f", question_id, Thumb.DOWN.value))
    return (*rows, tuple(last)) if last else tuple(rows)


def _offer_button(offer: Offer, say: Phrases) -> Button:
    verb = "t" if offer.doc_id.startswith("NCT") else "d"
    return button(say.say("nothing.near_button", what=Html(offer.label)), verb, offer.doc_id)


def _comment(world: World, event: Event, chat: Chat) -> Response | None:
    """The message after 👎, as what was missing; None where it is a question of its own."""
    now = world.clock()
    world.chats.set_awaiting(event.chat_id, None, now)
    name, _, question_id = (chat.awaiting or "").partition(":")
    if name != _AWAITS_COMMENT or _is_question(world, event, chat):
        return None
    say = world.say(event)
    if chat.consent is not Consent.YES:
        return Response((Reply(say.say("feedback.noted_no_words")),))
    kept = world.questions.comment(int(question_id), event.chat_id, redact(event.text).text)
    return Response((Reply(say.say("feedback.noted" if kept else "feedback.gone")),))


def media(world: World, event: Event) -> Response:
    """Everything that is not text gets a short, fitting word."""
    refused = refusal(world, event)
    return refused or Response((Reply(world.say(event).say(_MEDIA[event.kind])),))


def more(world: World, event: Event, press: Press) -> Response:
    """The next results of a logged question."""
    say = world.say(event)
    question_id, offset = press.number(0), press.number(1)
    question = world.questions.get(question_id) if question_id is not None else None
    if question is None or question.chat_id != event.chat_id or offset is None:
        return Response(notice=say.say("role.old_button"))
    ids = [hit.doc_id for hit in question.hits if hit.doc_id.startswith("NCT")]
    snapshot = world.serving.current.snapshot
    chosen = ids[offset : offset + _MORE]
    shown = [trial for doc_id in chosen if isinstance(trial := snapshot.document(doc_id), Trial)]
    if not shown:
        return Response(notice=say.say("answer.no_more"))
    today = world.clock().date()
    text, row = cards.trial_list(shown, today, say)
    further = offset + _MORE
    rows = [row]
    if further < len(ids):
        rows.append((button(say.say("answer.show_more"), "m", question.id, further),))
    world.showed(event, [trial.doc_id for trial in shown])
    parts = [text, say.say("answer.team_decides"), age_line(world.registry_age, today, say)]
    return Response((Reply("\n\n".join(filter(None, parts)), tuple(rows)),))


def rate(world: World, event: Event, press: Press) -> Response:
    """👍 is noted; 👎 too, and asks what was missing."""
    say = world.say(event)
    question_id = press.number(0)
    known = {thumb.value for thumb in Thumb}
    if question_id is None or press.argument(1) not in known:
        return Response(notice=say.say("role.old_button"))
    thumb = Thumb(press.argument(1))
    if not world.questions.rate(question_id, event.chat_id, thumb):
        return Response(notice=say.say("feedback.gone"))
    if thumb is Thumb.UP:
        return Response(notice=say.say("feedback.thanks"))
    world.chats.set_awaiting(event.chat_id, f"{_AWAITS_COMMENT}:{question_id}", world.clock())
    row = person_row(world, event, question_id, say)
    return Response((Reply(say.say("feedback.what_missing"), (row,)),))


def _is_question(world: World, event: Event, chat: Chat) -> bool:
    """Whether a message after 👎 is a new question rather than what was missing."""
    answer = world.answerer.answer(
        event.text, Context(), world.reader(event, chat), world.clock().date()
    )
    asks = bool(answer.nct_ids) and event.text.rstrip().endswith("?")
    return asks or not answer.trace

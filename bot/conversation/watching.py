"""Watches as a person meets them: begin one, see them, stop, undo.

A trial is watched by its number alone. A question is watched by its words, without names and
numbers: with a standing consent at once, else only after a yes to keeping just these words.
"""

from __future__ import annotations

from bot.conversation import quoting, watch_buttons
from bot.conversation.answering import Reader
from bot.conversation.buttons import Press
from bot.conversation.choices import country_rows
from bot.conversation.context import Context
from bot.conversation.dates import in_words
from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.privacy.redaction import redact
from bot.store.chats import Consent
from bot.store.watches import MOST, Watch
from content.documents import Trial
from content.phrases import Html, Phrases

_SHOWN_WORDS = 120  # characters


def watches(world: World, event: Event) -> Response:
    """What this chat watches, each with its way out."""
    say = world.say(event)
    found = world.watches.of_chat(event.chat_id)
    if not found:
        return Response((Reply(say.say("watch.none")),))
    named = [(watch, name_of(world, watch, say)) for watch in found]
    lines = [say.say("watch.list_title")]
    for watch, name in named:
        since = in_words(watch.created_at.date(), say.language)
        lines.append(say.say("watch.list_line", what=name, date=since))
    rows = watch_buttons.stop_rows(named, say)
    if len(found) > 1:
        rows = (*rows, *watch_buttons.stop_all_row(say))
    return Response((Reply("\n".join(lines), rows),))


def name_of(world: World, watch: Watch, say: Phrases) -> str:
    """What a watch is about, in a few words of plain text: a trial's name, or the question."""
    if watch.nct_id is None:
        words = Html(quoting.cut(watch.words[-1], _SHOWN_WORDS))  # escaped where it is shown
        return say.say("watch.question", words=words)
    trial = world.serving.current.snapshot.document(watch.nct_id)
    return quoting.one_line(trial.name) if isinstance(trial, Trial) else watch.nct_id


def watch_trial(world: World, event: Event, press: Press) -> Response:
    """Begin to watch the trial of the button."""
    say = world.say(event)
    trial = world.serving.current.snapshot.document(press.argument(0))
    if not isinstance(trial, Trial):
        return Response(notice=say.say("trial.gone"))
    standing = world.watches.on_trial(event.chat_id, trial.doc_id)
    if (refused := _refusal(world, event, standing)) is not None:
        return refused
    watch_id = world.watches.add(
        event.chat_id, say.language, world.position(), world.clock(), nct_id=trial.doc_id
    )
    text = say.say("watch.set", name=quoting.one_line(trial.name))
    return _begun(world, event, watch_id, text)


def watch_question(world: World, event: Event, press: Press) -> Response:
    """Begin to watch a question, or ask first whether its words may be kept."""
    say = world.say(event)
    question_id = press.number(0)
    words = _words(world, event, question_id)
    if question_id is None or not words:
        return Response(notice=say.say("watch.words_gone"))
    if world.chats.get(event.chat_id).consent is Consent.YES:
        return _watch_words(world, event, words)
    text = say.say("watch.ask_words", words=quoting.cut(words[-1], _SHOWN_WORDS))
    return Response((Reply(text, watch_buttons.consent_row(question_id, say)),))


def allow_words(world: World, event: Event, press: Press) -> Response:
    """Yes to keeping the words of this one question."""
    words = _words(world, event, press.number(0))
    if not words:
        return Response(notice=world.say(event).say("watch.words_gone"))
    return _watch_words(world, event, words)


def refuse_words(world: World, event: Event, _press: Press) -> Response:
    """No to it: nothing is kept."""
    text = world.say(event).say("watch.words_no_done")
    return Response((Reply(text, edit=event.message_id),))


def stop(world: World, event: Event, press: Press) -> Response:
    """Stop one watch, with a way back."""
    say = world.say(event)
    watch_id = press.number(0)
    watch = world.watches.get(watch_id, event.chat_id) if watch_id is not None else None
    if watch is None or watch.stopped_at is not None:
        return Response(notice=say.say("watch.gone"))
    world.watches.stop(event.chat_id, world.clock(), watch.id)
    text = say.say("watch.stopped", what=name_of(world, watch, say))
    return Response((Reply(text, watch_buttons.undo_row(watch.id, say)),))


def stop_all(world: World, event: Event, _press: Press) -> Response:
    """Stop every watch of the chat, with a way back."""
    say = world.say(event)
    count = world.watches.stop(event.chat_id, world.clock())
    last = world.watches.last_stopped(event.chat_id)
    if not count or last is None:
        return Response(notice=say.say("watch.gone"))
    text = say.say("watch.stopped_all", count=count)
    return Response((Reply(text, watch_buttons.undo_row(last, say)),))


def undo(world: World, event: Event, press: Press) -> Response:
    """Take up again what was stopped with one press."""
    say = world.say(event)
    watch_id = press.number(0)
    if watch_id is None or not world.watches.resume(event.chat_id, watch_id):
        return Response(notice=say.say("watch.gone"))
    return Response((Reply(say.say("watch.undone"), edit=event.message_id),))


def keep(world: World, event: Event, _press: Press) -> Response:
    """Go on with the watches that a year-old message asked about."""
    say = world.say(event)
    if not world.watches.renew(event.chat_id, world.clock()):
        return Response(notice=say.say("watch.gone"))
    return Response((Reply(say.say("watch.kept"), edit=event.message_id),))


def _words(world: World, event: Event, question_id: int | None) -> tuple[str, ...]:
    """The words of this chat's question, redacted: as remembered, else as kept with consent."""
    if question_id is None:
        return ()
    recent = world.recent.get(question_id, event.chat_id, world.clock())
    if recent:
        return tuple(redact(text).text for text in recent)
    question = world.questions.get(question_id)
    if question is None or question.chat_id != event.chat_id or not question.words:
        return ()
    return (question.words,)


def _watch_words(world: World, event: Event, words: tuple[str, ...]) -> Response:
    """Begin the watch. Earlier messages are kept only where the question means nothing without."""
    say = world.say(event)
    alone, together = hits_of(world, words[-1:], say.language), hits_of(world, words, say.language)
    words, seen = (words[-1:], alone) if alone == together else (words, together)
    standing = world.watches.on_words(event.chat_id, words)
    if (refused := _refusal(world, event, standing)) is not None:
        return refused
    watch_id = world.watches.add(
        event.chat_id, say.language, world.position(), world.clock(), words=words, seen=seen
    )
    text = say.say("watch.set_question", words=quoting.cut(words[-1], _SHOWN_WORDS))
    return _begun(world, event, watch_id, text)


def _refusal(world: World, event: Event, standing: Watch | None) -> Response | None:
    """Why no watch begins: there is such a one already, or there are as many as there may be."""
    say = world.say(event)
    if standing is not None:
        text = say.say("watch.already")
        return Response((Reply(text, watch_buttons.stop_row(standing.id, say)),))
    if world.watches.is_full(event.chat_id):
        return Response(notice=say.say("watch.full", count=MOST))
    return None


def hits_of(world: World, words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The trials that answer a question now, best first."""
    context = Context(history=words[:-1])
    reader = Reader(language, language)
    return world.answerer.answer(words[-1], context, reader, world.clock().date()).nct_ids


def _begun(world: World, event: Event, watch_id: int, text: str) -> Response:
    """The watch has begun; whoever has not chosen a country is asked, so that nights are known."""
    say = world.say(event)
    replies = [Reply(text, watch_buttons.stop_row(watch_id, say))]
    if world.chats.get(event.chat_id).country is None:
        replies.append(Reply(say.say("watch.ask_country"), country_rows(say)))
    return Response(tuple(replies))

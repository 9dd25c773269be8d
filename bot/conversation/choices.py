"""A person's choices: language, country, whether words are kept; seeing and deleting what is."""

from __future__ import annotations

import json

from bot.conversation import human_data
from bot.conversation.buttons import Press, button
from bot.conversation.world import World
from bot.events import Attachment, Button, Event, Reply, Response
from bot.safety.texts import emergency_numbers, known_countries
from bot.store.chats import Chat, Consent
from bot.store.questions import RETENTION_DAYS
from bot.store.watches import ANSWER_DAYS
from content.languages import LANGUAGES
from content.phrases import Html, Phrases, phrases

_AUTOMATIC = "auto"


def consent_question(world: World, event: Event, chat: Chat) -> tuple[Reply, ...]:
    """The question whether words may be kept, once per chat and never in a group."""
    if chat.consent_asked or event.group:
        return ()
    world.chats.mark_asked(event.chat_id, world.clock())
    return (_consent_reply(world.say(event)),)


def _consent_reply(say: Phrases) -> Reply:
    row = (
        button(say.say("start.consent_yes"), "c", Consent.YES.value),
        button(say.say("start.consent_no"), "c", Consent.NO.value),
    )
    return Reply(say.say("start.consent", days=RETENTION_DAYS), (row,))


def privacy(world: World, event: Event) -> Response:
    """What is kept and how long, with the way to change it."""
    say = world.say(event)
    consent = world.chats.get(event.chat_id).consent
    setting = f"privacy.setting_{consent.value if consent else 'unset'}"
    text = say.say("privacy.text", days=RETENTION_DAYS, setting=Html(say.say(setting)))
    text = f"{text}\n\n{say.say('watch.privacy', days=ANSWER_DAYS)}\n\n{say.say('where.privacy')}"
    text = f"{text}\n\n{human_data.privacy_line(world, event)}"
    if consent is Consent.YES:
        row = (button(say.say("privacy.withdraw"), "p", "withdraw"),)
    else:
        row = (button(say.say("privacy.give"), "c", Consent.YES.value),)
    return Response((Reply(text, (row,)),))


def forget(world: World, event: Event) -> Response:
    """Ask before deleting all."""
    say = world.say(event)
    row = (
        button(say.say("forget.yes"), "g", "yes"),
        button(say.say("forget.no"), "g", "no"),
    )
    return Response((Reply(say.say("forget.ask"), (row,)),))


def my_data(world: World, event: Event) -> Response:
    """A file with all that is kept of this chat."""
    say = world.say(event)
    chat = world.chats.get(event.chat_id)
    kept = {
        "settings": {
            "language": chat.language,
            "country": chat.country,
            "questions_kept": chat.consent.value if chat.consent else None,
        },
        "questions": [
            {
                "asked_at": question.asked_at.isoformat(timespec="seconds"),
                "words": question.words,
                "language": question.language,
                "kind": question.kind,
                "found_nothing": question.abstained,
                "answered_with": [hit.doc_id for hit in question.hits if hit.shown],
                "your_rating": question.thumb.value if question.thumb else None,
                "your_comment": question.comment,
                "what_the_team_found": [
                    verdict.judgment.value for verdict in world.verdicts.of(question.id)
                ],
            }
            for question in world.questions.of_chat(event.chat_id)
        ],
        "watches": [
            {
                "since": watch.created_at.isoformat(timespec="seconds"),
                "trial": watch.nct_id,
                "words": list(watch.words),
                "trials_you_know": sorted(world.watches.seen(watch.id)),
            }
            for watch in world.watches.of_chat(event.chat_id)
        ],
        "requests_to_the_team": human_data.kept(world, event.chat_id),
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    attachment = Attachment(say.say("mydata.filename"), content)
    return Response((Reply(say.say("mydata.caption"), attachment=attachment),))


def choose_consent(world: World, event: Event, press: Press) -> Response:
    """Yes or no to keeping words."""
    say = world.say(event)
    yes = press.argument(0) == Consent.YES.value
    world.chats.set_consent(event.chat_id, Consent.YES if yes else Consent.NO, world.clock())
    key = "start.consent_given" if yes else "start.consent_refused"
    text = say.say(key, days=RETENTION_DAYS)
    if not yes:
        world.questions.drop_words(event.chat_id)
        text = _without_watched_words(world, event, text)
    return Response((Reply(text, edit=event.message_id),))


def withdraw_consent(world: World, event: Event, _press: Press) -> Response:
    """From now on no words, and those that were kept are gone."""
    world.chats.set_consent(event.chat_id, Consent.NO, world.clock())
    count = world.questions.drop_words(event.chat_id)
    text = world.say(event).say("privacy.withdrawn", count=count)
    text = _without_watched_words(world, event, text)
    return Response((Reply(text, edit=event.message_id),))


def _without_watched_words(world: World, event: Event, text: str) -> str:
    """No words are kept any more: watches that keep some go too, and `text` says so."""
    dropped = world.watches.drop_questions(event.chat_id)
    ended = world.say(event).say("watch.words_dropped", count=dropped)
    return f"{text} {ended}" if dropped else text


def confirm_forget(world: World, event: Event, press: Press) -> Response:
    """Delete every row of this chat and say how many there were."""
    say = world.say(event)
    if press.argument(0) != "yes":
        return Response((Reply(say.say("forget.kept"), edit=event.message_id),))
    questions, ratings = world.questions.forget(event.chat_id)
    requests = human_data.forget(world, event.chat_id)
    waiting = world.inbox.forget_chat(event.chat_id) + world.outbox.forget_chat(event.chat_id)
    watches = world.watches.forget(event.chat_id)
    waiting += requests.waiting
    world.chats.forget(event.chat_id)
    world.contexts.clear(event.chat_id)
    world.recent.clear(event.chat_id)
    text = say.say("forget.done", questions=questions, feedback=ratings, messages=waiting)
    if watches:
        text = f"{text} {say.say('watch.forgotten', count=watches)}"
    if requests.messages:
        text = f"{text} {say.say('human.forgotten', count=requests.messages)}"
    return Response((Reply(text, edit=event.message_id), *requests.replies))


def language(world: World, event: Event) -> Response:
    """The languages to choose from, each by its own name."""
    from babel import Locale

    say = world.say(event)
    chosen = event.text.partition(" ")[2].strip().lower()
    if chosen:
        return _set_language(world, event, chosen)
    names = [
        button((Locale(code).get_display_name(code) or code).capitalize(), "l", code)
        for code in LANGUAGES
    ]
    rows = [tuple(names[at : at + 3]) for at in range(0, len(names), 3)]
    rows.append((button(say.say("language.automatic"), "l", _AUTOMATIC),))
    return Response((Reply(say.say("language.choose"), tuple(rows)),))


def choose_language(world: World, event: Event, press: Press) -> Response:
    """The language that was pressed."""
    return _set_language(world, event, press.argument(0))


def _set_language(world: World, event: Event, code: str) -> Response:
    if code == _AUTOMATIC:
        world.chats.set_language(event.chat_id, None, world.clock())
        return _told(event, world.say(event).say("language.set_automatic"))
    if code not in LANGUAGES:
        return _told(event, f"{world.say(event).say('language.unknown')} {', '.join(LANGUAGES)}")
    world.chats.set_language(event.chat_id, code, world.clock())
    return _told(event, phrases(code).say("language.set"))


def country(world: World, event: Event) -> Response:
    """The countries whose emergency numbers are known."""
    say = world.say(event)
    return Response((Reply(say.say("country.choose"), country_rows(say)),))


def country_rows(say: Phrases) -> tuple[tuple[Button, ...], ...]:
    """A button for each of these countries."""
    from babel import Locale

    names = Locale(say.language).territories
    choices = sorted((names.get(code, code), code) for code in known_countries())
    buttons = [button(name, "k", code) for name, code in choices]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def choose_country(world: World, event: Event, press: Press) -> Response:
    """The country that was pressed, with its numbers as they will be shown."""
    say = world.say(event)
    code = press.argument(0)
    if code not in known_countries():
        return _told(event, say.say("country.unknown"))
    world.chats.set_country(event.chat_id, code, world.clock())
    return _told(event, say.say("country.set", numbers=emergency_numbers(code, say.language)))


def _told(event: Event, text: str) -> Response:
    """The text in place of the buttons that were pressed, or as an answer to a command."""
    return Response((Reply(text, edit=event.message_id if event.data else None),))

"""A request as the team sees it in Telegram, and keeping those messages true.

A card holds the patient's redacted words, so it is rewritten without them when the patient takes
the request back, deletes all, or when the words are past their time.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation.buttons import button
from bot.conversation.dates import in_words
from bot.conversation.quoting import cut
from bot.conversation.waiting_time import waited
from bot.conversation.world import World
from bot.events import Button, Reply
from bot.store.thread_messages import Shown, tag
from bot.store.threads import Post, PostState, Thread
from content.documents import title_of
from content.phrases import Html, Phrases

Rows = tuple[tuple[Button, ...], ...]
_SHOWN_POSTS = 6
_SHORT, _LONG = 300, 3_000  # characters of an earlier message, and of the newest
_GONE = (PostState.HELD, PostState.PENDING, PostState.CANCELLED)


def cards(world: World, thread: Thread) -> tuple[Reply, ...]:
    """The request, to everybody of the team."""
    return tuple(card(world, thread, chat_id) for chat_id in world.team.chats())


def card(world: World, thread: Thread, chat_id: int, edit: int | None = None) -> Reply:
    """The request, to one chat of the team, with what can be done about it."""
    say = world.say_to(chat_id)
    return Reply(
        text(world, thread, say),
        rows(thread, say),
        edit=edit,
        chat_id=chat_id,
        tag=tag(thread.id, Shown.TEAM),
    )


def text(world: World, thread: Thread, say: Phrases) -> str:
    """The request in words."""
    posts = [post for post in world.threads.posts(thread.id) if post.state not in _GONE]
    shown = posts[-_SHOWN_POSTS:]
    last = max((post.id for post in shown if post.state is PostState.RECEIVED), default=0)
    lines = [
        say.say(
            "team.card_title",
            number=thread.id,
            language=language_name(thread.language, say),
            date=in_words(thread.opened_at.date(), say.language),
            state=say.say(f"team.state_{thread.state.value}"),
        ),
        _about(world, thread, say),
        *[_said(post, say, _LONG if post.id == last else _SHORT) for post in shown],
        say.say("team.card_how"),
    ]
    return "\n\n".join(line for line in lines if line)


def rows(thread: Thread, say: Phrases) -> Rows:
    """What the team can do, besides replying to the message."""
    return (
        (
            button(say.say("team.ready"), "jr", thread.id),
            button(say.say("team.close"), "jx", thread.id),
        ),
    )


def blanked(world: World, thread_id: int, key: str) -> tuple[Reply, ...]:
    """The team's messages about a request, each rewritten without its words; none is sent still."""
    world.thread_messages.withdraw(thread_id)
    places = world.thread_messages.shown_to_team(thread_id)
    world.thread_messages.drop(thread_id)
    return tuple(
        Reply(
            world.say_to(place.chat_id).say(key, number=thread_id),
            chat_id=place.chat_id,
            edit=place.message_id,
        )
        for place in places
    )


def noted(
    world: World, thread_id: int, key: str, *, beside: int | None = None, **values: object
) -> tuple[Reply, ...]:
    """A quiet sentence about a request to everybody of the team, save the chat `beside`."""
    return tuple(
        Reply(
            world.say_to(chat_id).say(key, number=thread_id, **values),
            chat_id=chat_id,
            silent=True,
            tag=tag(thread_id, Shown.TEAM),
        )
        for chat_id in world.team.chats()
        if chat_id != beside
    )


def waiting_line(thread: Thread, now: datetime, say: Phrases) -> str:
    """A waiting request in one line: its number, its language, how long."""
    return say.say(
        "team.waiting_line",
        number=thread.id,
        language=language_name(thread.language, say),
        time=waited(now - (thread.waiting_since or thread.opened_at), say.language),
    )


def language_name(code: str, say: Phrases) -> str:
    """A language by its name in the reader's language."""
    from babel import Locale

    return Locale(code).get_display_name(say.language) or code


def _about(world: World, thread: Thread, say: Phrases) -> str:
    """The question that was not answered well, where its words were kept."""
    question = world.questions.get(thread.question_id) if thread.question_id else None
    if question is None:
        return ""
    documents = [
        title_of(document)
        for hit in question.hits
        if hit.shown and (document := world.serving.current.snapshot.document(hit.doc_id))
    ]
    found = "; ".join(documents) if documents else Html(say.say("team.found_nothing"))
    words = cut(question.words, _SHORT) if question.words else Html(say.say("team.no_words"))
    return say.say("team.about", id=question.id, words=words, found=found)


def _said(post: Post, say: Phrases, longest: int) -> str:
    who = "team.said_patient" if post.state is PostState.RECEIVED else "team.said_team"
    words = cut(post.words, longest) if post.words else "…"
    return say.say(who, words=words)

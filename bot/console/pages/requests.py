"""Requests for a person: what patients wrote to the team, and the team's answers.

Neither side sees the other's account. The running bot sends what is written here; until it has,
the writer can cancel it. Ready answers go in the patient's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlite_utils import Database

from bot.console.console import Console, say
from bot.console.pages.audit import named
from bot.console.routing import Asked, Goto, Outcome, Refused, Shown
from bot.console.staff import StaffRole
from bot.store.console import ConsoleAccess
from bot.store.questions import Question, Questions
from bot.store.team_replies import UNDO_SECONDS, TeamReplies
from bot.store.threads import Ending, Post, PostState, State, Thread, Threads
from bot.team.first_word import close_if_unused, write_about
from bot.team.replying import LONGEST, Replied, reply
from bot.team.replying import Outcome as Came
from content.ready import ReadyReply, ready_replies

PAGE = 50
_HELD = (Came.HELD_PERSONAL, Came.HELD_ANSWERED)


@dataclass(frozen=True, slots=True)
class Row:
    """A request as the list shows it; times in UTC."""

    thread: Thread
    opened: str
    waits: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `who` None: the patient. `own`: this reader may still stop or send it."""

    post: Post
    who: str | None
    at: str
    own: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request with all that was written in it."""

    thread: Thread
    said: tuple[Said, ...]
    question: Question | None
    known: bool


async def requests(console: Console, _asked: Asked) -> Outcome:
    """Those that wait, longest first; then the others, newest first."""
    now = console.clock()
    waiting, others = await console.work.read(lambda db: _lists(Threads(db), now))
    return Shown("requests.html", {"waiting": waiting, "others": others})


async def request(console: Console, asked: Asked) -> Outcome:
    """One request."""
    return await _shown(console, asked)


async def answer(console: Console, asked: Asked) -> Outcome:
    """Write to the patient: a ready answer, or words of one's own."""
    thread_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()
    thread = await console.work.read(lambda db: Threads(db).get(thread_id))
    if thread is None:
        return Refused(410)
    words, checked = _words(asked, thread.language)
    replied = await console.work.write(
        lambda db: reply(Threads(db), TeamReplies(db), thread_id, who, words, now, checked=checked)
    )
    if replied.post_id is None:
        return await _shown(console, asked, words, _told(replied), 422)
    return Goto(f"/requests/{thread_id}", _told(replied))


async def answer_question(console: Console, asked: Asked) -> Outcome:
    """Write to the person who asked a logged question."""
    question_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()
    question = await console.work.read(lambda db: Questions(db).get(question_id))
    if question is None:
        return Refused(410)
    words, checked = _words(asked, question.language)
    thread_id, replied = await console.work.write(
        lambda db: write_about(db, question_id, who, words, now, checked=checked)
    )
    if thread_id is None or replied.post_id is None:
        return Refused(422, _told(replied))
    return Goto(f"/requests/{thread_id}", _told(replied))


async def post(console: Console, asked: Asked) -> Outcome:
    """Confirm, hurry or cancel an answer of one's own that has not left."""
    thread_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()
    post_id, action = asked.number("post") or 0, asked.named["action"]

    def change(db: Database) -> bool:
        replies = TeamReplies(db)
        if action == "cancel":
            stopped = replies.cancel(post_id, who, now)
            close_if_unused(db, thread_id, now)
            return stopped
        if action == "confirm":
            return replies.confirm(post_id, who, now)
        return replies.hurry(post_id, who, now)

    changed = await console.work.write(change)
    if not changed:
        return Refused(409, say("requests.left_already"))
    return Goto(f"/requests/{thread_id}", say(f"requests.done_{action}"))


async def close(console: Console, asked: Asked) -> Outcome:
    """End a request that was answered; one that was not is answered first."""
    thread_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()

    def change(db: Database) -> bool:
        threads = Threads(db)
        thread = threads.get(thread_id)
        if thread is None or thread.first_answer_at is None:
            return False
        closed = threads.close(thread_id, Ending.BY_TEAM, now)
        if closed:
            TeamReplies(db).note(who, "close", thread_id, now)
        return closed

    if not await console.work.write(change):
        return Refused(409, say("requests.not_closed"))
    return Goto(f"/requests/{thread_id}", say("requests.closed"))


def _words(asked: Asked, language: str) -> tuple[str, bool]:
    """What is to be written, and whether it is a ready answer."""
    chosen = next((one for one in ready_replies() if one.name == asked.field("ready", 40)), None)
    if chosen is not None and language in chosen.texts:
        return chosen.texts[language], True
    return asked.field("words", LONGEST + 1), False


def ready_for(language: str) -> tuple[ReadyReply, ...]:
    """The ready answers that there are in a language."""
    return tuple(one for one in ready_replies() if language in one.texts)


def _told(replied: Replied) -> Markup:
    return say(
        f"requests.reply_{replied.outcome.value}",
        seconds=UNDO_SECONDS,
        longest=LONGEST,
        found=", ".join(replied.found),
    )


async def _shown(
    console: Console,
    asked: Asked,
    words: str = "",
    fault: Markup | None = None,
    status: int = 200,
) -> Outcome:
    thread_id, own = int(asked.named["id"]), asked.who.user_id
    found = await console.work.read(lambda db: _conversation(db, thread_id, own))
    if found is None:
        return Refused(410)
    return Shown("request.html", {
        "it": found, "words": words, "fault": fault, "longest": LONGEST,
        "ready": ready_for(found.thread.language), "open": found.thread.state is not State.CLOSED,
        "may_act": asked.who.may(StaffRole.MODERATOR),
    }, status)  # fmt: skip


def _lists(threads: Threads, now: datetime) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    waiting = threads.waiting(limit=PAGE)
    others = (one for one in threads.latest(PAGE) if one.state is not State.WAITING)
    return (tuple(_row(one, now) for one in waiting), tuple(_row(one, now) for one in others))


def _row(thread: Thread, now: datetime) -> Row:
    waits = None
    if thread.state is State.WAITING:
        hours = (now - (thread.waiting_since or thread.opened_at)).total_seconds() / 3600
        waits = f"{hours / 24:.0f} d" if hours >= 48 else f"{hours:.0f} h"
    return Row(thread, f"{thread.opened_at:%Y-%m-%d %H:%M}", waits)


def _conversation(db: Database, thread_id: int, own: int) -> Conversation | None:
    threads = Threads(db)
    thread = threads.get(thread_id)
    if thread is None:
        return None
    numbers = ConsoleAccess(db).numbers()
    said = tuple(
        Said(
            one,
            None if one.moderator_id is None else named(one.moderator_id, own, numbers),
            f"{one.at:%Y-%m-%d %H:%M}",
            one.moderator_id == own and one.state in (PostState.HELD, PostState.PENDING),
        )
        for one in threads.posts(thread_id)
    )
    question = Questions(db).get(thread.question_id) if thread.question_id else None
    return Conversation(thread, said, question, thread.chat_id is not None)

"""From a moderator's words to an answer that is on its way, or the reason why it is not yet.

The one door for every edge: a reply in Telegram, a ready answer, the console. Words that look as
if they held personal data are held until their writer confirms, and so is an answer to something
that somebody else has answered meanwhile. What a person wrote is never checked as if the bot had
said it; the patient is told that a person did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.privacy.redaction import redact
from bot.store.database import writing
from bot.store.team_replies import Source, TeamReplies
from bot.store.threads import State, Threads

LONGEST = 3_000  # characters: one message, with what is said around it


class Outcome(StrEnum):
    """What became of a moderator's words."""

    PENDING = "pending"  # it leaves soon; it can be cancelled until then
    HELD_PERSONAL = "held_personal"  # it seems to hold personal data: confirm or cancel
    HELD_ANSWERED = "held_answered"  # somebody else has answered: confirm or cancel
    GONE = "gone"  # the request was deleted
    CLOSED = "closed"  # the request has ended
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Replied:
    """The outcome; `post_id` where there is an answer now; `found`: kinds of personal data."""

    outcome: Outcome
    post_id: int | None = None
    found: tuple[str, ...] = ()


def reply(
    threads: Threads,
    replies: TeamReplies,
    thread_id: int,
    moderator_id: int,
    words: str,
    now: datetime,
    *,
    source: Source | None = None,
    checked: bool = False,
) -> Replied:
    """Answer a request in one transaction. `checked`: the words are not a moderator's own."""
    words = words.strip()
    if (outcome := unfit(words)) is not None:
        return Replied(outcome)
    found = () if checked else personal(words)
    with writing(replies.database):
        thread = threads.get(thread_id)
        if thread is None or thread.chat_id is None:
            return Replied(Outcome.GONE)
        if thread.state is State.CLOSED:
            return Replied(Outcome.CLOSED)
        earlier = replies.since(thread_id, thread.waiting_since or thread.opened_at)
        answered = earlier is not None and earlier.moderator_id != moderator_id
        outcome = _outcome(bool(found), answered)
        hold = outcome is not Outcome.PENDING
        post_id = replies.write(thread_id, moderator_id, words, now, hold=hold, source=source)
    return Replied(outcome, post_id, found)


def unfit(words: str) -> Outcome | None:
    """Why a text without blanks at its ends cannot be an answer; None for one that can."""
    if not words:
        return Outcome.EMPTY
    return Outcome.TOO_LONG if len(words) > LONGEST else None


def personal(words: str) -> tuple[str, ...]:
    """The kinds of personal data that a text seems to hold."""
    return tuple(kind for kind, _ in redact(words).removed)


def _outcome(found: bool, answered: bool) -> Outcome:
    if answered:
        return Outcome.HELD_ANSWERED
    return Outcome.HELD_PERSONAL if found else Outcome.PENDING

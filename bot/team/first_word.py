"""The team writes first: about a logged question, to a person who has not asked for one.

Only where the person lets us keep the words of their questions, which says that the team reads
them, and only while the chat is known. The chat's open request takes the answer, else a new one.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.store.database import writing
from bot.store.questions import Question, Questions
from bot.store.team_replies import TeamReplies
from bot.store.threads import Ending, PostState, Threads
from bot.team.replying import Outcome, Replied, reply

if TYPE_CHECKING:
    from sqlite_utils import Database

_UNSENT = (Outcome.EMPTY, Outcome.TOO_LONG)


def may_write(question: Question) -> bool:
    """Whether the team may write to the person who asked this."""
    return question.chat_id is not None and question.words is not None


def write_about(
    db: Database,
    question_id: int,
    moderator_id: int,
    words: str,
    now: datetime,
    *,
    checked: bool = False,
) -> tuple[int | None, Replied]:
    """Answer a question in the person's chat: the request that holds the answer, and what came.

    One transaction; a text that cannot be sent opens no request. `checked`: see `reply`.
    """
    with writing(db):
        question = Questions(db).get(question_id)
        if question is None or question.chat_id is None or not may_write(question):
            return None, Replied(Outcome.GONE)
        threads = Threads(db)
        opened = threads.open_of(question.chat_id)
        thread_id = opened.id if opened else _open(db, question, now)
        replied = reply(
            threads, TeamReplies(db), thread_id, moderator_id, words, now, checked=checked
        )
        if opened is None and replied.outcome in _UNSENT:
            db.execute("delete from threads where id = ?", (thread_id,))
            return None, replied
    return thread_id, replied


def close_if_unused(db: Database, thread_id: int, now: datetime) -> None:
    """End a request that the team opened and in which nothing was said after all."""
    posts = Threads(db).posts(thread_id)
    if all(post.state is PostState.CANCELLED for post in posts):
        Threads(db).close(thread_id, Ending.BY_TEAM, now)


def _open(db: Database, question: Question, now: datetime) -> int:
    assert question.chat_id is not None  # noqa: S101 - asked before
    return Threads(db).open(question.chat_id, question.language, question.id, now)

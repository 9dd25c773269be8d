"""Repeats: the same words that got the same answer stand once in the queue, with their number.

The first of them leads, the others follow it. What they share is a digest of the folded words and
of what was shown, kept only as long as the words (a trigger takes it away with them); that one
question follows another stays, as a number. A thumb down on a repeat of a judged question parts
it: then the judged answer was not good for everybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.store.question_search import search_words

if TYPE_CHECKING:
    from sqlite_utils import Database


def digest_of(words: str, doc_ids: Iterable[str]) -> str:
    """The same for the same words, however capitalised and spaced, with the same answer."""
    parts = (search_words(words), *doc_ids)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def join_repeats(db: Database, question_id: int, words: str, shown: Iterable[str]) -> None:
    """Put a question that was just logged behind the one it repeats, if there is one."""
    same = digest_of(words, shown)
    leader = db.execute(
        "select id from questions where same = ? and same is not null and leader_id is null "
        "order by id desc limit 1",
        (same,),
    ).fetchone()
    leader_id = leader[0] if leader else None
    db.execute(
        "update questions set same = ?, leader_id = ? where id = ?", (same, leader_id, question_id)
    )
    if leader_id is not None:
        db.execute("update questions set asked_again = asked_again + 1 where id = ?", (leader_id,))


def part_from_judged(db: Database, question_id: int) -> None:
    """Let a disliked repeat of a question that is done be judged on its own."""
    leader = db.execute(
        "select id from questions where state = 'done' and id = "
        "(select leader_id from questions where id = ?)",
        (question_id,),
    ).fetchone()
    if leader is not None:
        part(db, question_id)


def part(db: Database, question_id: int) -> None:
    """Take a question out from behind the one it repeats."""
    db.execute(
        "update questions set asked_again = asked_again - 1, disliked_again = disliked_again - "
        "(select thumb is 'down' from questions where id = ?) "
        "where id = (select leader_id from questions where id = ?)",
        (question_id, question_id),
    )
    db.execute("update questions set leader_id = null where id = ?", (question_id,))


def pass_on_lead(db: Database, chat_id: int) -> None:
    """Before a chat's questions are deleted: their repeats from other chats follow one of them."""
    leaders = db.execute(
        "select id from questions where chat_id = ? and asked_again > 0", (chat_id,)
    ).fetchall()
    for (leader_id,) in leaders:
        heir = db.execute(
            "select min(id) from questions where leader_id = ? and chat_id is not ?",
            (leader_id, chat_id),
        ).fetchone()[0]
        if heir is not None:
            part(db, heir)
            _follow(db, leader_id, heir)


def _follow(db: Database, leader_id: int, heir: int) -> None:
    db.execute("update questions set leader_id = ? where leader_id = ?", (heir, leader_id))
    db.execute(
        "update questions set "
        "asked_again = (select count(*) from questions where leader_id = ?1), "
        "disliked_again = (select count(*) from questions where leader_id = ?1 "
        "and thumb is 'down') where id = ?1",
        (heir,),
    )
    db.execute(
        "update questions set asked_again = 0, disliked_again = 0 where id = ?", (leader_id,)
    )

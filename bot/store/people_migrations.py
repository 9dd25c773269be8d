"""The tables about people: chats and their choices, logged questions, verdicts, audit.

Each migration is small, numbered and sealed: never change one that has been released.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

people = Migrations("nettrials.people")


@people()
def m001_chats(db: Database) -> None:
    """A chat's settings. `awaiting` says what the next message answers, such as `missing:12`."""
    db.create_table(
        "chats",
        {
            "chat_id": int,
            "language": str,
            "country": str,
            "consent": str,
            "consent_asked": int,
            "awaiting": str,
            "created_at": str,
            "changed_at": str,
        },
        pk="chat_id",
        defaults={"consent_asked": 0},
        not_null={"created_at", "changed_at"},
    )


@people()
def m002_questions(db: Database) -> None:
    """One row per answered message. `words` is NULL without consent; figures stay either way."""
    db.create_table(
        "questions",
        {
            "id": int,
            "chat_id": int,
            "asked_at": str,
            "words": str,
            "language": str,
            "kind": str,
            "abstained": int,
            "snapshot_id": str,
            "best_score": float,
            "milliseconds": float,
            "thumb": str,
            "comment": str,
        },
        pk="id",
        not_null={"asked_at", "language", "kind", "abstained"},
    )
    db.table("questions").create_index(["chat_id"])
    db.table("questions").create_index(["asked_at"])
    db.create_table(
        "question_hits",
        {"question_id": int, "rank": int, "doc_id": str, "score": float, "shown": int},
        pk=("question_id", "rank"),
        foreign_keys=[("question_id", "questions", "id")],
    )


@people()
def m003_verdicts(db: Database) -> None:
    """What moderators found, and who did what. A verdict that is replaced keeps its row."""
    db.create_table(
        "verdicts",
        {
            "id": int,
            "question_id": int,
            "moderator_id": int,
            "verdict": str,
            "comment": str,
            "given_at": str,
            "withdrawn_at": str,
        },
        pk="id",
        foreign_keys=[("question_id", "questions", "id")],
        not_null={"question_id", "verdict", "given_at"},
    )
    db.table("verdicts").create_index(["question_id"])
    db.create_table(
        "audit",
        {"id": int, "at": str, "actor_id": int, "action": str, "subject": str, "detail": str},
        pk="id",
        not_null={"at", "action"},
    )


@people()
def m004_counts(db: Database) -> None:
    """How often something happened on a day, for what leaves no other trace (emergencies)."""
    db.create_table(
        "counts",
        {"day": str, "what": str, "count": int},
        pk=("day", "what"),
        not_null={"count"},
    )

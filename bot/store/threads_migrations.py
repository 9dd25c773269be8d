"""The tables about conversations between a patient and the team.

Each migration is small, numbered and sealed: never change one that has been released.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

threads = Migrations("nettrials.threads")


@threads()
def m001_threads(db: Database) -> None:
    """A request for a person, from its first words to its end.

    Ids are never used twice: a button under an old message must not mean a new request.
    `chat_id` and all words go when a closed request is past its time; the dates stay as figures.
    """
    db.execute(
        """
        create table threads (
            id integer primary key autoincrement,
            chat_id integer,
            language text not null,
            question_id integer,
            state text not null check (state in ('waiting', 'answered', 'closed')),
            ending text,
            opened_at text not null,
            waiting_since text,
            first_answer_at text,
            changed_at text not null,
            reminded_at text,
            told_late_at text
        )
        """
    )
    db.execute("create index threads_open on threads (state, id) where state != 'closed'")
    db.execute("create index threads_chat on threads (chat_id) where chat_id is not null")
    db.execute("create index threads_opened on threads (opened_at)")


@threads()
def m002_posts(db: Database) -> None:
    """What was written, by the patient or by the team; a team's post waits before it leaves."""
    db.execute(
        """
        create table thread_posts (
            id integer primary key autoincrement,
            thread_id integer not null references threads (id),
            moderator_id integer,
            words text,
            at text not null,
            state text not null check (state in
                ('received', 'held', 'pending', 'queued', 'sent', 'failed', 'cancelled')),
            due_at text,
            source_chat integer,
            source_message integer
        )
        """
    )
    db.execute("create index thread_posts_thread on thread_posts (thread_id, id)")
    db.execute(
        "create index thread_posts_source on thread_posts (source_message)"
        " where source_message is not null"
    )
    db.execute(
        "create index thread_posts_under_way on thread_posts (state, due_at)"
        " where state in ('pending', 'queued')"
    )


@threads()
def m003_messages(db: Database) -> None:
    """Which Telegram message shows which request, to the team or to the patient."""
    db.execute(
        """
        create table thread_messages (
            chat_id integer not null,
            message_id integer not null,
            thread_id integer not null,
            reader text not null check (reader in ('team', 'patient')),
            primary key (chat_id, message_id)
        )
        """
    )
    db.execute("create index thread_messages_thread on thread_messages (thread_id)")


@threads()
def m004_digests(db: Database) -> None:
    """Which moderator was sent the digest of which week, and who wants none."""
    db.execute(
        "create table digests (moderator_id integer, week text, sent_at text not null,"
        " primary key (moderator_id, week))"
    )
    db.execute("create table digest_refusals (moderator_id integer primary key)")


@threads()
def m005_questions(db: Database) -> None:
    """The requests that a question led to, for the console's page about it."""
    db.execute(
        "create index threads_question on threads (question_id) where question_id is not null"
    )


@threads()
def m006_states(db: Database) -> None:
    """Indexes by state that SQLite uses: a condition on one state does not imply a list of them."""
    db.execute("drop index threads_open")
    db.execute("drop index thread_posts_under_way")
    db.execute("create index threads_state on threads (state, waiting_since)")
    db.execute("create index thread_posts_state on thread_posts (state, due_at)")

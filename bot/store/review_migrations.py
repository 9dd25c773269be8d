"""What review adds to the log: a state and a need for each question, words to search, promotions.

Each migration is small, numbered and sealed: never change one that has been released. What holds a
patient's words or points to a person goes with the question: triggers take it out of the search
index and out of the audit log in the same transaction.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from bot.store.question_search import search_words

review = Migrations("nettrials.review")

OPEN = "is_open = 1"

# Points, less the day it was asked on: the order of two questions never changes with the clock,
# so it can stand in an index. `need.py` explains the points and a test holds the two together.
_NEED = """
    1000.0 * (coalesce(claimed_from, state) = 'disputed')
    + 150.0 * patient_waits
    + 100.0 * (thumb is 'down')
    + 80.0 * doubt
    + 50.0 * abstained
    + 30.0 * (abstained = 0 and best_score is not null and best_score <
        case kind when 'trial' then 5.1 when 'concept' then 1.7
        when 'news' then 1.4 when 'logistics' then 1.1 else 0.0 end)
    + 20.0 * (comment is not null)
    + 5.0 * min(asked_again, 10)
    + 20.0 * min(disliked_again, 5)
    - julianday(asked_at)
"""


@review()
def m001_states(db: Database) -> None:
    """Where a question stands in the queue. `leader_id` names the question it repeats."""
    for column in (
        "state text not null default 'new'",
        "doubt integer not null default 0",
        "claimed_by integer",
        "claimed_until text",
        "claimed_from text",
        "patient_waits integer not null default 0",
        "reviews_wanted integer",
        "verdict text",
        "same text",
        "leader_id integer",
        "asked_again integer not null default 0",
        "disliked_again integer not null default 0",
        f"need real generated always as ({_NEED}) virtual",
        "is_open integer generated always as "
        "(leader_id is null and state in ('new', 'disputed')) virtual",
    ):
        db.execute(f"alter table questions add column {column}")
    db.execute(
        "update questions set state = 'done', reviews_wanted = 1, verdict = (select verdict "
        "from verdicts where question_id = questions.id and withdrawn_at is null "
        "order by id desc limit 1) where exists (select 1 from verdicts "
        "where question_id = questions.id and withdrawn_at is null)"
    )


@review()
def m002_queue_indexes(db: Database) -> None:
    """Indexes that stand in the order of need, and small ones by which filters are counted.

    What is filtered by a range is read in order of need until a page is full: sorting what a wide
    range finds would take longer.
    """
    for name, columns, where in (
        ("queue_need", "is_open, need desc, id", OPEN),
        ("queue_kind", "is_open, kind, need desc, id", OPEN),
        ("queue_language", "is_open, language, need desc, id", OPEN),
        ("queue_score", "is_open, best_score", OPEN),
        ("queue_day", "is_open, asked_at", OPEN),
        ("queue_thumb", "is_open, thumb", OPEN),
        ("queue_abstained", "is_open, abstained", OPEN),
        ("queue_claims", "claimed_until", "state = 'claimed'"),
        ("review_state", "state, need desc, id", "leader_id is null"),
        ("review_all", "need desc, id", "leader_id is null"),
        ("review_kind", "kind, need desc, id", "leader_id is null"),
        ("review_language", "language, need desc, id", "leader_id is null"),
        ("review_verdict", "verdict, need desc, id, leader_id", "verdict is not null"),
        ("review_score", "best_score", "leader_id is null"),
        ("review_day", "asked_at", "leader_id is null"),
        ("review_thumb", "thumb", "leader_id is null"),
        ("review_abstained", "abstained", "leader_id is null"),
        ("review_same", "same", "same is not null"),
        ("review_leader", "leader_id", "leader_id is not null"),
    ):
        db.execute(f"create index {name} on questions ({columns}) where {where}")


@review()
def m003_verdict_details(db: Database) -> None:
    """Grades and tags of a verdict; `blind`: given without having seen another's."""
    db.execute("alter table verdicts add column blind integer not null default 0")
    db.execute("update verdicts set blind = 1 where withdrawn_at is null")
    db.execute("update verdicts set moderator_id = 0 where moderator_id is null")
    db.execute("create index verdicts_blind on verdicts (question_id) where blind = 1")
    db.execute(
        "create table verdict_grades (verdict_id integer not null references verdicts "
        "on delete cascade, doc_id text not null, grade integer not null, "
        "shown integer not null, primary key (verdict_id, doc_id)) without rowid"
    )
    db.execute(
        "create table verdict_tags (tag text not null, verdict_id integer not null "
        "references verdicts on delete cascade, primary key (tag, verdict_id)) without rowid"
    )
    db.execute("create index verdict_tags_verdict on verdict_tags (verdict_id)")


@review()
def m004_undo(db: Database) -> None:
    """What stood before an action, so that it can be put back; it goes with the question."""
    for column in ("question_id integer", "before text", "undone_at text", "undone_by integer"):
        db.execute(f"alter table audit add column {column}")
    db.execute("create index audit_question on audit (question_id) where question_id is not null")
    db.execute("create index audit_actor on audit (actor_id)")


@review()
def m005_promotions(db: Database) -> None:
    """Reworded questions that builds must pass, with an answer where one was written."""
    db.execute(
        "create table promotions (id integer primary key autoincrement, question_id integer, "
        "moderator_id integer not null, promoted_at text not null, text text not null, "
        "language text not null, kind text not null, answerable integer not null, "
        "answer_title text, answer text, withdrawn_at text)"
    )
    db.execute("create index promotions_question on promotions (question_id)")
    db.execute(
        "create table promotion_grades (promotion_id integer not null references promotions "
        "on delete cascade, doc_id text not null, grade integer not null, "
        "primary key (promotion_id, doc_id)) without rowid"
    )


@review()
def m006_search(db: Database) -> None:
    """The words of questions in an index of their own, which never outlives them."""
    db.execute("create virtual table question_search using fts5(words, tokenize = 'unicode61')")
    rows = db.execute(
        "select id, words, comment from questions where words is not null or comment is not null"
    ).fetchall()
    db.conn.executemany(
        "insert into question_search (rowid, words) values (?, ?)",
        ((row[0], search_words(row[1], row[2])) for row in rows),
    )


@review()
def m007_triggers(db: Database) -> None:
    """Words that go leave the search index and their group; a question that goes takes all."""
    db.execute(
        "create trigger question_words_changed after update of words, comment on questions "
        "when old.words is not new.words or old.comment is not new.comment begin "
        "delete from question_search where rowid = old.id; "
        "update questions set same = null where id = old.id and new.words is null; end"
    )
    db.execute(
        "create trigger question_rated after update of thumb on questions "
        "when new.leader_id is not null and new.thumb is not old.thumb begin "
        "update questions set disliked_again = disliked_again + (new.thumb is 'down') "
        "- (old.thumb is 'down') where id = new.leader_id; end"
    )
    db.execute(
        "create trigger question_gone after delete on questions begin "
        "delete from question_search where rowid = old.id; "
        "update audit set before = null, question_id = null where question_id = old.id; "
        "update promotions set question_id = null where question_id = old.id; "
        "update questions set asked_again = asked_again - 1, "
        "disliked_again = disliked_again - (old.thumb is 'down') where id = old.leader_id; "
        "update questions set leader_id = null where leader_id = old.id; end"
    )

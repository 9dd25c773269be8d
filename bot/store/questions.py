"""The question log: what was asked, what was answered, how it was received.

Words are in it only with consent and after redaction. Retention takes words and chat away after a
stated time and leaves figures; `/forget` deletes the rows. Where a question stands with the
moderators is in `review_queue.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.store.question_search import index_words, wipe
from bot.store.repeats import join_repeats, part_from_judged, pass_on_lead

if TYPE_CHECKING:
    from sqlite_utils import Database

RETENTION_DAYS = 30


class Thumb(StrEnum):
    """How an answer was received."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LoggedHit:
    """A document that answered, best first from rank 1; `shown` in the first message."""

    doc_id: str
    score: float
    shown: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One logged question."""

    id: int
    chat_id: int | None
    asked_at: datetime
    words: str | None
    language: str
    kind: str
    abstained: bool
    snapshot_id: str | None
    milliseconds: float | None
    thumb: Thumb | None
    comment: str | None
    hits: tuple[LoggedHit, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for moderators and admins; latencies in milliseconds over the last day."""

    all: int
    waiting: int
    week: int
    week_abstained: int
    day: int
    up: int
    down: int
    p50: float
    p95: float


class Questions:
    """The tables `questions`, `question_hits` and `counts`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log(
        self,
        *,
        chat_id: int,
        asked_at: datetime,
        words: str | None,
        language: str,
        kind: str,
        abstained: bool,
        snapshot_id: str | None,
        milliseconds: float,
        hits: Iterable[LoggedHit],
        doubt: bool = False,
    ) -> int:
        """Record a question and its hits; the new id. `doubt`: the safety line was added."""
        rows = list(hits)
        cursor = self._db.execute(
            "insert into questions (chat_id, asked_at, words, language, kind, abstained, "
            "snapshot_id, best_score, milliseconds, doubt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                chat_id,
                asked_at.isoformat(),
                words,
                language,
                kind,
                int(abstained),
                snapshot_id,
                max((hit.score for hit in rows), default=None),
                milliseconds,
                int(doubt),
            ),
        )
        question_id = cursor.lastrowid
        assert question_id is not None  # noqa: S101 - an insert has one
        self._db.table("question_hits").insert_all(
            {"question_id": question_id, "rank": rank, "doc_id": hit.doc_id,
             "score": hit.score, "shown": int(hit.shown)}
            for rank, hit in enumerate(rows, 1)
        )  # fmt: skip
        if words:
            index_words(self._db, question_id)
            join_repeats(self._db, question_id, words, [hit.doc_id for hit in rows if hit.shown])
        return question_id

    def get(self, question_id: int) -> Question | None:
        """The question with that id, or None where it was deleted."""
        return next(self._read("where id = ?", (question_id,)), None)

    def of_chat(self, chat_id: int) -> tuple[Question, ...]:
        """All that is kept of a chat, oldest first."""
        return tuple(self._read("where chat_id = ? order by id", (chat_id,)))

    def every(self) -> Iterator[Question]:
        """All questions, oldest first."""
        return self._read("order by id", ())

    def rate(self, question_id: int, chat_id: int, thumb: Thumb) -> bool:
        """Note a thumb; False where the question is gone or another chat's."""
        cursor = self._db.execute(
            "update questions set thumb = ? where id = ? and chat_id = ?",
            (thumb.value, question_id, chat_id),
        )
        if thumb is Thumb.DOWN:
            part_from_judged(self._db, question_id)
        return cursor.rowcount == 1

    def comment(self, question_id: int, chat_id: int, words: str) -> bool:
        """Note what was missing, in redacted words; False where the question is gone."""
        cursor = self._db.execute(
            "update questions set comment = ? where id = ? and chat_id = ?",
            (words, question_id, chat_id),
        )
        if cursor.rowcount:
            index_words(self._db, question_id)
        return cursor.rowcount == 1

    def drop_words(self, chat_id: int) -> int:
        """Consent withdrawn: words go, figures stay. The number of questions that had words."""
        cursor = self._db.execute(
            "update questions set words = null, comment = null "
            "where chat_id = ? and (words is not null or comment is not null)",
            (chat_id,),
        )
        if cursor.rowcount:
            wipe(self._db)
        return cursor.rowcount

    def forget(self, chat_id: int) -> tuple[int, int]:
        """Delete a chat's rows; the numbers of questions and of ratings among them."""
        ids = "select id from questions where chat_id = ?"
        rated = self._count(
            "select count(*) from questions where chat_id = ? and thumb is not null", chat_id
        )
        pass_on_lead(self._db, chat_id)
        for table in ("question_hits", "verdicts"):
            self._db.execute(f"delete from {table} where question_id in ({ids})", (chat_id,))
        cursor = self._db.execute("delete from questions where chat_id = ?", (chat_id,))
        if cursor.rowcount:
            wipe(self._db)
        return cursor.rowcount, rated

    def expire(self, now: datetime, days: int = RETENTION_DAYS) -> int:
        """Take words, comments and chats from questions older than `days`; how many."""
        before = (now - timedelta(days=days)).isoformat()
        cursor = self._db.execute(
            "update questions set words = null, comment = null, chat_id = null where asked_at < ? "
            "and (words is not null or comment is not null or chat_id is not null)",
            (before,),
        )
        if cursor.rowcount:
            wipe(self._db)
        return cursor.rowcount

    def count(self, what: str, now: datetime) -> None:
        """Add one to the day's count of `what`."""
        self._db.execute(
            "insert into counts (day, what, count) values (?, ?, 1) "
            "on conflict (day, what) do update set count = count + 1",
            (now.date().isoformat(), what),
        )

    def figures(self, now: datetime) -> Figures:
        """The counts that /questions and /status show."""
        week = (now - timedelta(days=7)).isoformat()
        day = (now - timedelta(days=1)).isoformat()
        times = [
            row["milliseconds"]
            for row in self._db.query(
                "select milliseconds from questions where asked_at >= ? and milliseconds not null "
                "order by milliseconds",
                (day,),
            )
        ]
        count = self._count
        return Figures(
            all=count("select count(*) from questions"),
            waiting=count(f"select count(*) from questions where {_WAITING}"),
            week=count("select count(*) from questions where asked_at >= ?", week),
            week_abstained=count(
                "select count(*) from questions where asked_at >= ? and abstained", week
            ),
            day=count("select count(*) from questions where asked_at >= ?", day),
            up=count("select count(*) from questions where thumb = 'up'"),
            down=count("select count(*) from questions where thumb = 'down'"),
            p50=_percentile(times, 0.50),
            p95=_percentile(times, 0.95),
        )

    def by_kind(self, now: datetime) -> dict[str, int]:
        """The answers of the last day by kind, the most frequent first; what is only counted (an
        emergency) counts with the calendar day."""
        since = now - timedelta(days=1)
        rows = self._db.execute(
            "select kind, sum(n) from (select kind, count(*) as n from questions "
            "where asked_at >= ? group by kind union all select what, count from counts "
            "where day > ?) group by kind order by 2 desc, kind",
            (since.isoformat(), since.date().isoformat()),
        )
        return {str(kind): int(count) for kind, count in rows.fetchall()}

    def _count(self, sql: str, *values: object) -> int:
        return int(self._db.execute(sql, values).fetchone()[0])

    def _read(self, tail: str, values: tuple[object, ...]) -> Iterator[Question]:
        rows = list(self._db.query(f"select * from questions {tail}", values))
        for row in rows:
            yield _question(row, self._hits(row["id"]))

    def _hits(self, question_id: int) -> tuple[LoggedHit, ...]:
        rows = self._db.query(
            "select doc_id, score, shown from question_hits where question_id = ? order by rank",
            (question_id,),
        )
        return tuple(LoggedHit(row["doc_id"], row["score"], bool(row["shown"])) for row in rows)


_WAITING = "leader_id is null and state in ('new', 'claimed', 'disputed')"


def _question(row: dict[str, Any], hits: tuple[LoggedHit, ...]) -> Question:
    return Question(
        id=row["id"],
        chat_id=row["chat_id"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        words=row["words"],
        language=row["language"],
        kind=row["kind"],
        abstained=bool(row["abstained"]),
        snapshot_id=row["snapshot_id"],
        milliseconds=row["milliseconds"],
        thumb=Thumb(row["thumb"]) if row["thumb"] else None,
        comment=row["comment"],
        hits=hits,
    )


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

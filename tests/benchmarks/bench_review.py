"""How long the moderators' queue takes with 200,000 logged questions, and what it costs the bot.

    python -m tests.benchmarks.bench_review [COUNT]

COUNT generated questions, three in four of them open. Each list is a page of 50 and its count.
Then twenty moderators in processes of their own claim and judge, each once a second, while the bot
logs questions: its p95 is told without and with them. Promised: pages under 200 ms at
the median.
"""

from __future__ import annotations

import multiprocessing
import random
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from bot.store.database import open_database, writing
from bot.store.questions import LoggedHit, Questions
from bot.store.review_list import Filter, ReviewList
from bot.store.review_queue import ReviewQueue, State
from bot.store.verdicts import Judgment, Opinion, Verdicts
from tests.benchmarks.timing import median_ms

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MODERATORS, SECONDS = 20, 10
LISTS = {
    "open, neediest first": Filter(),
    "one language": Filter(language="de"),
    "one kind": Filter(kind="news"),
    "language and kind": Filter(kind="news", language="de"),
    "thumb down": Filter(thumb="down"),
    "nothing found": Filter(abstained=True),
    "low score": Filter(score_below=0.5),
    "one day": Filter(since=date(2026, 11, 1), until=date(2026, 11, 1)),
    "since a month": Filter(since=date(2026, 10, 24), every=True),
    "done": Filter(state=State.DONE),
    "one verdict": Filter(verdict="wrong"),
    "a tag": Filter(tag="tag3", every=True),
    "a rare word": Filter(words="zebra"),
    "a common word": Filter(words="carcinoid"),
    "two words": Filter(words="carcinoid prrt"),
}


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        database = open_database(path)
        started = time.perf_counter()
        with writing(database):
            _fill(database, count)
        size = path.stat().st_size / 2**20
        print(f"{count} questions, {size:.0f} MiB, {time.perf_counter() - started:.0f} s to fill")
        _lists(database)
        _work(database)
        _beside_the_bot(database, path)
        database.close()


def _fill(db: Database, count: int) -> None:
    rows = list(_rows(count))
    db.conn.executemany(
        "insert into questions (id, chat_id, asked_at, words, language, kind, abstained, "
        "best_score, milliseconds, thumb, state, verdict) values (?,?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    db.conn.executemany(
        "insert into question_search (rowid, words) values (?, ?)", ((r[0], r[3]) for r in rows)
    )
    db.conn.executemany(
        "insert into question_hits values (?, 1, 'NCT00000001', 5.0, 1)", ((r[0],) for r in rows)
    )
    judged = [row for row in rows if row[11]]
    db.conn.executemany(
        "insert into verdicts (id, question_id, moderator_id, verdict, given_at) "
        "values (?, ?, 1, ?, ?)",
        ((row[0], row[0], row[11], row[2]) for row in judged),
    )
    db.conn.executemany(
        "insert into verdict_tags (tag, verdict_id) values (?, ?)",
        ((f"tag{index % 50}", row[0]) for index, row in enumerate(judged)),
    )


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(7)
    known = ["".join(chance.choices(string.ascii_lowercase, k=7)) for _ in range(5_000)]
    known += ["carcinoid", "prrt"] * 60
    for number in range(1, count + 1):
        words = chance.choices(known, k=9) + (["zebra"] if number % 5_000 == 1 else [])
        done = number % 4 == 0
        yield (
            number,
            number % 20_000,
            (NOW - timedelta(minutes=2 * number)).isoformat(),
            " ".join(words),
            chance.choice(["en"] * 6 + ["de", "es", "fr", "zh"]),
            chance.choice(["trial"] * 6 + ["concept", "news", "logistics"]),
            int(chance.random() < 0.1),
            chance.random() * 12,
            9.0,
            chance.choice([None] * 8 + ["up", "down"]),
            "done" if done else "new",
            chance.choice(["good", "wrong", "missed"]) if done else None,
        )


def _lists(db: Database) -> None:
    reviews = ReviewList(db)
    for name, wanted in LISTS.items():
        page = median_ms(partial(reviews.page, wanted))
        count = median_ms(partial(reviews.count, wanted))
        print(f"  {name:<22} page {page:6.1f} ms   count {count:6.1f} ms")
    last = reviews.page(limit=50)[-1]
    print(f"  {'second page':<22} page {median_ms(lambda: reviews.page(after=last)):6.1f} ms")
    print(f"  {'counts of the states':<22}      {median_ms(reviews.states):6.1f} ms")


def _work(db: Database) -> None:
    queue, verdicts = ReviewQueue(db), Verdicts(db, 0.1)

    def claim_and_judge() -> None:
        item = queue.claim_next(2, NOW)
        assert item is not None
        verdicts.give(item.id, 2, Opinion(Judgment.GOOD), NOW)

    print(f"  {'claim and judge':<22}      {median_ms(claim_and_judge, 30):6.1f} ms")
    forget = iter(range(10))
    print(
        f"  {'forget ten questions':<22}      {median_ms(partial(_forget, db, forget), 3):6.1f} ms"
    )


def _forget(db: Database, chats: Iterator[int]) -> None:
    with writing(db):
        Questions(db).forget(next(chats))


def _beside_the_bot(db: Database, path: Path) -> None:
    alone = _logging(db, time.perf_counter() + SECONDS)
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(MODERATORS + 1)
    people = [
        context.Process(target=_moderate, args=(path, number, ready))
        for number in range(100, 100 + MODERATORS)
    ]
    for person in people:
        person.start()
    ready.wait()
    beside = _logging(db, time.perf_counter() + SECONDS)
    for person in people:
        person.join()
    for name, times in (("alone", alone), (f"beside {MODERATORS} moderators", beside)):
        ordered = sorted(times)
        p95 = ordered[int(0.95 * len(ordered))]
        print(
            f"  the bot logs a question, {name}: p50 {statistics.median(times):.1f} ms, "
            f"p95 {p95:.1f} ms, most {ordered[-1]:.1f} ms, of {len(times)}"
        )
    failed = [person.exitcode for person in people if person.exitcode]
    print(f"  moderators that failed: {len(failed)}")


def _logging(db: Database, until: float) -> list[float]:
    questions = Questions(db)
    times: list[float] = []
    while time.perf_counter() < until:
        started = time.perf_counter()
        with writing(db):
            questions.log(
                chat_id=1, asked_at=NOW, words=f"a carcinoid trial {len(times)}", language="en",
                kind="trial", abstained=False, snapshot_id="s", milliseconds=9.0,
                hits=[LoggedHit("NCT00000001", 9.0, True)],
            )  # fmt: skip
        times.append(1000 * (time.perf_counter() - started))
        time.sleep(0.05)
    return times


def _moderate(path: Path, moderator: int, ready: object) -> None:
    """Claim and judge once a second."""
    database = open_database(path)
    queue, verdicts = ReviewQueue(database), Verdicts(database, 0.1)
    ready.wait()  # type: ignore[attr-defined]
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        item = queue.claim_next(moderator, NOW)
        assert item is not None
        verdicts.give(item.id, moderator, Opinion(Judgment.GOOD), NOW)
        time.sleep(1)
    database.close()


if __name__ == "__main__":
    main()

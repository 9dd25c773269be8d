"""How fast the console's pages come with many logged questions, and how it does with many people.

    python -m tests.benchmarks.bench_console [COUNT] [PEOPLE]

The real process on loopback, over COUNT questions (default 200,000). Promised: every page under
200 ms at the median; PEOPLE (default 20) moderators who take and judge at once never get the same
question, and what the bot writes meanwhile is not held up.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from bot.store.database import open_database, writing
from bot.store.questions import LoggedHit, Questions, Thumb
from bot.store.verdicts import Judgment, Opinion, Verdicts, in_sample
from tests.benchmarks.timing import milliseconds
from tests.bot.console.console_process import ConsoleProcess, Person, console

SEEDS, ROUNDS, EACH = 2_000, 15, 5
FIRST = 500
KINDS = ("trial", "concept", "news", "logistics", "greeting", "off_topic")
LANGUAGES = ("en", "de", "es", "fr", "pl", "zh")
WORDS = ("is there a trial for lung carcinoid", "PRRT in Spain", "what is Ki-67",
         "ensayos para tumores del páncreas", "is NETTER-2 still open")  # fmt: skip
PAGES = ("/queue", "/question/1500", "/disputed", "/dashboard", "/dashboard?days=365", "/audit",
         "/figures", "/figures/questions", "/sql")  # fmt: skip
FILTERS = ({"words": "carcinoid"}, {"kind": "news", "language": "de"}, {"verdict": "wrong"},
           {"thumb": "down", "found": "no"}, {"clear": "1"})  # fmt: skip


def main() -> None:
    """Prints each figure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        started = time.perf_counter()
        database = fill(home, count)
        print(f"{count} questions in {time.perf_counter() - started:.0f} s")
        ids = ",".join(str(FIRST + number) for number in range(people))
        with console(home, NETTRIALS_MODERATORS=ids) as running:
            pages(running.person(FIRST))
            crowd(running, database, people)
        database.close()


def fill(home: Path, count: int) -> Database:
    """A `bot.db` with so many questions: some as the bot logs them, the rest copies of these."""
    database = open_database(home / "bot.db")
    with writing(database):
        for number in range(min(SEEDS, count)):
            _seed(database, number)
        columns = [row[1] for row in database.execute("pragma table_info(questions)")
                   if row[1] not in {"id", "asked_at", "same", "leader_id"}]  # fmt: skip
        names = ", ".join(columns)
        for copy in range(1, count // SEEDS):
            shift = copy * 37
            database.execute(
                f"insert into questions (asked_at, {names}) select "
                f"strftime('%Y-%m-%dT%H:%M:%S+00:00', asked_at, '-{shift} minutes'), {names} "
                f"from questions where id <= {SEEDS}"
            )
        database.execute(
            "insert into question_search (rowid, words) select q.id, s.words from questions q "
            f"join question_search s on s.rowid = (q.id - 1) % {SEEDS} + 1 where q.id > {SEEDS}"
        )
    database.execute("analyze")
    return database


def _seed(database: Database, number: int) -> None:
    questions, verdicts = Questions(database), Verdicts(database, 0.2)
    asked = datetime.now(UTC) - timedelta(minutes=number * 45)
    question_id = questions.log(
        chat_id=number % 500,
        asked_at=asked,
        words=f"{WORDS[number % len(WORDS)]} {number}" if number % 4 else None,
        language=LANGUAGES[number % len(LANGUAGES)],
        kind=KINDS[number % len(KINDS)],
        abstained=number % 9 == 0,
        snapshot_id="20261124-090000-abcdef",
        milliseconds=10.0 + number % 17,
        hits=[LoggedHit("NCT01578239", 6.5 - number % 5, True), LoggedHit("x", 1.0, False)],
    )
    if number % 11 == 0:
        questions.rate(question_id, number % 500, Thumb.DOWN)
    if number % 5 == 0:
        for moderator in range(FIRST, FIRST + 1 + in_sample(question_id, 0.2)):
            opinion = Opinion(list(Judgment)[(number + moderator) % 5], tags=("spain",))
            verdicts.give(question_id, moderator, opinion, asked + timedelta(hours=1))


def pages(person: Person) -> None:
    """Median and slowest of each page."""
    for path in PAGES:
        _tell(path, [_opened(person, path) for _ in range(ROUNDS)])
    for fields in FILTERS:
        person.send("/queue", dict(fields), page="/queue").raise_for_status()
        _tell(f"/queue {fields}", [_opened(person, "/queue") for _ in range(ROUNDS)])


def crowd(running: ConsoleProcess, database: Database, people: int) -> None:
    """Everybody takes and judges at once, while the bot goes on logging."""
    crew = [running.person(FIRST + number) for number in range(people)]
    _tell("bot's write, alone", [milliseconds(lambda: _log(database)) for _ in range(40)])
    writes: list[float] = []
    over = threading.Event()
    taken: list[str] = []

    def work(person: Person) -> list[float]:
        times = []
        for _ in range(EACH):
            began = time.perf_counter()
            page = person.send("/queue/next", page="/queue")
            taken.append(str(page.url).rpartition("/")[2])
            path = f"/question/{taken[-1]}"
            person.send(path, {"judgment": "good", "do": "save"}, page=path).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
        return times

    with ThreadPoolExecutor(people) as pool:
        jobs = [pool.submit(work, person) for person in crew]
        while not all(job.done() for job in jobs):
            writes.append(milliseconds(lambda: _log(database)))
            over.wait(0.02)
        rounds = [duration for job in jobs for duration in job.result()]
    _tell(f"take and judge, {people} at once (5 requests)", rounds)
    _tell("bot's write, meanwhile", writes)
    given = database.execute("select count(*) from audit where action = 'claim'").fetchone()[0]
    print(f"taken {len(taken)}, claims in the log {given}, locked in the log: "
          f"{'locked' in running.log()}")  # fmt: skip


def _opened(person: Person, path: str) -> float:
    return milliseconds(lambda: person.get(path).raise_for_status())


def _log(database: Database) -> None:
    with writing(database):
        Questions(database).log(
            chat_id=7, asked_at=datetime.now(UTC), words=None, language="en", kind="trial",
            abstained=False, snapshot_id=None, milliseconds=9.0, hits=[],
        )  # fmt: skip


def _tell(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{name}: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms ({len(times)})")


if __name__ == "__main__":
    main()

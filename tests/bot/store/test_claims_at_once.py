"""Twenty moderators in processes of their own work on one queue while the bot goes on logging.

Real processes on one file, as the bot, the console and a terminal are. Each claims, judges and
claims again, without a pause.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bot.store.database import open_database, writing
from bot.store.questions import Questions
from bot.store.review_list import Filter, ReviewList
from bot.store.review_queue import State
from tests.bot.store.reviewed import NOW, log
from tests.conftest import ROOT

MODERATORS = 20
WAITING = 120
_MODERATOR = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from bot.store.database import open_database
from bot.store.review_queue import ReviewQueue
from bot.store.verdicts import Judgment, Opinion, Verdicts
database = open_database(Path(sys.argv[1]))
moderator = int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
queue, verdicts = ReviewQueue(database), Verdicts(database)
now = datetime(2026, 11, 24, 12, tzinfo=UTC)
while (item := queue.claim_next(moderator, now)) is not None:
    verdicts.give(item.id, moderator, Opinion(Judgment.GOOD, tags=("x",)), now)
    print(item.id, flush=True)
"""


def test_no_question_is_given_twice_and_no_verdict_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    database = open_database(path)
    with writing(database):
        waiting = {log(database) for _ in range(WAITING)}
    people = [_moderator(path, number) for number in range(1, MODERATORS + 1)]
    for person in people:
        assert person.stdout is not None
        assert person.stdout.readline() == "ready\n"
    for person in people:
        assert person.stdin is not None
        person.stdin.write("go\n")
        person.stdin.flush()
    slowest = 0.0
    while any(person.poll() is None for person in people):
        started = time.perf_counter()
        Questions(database).count("asked meanwhile", NOW)
        database.conn.commit()
        slowest = max(slowest, time.perf_counter() - started)
        time.sleep(0.02)
    told = [person.communicate() for person in people]
    given = Counter(int(line) for out, _ in told for line in out.split())
    assert [error for _, error in told if error] == []
    assert given == Counter(dict.fromkeys(waiting, 1))
    assert ReviewList(database).states() == {State.DONE: WAITING}
    assert ReviewList(database).count(Filter(tag="x", every=True)) == WAITING
    assert slowest < 10  # what each waits for the other, at most; never "database is locked"
    database.close()


def _moderator(path: Path, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _MODERATOR, str(path), str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )

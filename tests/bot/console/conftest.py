"""A console over a home with a few logged questions, once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import open_database, writing
from bot.store.questions import LoggedHit, Questions, Thumb
from tests.bot.console.console_process import ConsoleProcess, console

PATIENT = 987654321
WORDS = (
    "is there a trial for lung carcinoid?",
    "<script>alert('x')</script> PRRT trials?",
    "'; drop table questions; --",
    "why does nobody answer about the zebrafish?",
)


_EMPTIED = ("thread_posts", "threads", "promotion_grades", "promotions", "verdict_grades",
            "verdict_tags", "verdicts", "audit", "question_hits", "questions", "console_links",
            "console_sessions", "sqlite_sequence")  # fmt: skip


def log_questions(home: Path, *, empty: bool = True, more: str = "") -> None:
    """The questions of one patient, the last with a thumb down; with `empty` nothing else.

    `more` stands behind the words, so that they are no repeats.
    """
    database = open_database(home / "bot.db")
    questions = Questions(database)
    with writing(database):
        for table in _EMPTIED if empty else ():
            database.execute(f"delete from {table}")
        for number, words in enumerate(WORDS):
            question_id = questions.log(
                chat_id=PATIENT,
                asked_at=datetime.now(UTC) - timedelta(hours=len(WORDS) - number),
                words=f"{words}{more}",
                language="en",
                kind="find_trials",
                abstained=number == 2,
                snapshot_id="20261124",
                milliseconds=12.5,
                hits=[LoggedHit("NCT01578239", 0.9, True), LoggedHit("NCT02724540", 0.5, False)],
            )
        questions.rate(question_id, PATIENT, Thumb.DOWN)
    database.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """The console over these questions."""
    home = tmp_path_factory.mktemp("console")
    log_questions(home)
    with console(home) as process:
        yield process

"""From a question answered wrong to one that every build must answer right, by the commands alone.

A real home, the real encoder, real builds.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.store.database import open_database
from bot.store.questions import Questions, Thumb
from index.published import current_id
from tests.bot.store.reviewed import log
from tests.conftest import Run

pytestmark = pytest.mark.encoder

ASKED = "[name] wants to know: can I bring my dog to the scan of the trial?"
REWORDED = "can I bring my dog to the trial scan?"
ANSWER = "Most hospitals do not let dogs into the scan room. Ask the study team before you come."


@pytest.fixture
def home(home: Path) -> Path:
    """One in which the answer to a question was disliked."""
    database = open_database(home / "bot.db")
    question_id = log(database, words=ASKED, kind="logistics", hits=[], abstained=True)
    Questions(database).rate(question_id, 1, Thumb.DOWN)
    database.conn.commit()
    database.close()
    return home


def test_a_thumb_down_becomes_a_question_that_builds_must_answer(
    home: Path, nettrials: Run
) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        ran = nettrials(*arguments, home=home)
        assert ran.returncode == code, ran.stderr
        return ran.stdout + ran.stderr

    def answer() -> str:
        return str(json.loads(run("ask", "--json", REWORDED))["reply"])

    assert ANSWER not in answer()
    assert run("questions", "claim").split()[0] == "1"
    run("questions", "verdict", "1", "missed")
    assert "name" in run("questions", "promote", "1", "--text", ASKED, code=2)
    promoted = run(
        "questions", "promote", "1", "--text", REWORDED, "--answer", ANSWER,
        "--title", "Dogs at the scan",
    )  # fmt: skip
    assert "not answered right" in run("evaluate", "--promoted", code=1)
    assert "not answered right yet" not in run("build")
    assert ANSWER in answer()
    run("evaluate", "--promoted")

    run("questions", "undo", promoted.split()[-1])
    served = current_id(home)
    run("build")
    assert current_id(home) != served
    assert ANSWER not in answer()

"""`nettrials questions`: the queue in a terminal, from a claim to a promoted question."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import nettrials
from bot.store.database import open_database
from bot.store.questions import LoggedHit, Questions
from tests.bot.store.reviewed import NOW

WORDS = "I'm [name], is there a carcinoid trial?"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETTRIALS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    database = open_database(tmp_path / "bot.db")
    for words, kind in ((WORDS, "trial"), ("was ist PRRT?", "concept"), ("=1+1", "news")):
        Questions(database).log(
            chat_id=1, asked_at=NOW, words=words, language="en", kind=kind,
            abstained=kind == "concept", snapshot_id="s", milliseconds=5.0,
            hits=[LoggedHit("NCT00000001", 9.0, True)],
        )  # fmt: skip
    database.conn.commit()
    database.close()
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(nettrials, ["questions", *arguments])


def _fails(*arguments: str) -> str:
    result = _run(*arguments)
    assert result.exit_code != 0
    return f"{result.output}{result.exception}"


@pytest.mark.usefixtures("home")
def test_lists_are_filtered_and_searched() -> None:
    assert [line.split()[0] for line in _run("list", "--waiting").output.splitlines()] == [
        "2", "1", "3",
    ]  # fmt: skip
    assert _run("list", "--search", "CARCINOID").output.split()[0] == "1"
    assert _run("list", "--kind", "news").output.split()[0] == "3"
    assert "2 more" in _run("list", "--limit", "1").output
    assert _run("list", "--waiting", "--language", "de").output == "No question is waiting.\n"


@pytest.mark.usefixtures("home")
def test_a_claim_a_verdict_and_its_undo() -> None:
    assert _run("claim", "--as", "7").output.split()[0] == "2"
    assert "another moderator is working" in _fails("verdict", "2", "good", "--as", "8")
    given = _run(
        "verdict", "2", "missed", "--grade", "NCT00000001=1", "--missed", "NCT00000002",
        "--tag", "PRRT", "--comment", "x", "--as", "7",
    ).output  # fmt: skip
    assert "Question 2: missed (settled)" in given
    shown = _run("show", "2").output
    assert "grades: ['NCT00000001=1']" in shown
    assert "missed: ['NCT00000002']" in shown
    assert "tags: ['prrt']" in shown
    assert "need: abstained 50" in shown
    entry = given.split()[-1]
    assert "only the one who did this" in _fails("undo", entry, "--as", "8")
    assert "stands as before" in _run("undo", entry, "--as", "7").output
    assert "verdicts: []" in _run("show", "2").output
    assert "Question 2 is new again." in _run("release", "2", "--as", "7").output


@pytest.mark.usefixtures("home")
def test_a_grade_that_is_none_is_named() -> None:
    assert "name a document and a grade" in _fails("verdict", "1", "good", "--grade", "x=7")


@pytest.mark.usefixtures("home")
def test_a_second_look_is_blind_in_the_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETTRIALS_MODERATORS", "7,8")
    monkeypatch.setenv("NETTRIALS_DOUBLE_REVIEW", "100")
    assert "a second moderator judges it too" in _run("verdict", "1", "good", "--as", "7").output
    assert "verdicts: []" in _run("show", "1", "--as", "8").output
    assert '"verdicts": ["good"]' not in _run("export").output
    assert "the verdicts differ" in _run("verdict", "1", "wrong", "--as", "8").output
    assert _run("list", "--waiting").output.split()[0] == "1"
    assert "1 questions judged by two people, 0 alike" in _run("agreement").output


@pytest.mark.usefixtures("home")
def test_export_is_csv_or_json_lines_and_takes_filters() -> None:
    _run("verdict", "1", "wrong", "--comment", "see the other")
    rows = [json.loads(line) for line in _run("export").output.splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert (rows[0]["settled"], rows[0]["verdict_comments"]) == ("wrong", ["see the other"])
    table = _run("export", "--format", "csv", "--verdict", "wrong").output
    assert [row["words"] for row in csv.DictReader(io.StringIO(table))] == [WORDS]
    table = _run("export", "--format", "csv", "--kind", "news").output
    assert [row["words"] for row in csv.DictReader(io.StringIO(table))] == ["'=1+1"]


def test_a_question_is_promoted_seen_taken_back_and_carried(home: Path) -> None:
    _run("verdict", "1", "missed", "--missed", "NCT00000002")
    assert _run("promote", "1").output == (
        "Proposed: is there a carcinoid trial?\nGrades: NCT00000002=3\n"
    )
    assert "personal data (name)" in _fails("promote", "1", "--text", WORDS)
    assert "judge it first" in _fails("promote", "2", "--text", "what is PRRT?")
    promoted = _run("promote", "1", "--text", "carcinoid trial?").output
    assert "carcinoid trial?" in _run("promoted").output
    folder = home / "content"
    (folder / "questions").mkdir(parents=True)
    (folder / "questions" / "queries.jsonl").write_text('{"id": "n001", "text": "x"}\n')
    (folder / "questions" / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n")
    assert "1 new of 1" in _run("carry", str(folder)).output
    _run("undo", promoted.split()[-1])
    assert _run("promoted").output == "Nothing has been promoted yet.\n"


@pytest.mark.usefixtures("home")
def test_a_promotion_can_be_withdrawn_by_its_number() -> None:
    _run("verdict", "1", "off_topic")
    _run("promote", "1", "--text", "trials for cats", "--nothing")
    assert "is taken back" in _run("withdraw", "1").output
    assert "undone already" in _fails("withdraw", "1")

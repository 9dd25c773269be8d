"""The command line: a contract that others script against, and one line for bad input."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.encoder

CONTRACT = {
    "id", "kind", "nct_ids", "doc_ids", "emergency_first", "crisis_line", "abstained", "reply",
    "stored_text", "ms",
}  # fmt: skip


def test_ask_prints_what_a_patient_would_see(nettrials: Run, built_home: Path) -> None:
    ran = nettrials("ask", "NCT02724540 still open?", home=built_home)
    assert ran.returncode == 0
    assert "RETNET" in ran.stdout
    assert "closed to new patients (as of May 4, 2022)" in ran.stdout
    assert "<b>" not in ran.stdout


def test_ask_json_is_the_contract(nettrials: Run, built_home: Path) -> None:
    ran = nettrials("ask", "--json", "is there a trial for lung carcinoid?", home=built_home)
    answer = json.loads(ran.stdout)
    assert set(answer) == CONTRACT
    assert answer["nct_ids"]
    assert answer["abstained"] is False


def test_ask_jsonl_answers_in_order_with_history(nettrials: Run, built_home: Path) -> None:
    rows = [
        {"id": "a", "text": "what is PRRT?"},
        {"id": "b", "text": "is it still open?", "history": ["NCT02724540"]},
        {"id": "c", "text": "my name is Maria Lopez, trials for pancreatic NET?"},
        {"id": "d", "text": "I have taken all my pills and want to die"},
    ]
    text = "\n".join(map(json.dumps, rows))
    answers = [
        json.loads(line)
        for line in nettrials("ask", "--jsonl", home=built_home, text=text).stdout.splitlines()
    ]
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d"]
    assert answers[1]["nct_ids"] == ["NCT02724540"]
    assert "Lopez" not in answers[2]["stored_text"]
    assert answers[3]["crisis_line"] is True
    assert answers[3]["nct_ids"] == []
    assert answers[3]["stored_text"] is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("not json\n", "line 1: not JSON"),
        ('{"id": 1}\n', 'line 1: expected an object with a "text"'),
        ('{"text": "x", "history": "y"}\n', 'line 1: "history" takes a list of texts'),
    ],
)
def test_a_bad_line_is_named(nettrials: Run, built_home: Path, text: str, complaint: str) -> None:
    ran = nettrials("ask", "--jsonl", home=built_home, text=text)
    assert ran.returncode == 2
    assert complaint in ran.stderr
    assert "Traceback" not in ran.stderr


def test_status_and_snapshots_tell_what_is_served(nettrials: Run, built_home: Path) -> None:
    status = json.loads(nettrials("status", "--json", home=built_home).stdout)
    assert status["documents"] == 233
    assert status["snapshot_id"] in nettrials("snapshots", home=built_home).stdout


def test_a_rollback_to_nowhere_is_refused(nettrials: Run) -> None:
    ran = nettrials("rollback")
    assert ran.returncode == 2
    assert "no earlier snapshot" in ran.stderr


def test_the_terminal_talks_and_buttons_are_numbers(nettrials: Run, built_home: Path) -> None:
    ran = nettrials("run", home=built_home, text="NCT02724540\n1\n/quit\n")
    assert ran.returncode == 0, ran.stderr
    assert "No TELEGRAM_BOT_TOKEN is set" in ran.stdout
    assert "[1] 1" in ran.stdout
    assert "Who can join" in ran.stdout


def test_a_moderator_lists_shows_judges_and_exports(nettrials: Run, built_home: Path) -> None:
    nettrials("run", home=built_home, text="what is Ki-67?\n/quit\n")
    listed = nettrials("questions", "list", "--waiting", home=built_home).stdout
    number = listed.split()[0]
    assert nettrials("questions", "verdict", number, "good", home=built_home).returncode == 0
    assert "verdicts: ['good']" in nettrials("questions", "show", number, home=built_home).stdout
    table = nettrials("questions", "export", "--format", "csv", home=built_home).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["verdicts"] for row in rows if row["id"] == number] == ["good"]
    lines = nettrials("questions", "export", home=built_home).stdout.splitlines()
    assert len(lines) == len(rows)


def test_a_backup_is_a_copy_and_overwrites_nothing(
    nettrials: Run, built_home: Path, tmp_path: Path
) -> None:
    nettrials("run", home=built_home, text="/quit\n")
    copy = tmp_path / "copy.db"
    assert nettrials("backup", str(copy), home=built_home).returncode == 0
    assert copy.stat().st_size > 0
    again = nettrials("backup", str(copy), home=built_home)
    assert again.returncode == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "complaint"),
    [
        (["ask"], {}, "Give a question"),
        (["frobnicate"], {}, "No such command"),
        (["status"], {"NETTRIALS_ADMINS": "x"}, "NETTRIALS_ADMINS: "),
        (["import", "nowhere.txt"], {}, "nowhere.txt"),
        (["questions", "list"], {}, "run the bot first"),
        (["backup", "x.db"], {}, "run the bot first"),
        (["evaluate", "a.jsonl", "b.tsv"], {}, "b.tsv: cannot be read"),
        (["sync", "--from", "nowhere.jsonl"], {}, "nowhere.jsonl"),
    ],
)
def test_bad_input_is_one_line_and_code_2(
    nettrials: Run, arguments: list[str], settings: dict[str, str], complaint: str
) -> None:
    ran = nettrials(*arguments, **settings)
    assert ran.returncode == 2
    assert complaint in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_build_of_unchanged_content_takes_everything_over(
    nettrials: Run, built_home: Path
) -> None:
    figures = json.loads(nettrials("build", "--json", home=built_home).stdout)
    assert (figures["added"], figures["changed"], figures["removed"]) == (0, 0, 0)
    assert nettrials("rollback", home=built_home).returncode == 0


def test_a_command_that_finds_things_not_well_ends_with_its_code(nettrials: Run) -> None:
    ran = nettrials("status", "--check")
    assert ran.returncode == 1
    assert "no snapshot yet" in ran.stdout


def test_the_version_is_told_in_a_checkout_that_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from importlib import metadata

    from bot.version import version

    installed = version()

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert version() == installed


def test_version_is_one_line(nettrials: Run) -> None:
    ran = nettrials("--version")
    assert ran.returncode == 0
    assert ran.stdout.startswith("nettrials ")
    assert ran.stdout.count("\n") == 1

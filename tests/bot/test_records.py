"""`nettrials records`: why a record is left out, deciding otherwise, taking it back, all noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from content.registry.store import RegistryStore
from tests.conftest import Run
from tests.content.registry.studies import nct_id, study

STRESS = nct_id(2)


@pytest.fixture
def home(tmp_path: Path, nettrials: Run) -> Path:
    folder = tmp_path / "home"
    file = tmp_path / "studies.json"
    studies = [study(1), study(2, title="Neuroendocrine response to stress"), {"x": 1}]
    file.write_text(json.dumps(studies), encoding="utf-8")
    ran = nettrials("sync", "--from", str(file), home=folder)
    assert ran.returncode == 0, ran.stderr
    assert f"Left out: {STRESS}: about stress" in ran.stdout
    assert "Set aside: study 3: no NCT id (found none)" in ran.stdout
    return folder


def audit(home: Path) -> list[tuple[str, str, str]]:
    database = Database(home / "bot.db")
    rows = database.execute("select action, subject, detail from audit order by id").fetchall()
    database.close()
    return rows


def kept(home: Path) -> list[str]:
    with RegistryStore(home / "registry.db") as store:
        return [record.nct_id for record in store.records()]


def test_what_is_left_out_is_listed_with_its_reason(home: Path, nettrials: Run) -> None:
    ran = nettrials("records", "list", home=home)
    assert ran.stdout.splitlines() == [
        f"{STRESS}  left out  about stress  Neuroendocrine response to stress"
    ]
    as_json = nettrials("records", "list", "--json", home=home)
    assert json.loads(as_json.stdout)["rule"] == "about stress"
    assert nct_id(1) in nettrials("records", "list", "kept", home=home).stdout
    assert "study 3: no NCT id" in nettrials("records", "list", "broken", home=home).stdout
    assert nettrials("records", "list", "gone", home=home).stdout == "No record is gone.\n"


def test_a_record_is_kept_and_that_is_undone(home: Path, nettrials: Run) -> None:
    ran = nettrials("records", "keep", STRESS.lower(), "--by", "Ada", home=home)
    assert ran.stdout.splitlines()[0].startswith(f"{STRESS}  kept  decided by Ada")
    assert "nettrials build" in ran.stdout
    assert kept(home) == [nct_id(1), STRESS]
    shown = nettrials("records", "show", STRESS, home=home).stdout
    assert "The rule: about stress" in shown
    assert "Decided by Ada on " in shown
    nettrials("records", "undo", STRESS, "--by", "Ben", home=home)
    assert kept(home) == [nct_id(1)]
    assert audit(home) == [("keep_record", STRESS, "Ada"), ("undo_record", STRESS, "Ben")]


def test_a_record_is_dropped(home: Path, nettrials: Run) -> None:
    nettrials("records", "drop", nct_id(1), "--by", "Ada", home=home)
    assert kept(home) == []
    assert "decided by Ada" in nettrials("records", "list", "decided", home=home).stdout


def test_a_decision_holds_before_a_sync_has_brought_the_record(home: Path, nettrials: Run) -> None:
    ran = nettrials("records", "keep", nct_id(9), home=home)
    assert "no sync has brought it yet" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "NCT1"), "is no NCT id; expected NCT and eight digits"),
        (("show", nct_id(9)), "is not in the registry's store"),
        (("undo", nct_id(1)), "nobody has decided on"),
        (("keep", nct_id(1), "--by", " "), "takes your name"),
    ],
)
def test_a_wrong_use_is_one_line(
    home: Path, nettrials: Run, arguments: tuple[str, ...], told: str
) -> None:
    ran = nettrials("records", *arguments, home=home)
    assert ran.returncode == 2
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_a_sync_there_is_nothing_to_see(nettrials: Run) -> None:
    ran = nettrials("records", "list")
    assert ran.returncode == 2
    assert "run 'nettrials sync'" in ran.stderr

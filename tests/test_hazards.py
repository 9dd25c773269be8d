"""The hazard log is kept: each hazard names tests that exist, and says whom it harms and how."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOG = ROOT / "content" / "safety" / "hazards.toml"
HAZARDS: list[dict[str, Any]] = tomllib.loads(LOG.read_text(encoding="utf-8"))["hazard"]
MUST_SAY = ("id", "what", "harmed", "control", "tests")


def functions_in(path: Path) -> set[str]:
    """The names of the test functions in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def missing(test_ids: list[str]) -> list[str]:
    """The ids among `test_ids` that name no test."""
    lost = []
    for test_id in test_ids:
        path, _, name = test_id.partition("::")
        if not (ROOT / path).is_file() or name not in functions_in(ROOT / path):
            lost.append(test_id)
    return lost


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: str(hazard.get("id")))
def test_each_hazard_has_a_control_and_a_test_that_exists(hazard: dict[str, Any]) -> None:
    assert [key for key in MUST_SAY if not hazard.get(key)] == []
    assert missing(hazard["tests"]) == []


def test_no_two_hazards_have_the_same_id() -> None:
    ids = [hazard["id"] for hazard in HAZARDS]
    assert len(set(ids)) == len(ids)


def test_a_test_that_was_renamed_or_removed_is_missed() -> None:
    known = HAZARDS[0]["tests"][0]
    assert missing([known, f"{known}_of_old", "tests/test_gone.py::test_x"]) == [
        f"{known}_of_old",
        "tests/test_gone.py::test_x",
    ]

"""Every command of the README is run; its settings and commands are checked against the code."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from bot.conversation.core import COMMANDS
from bot.settings import Settings
from tests.conftest import ROOT, command, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```\n(.*?)^```", README, re.S | re.M)
_LINES = [line for block in _BLOCKS for line in block.splitlines()]
_OURS = [line for line in _LINES if re.match(r"(echo .*\| )?nettrials ", line)]


@pytest.mark.encoder
@pytest.mark.parametrize("line", _OURS)
def test_every_command_in_the_readme_works(line: str, built_home: Path, tmp_path: Path) -> None:
    env = environment(built_home)
    asked = {"input": "what is PRRT?\n/quit\n", "text": True, "capture_output": True}
    subprocess.run(command("run"), env=env, check=True, cwd=tmp_path, **asked)  # type: ignore[call-overload]
    left, _, right = line.rpartition("| ")
    text = left.removeprefix("echo ").strip().strip("'") if left else ""
    ran = subprocess.run(
        command(*shlex.split(right)[1:]), env=env, input=text, text=True, cwd=tmp_path,
        capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout


def test_the_two_commands_are_the_ones_that_ci_takes_from_here() -> None:
    assert re.search(r"<!-- run -->\n```\n.*&& \.venv/bin/nettrials run\n```", README)
    assert re.search(r"<!-- test -->\n```\n.*pytest -q\n```", README)


def test_every_setting_is_documented() -> None:
    names = {str(field.alias) for field in Settings.model_fields.values()}
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.M)) == names


def test_every_command_of_the_chat_is_documented() -> None:
    assert {name for name in COMMANDS if f"/{name}" not in README} == set()


def test_every_command_of_the_terminal_is_documented() -> None:
    from bot.cli import nettrials

    missing = {
        name for name in nettrials.commands if f"nettrials {name}" not in README and name != "ask"
    }
    assert missing == set()

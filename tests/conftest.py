"""What several groups of tests share: a home that the command line has built, once a session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# In CI the same examples each time, without a clock; a developer's machine goes on exploring.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parents[1]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*arguments: str) -> list[str]:
    """The command line of `nettrials` in this environment."""
    return [sys.executable, "-m", "bot.cli", *arguments]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This environment without settings of our own, with a home."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NETTRIALS_", "TELEGRAM_"))}
    own = {"NETTRIALS_HOME": str(home), "NETTRIALS_NIGHTLY": "", "PYTHONPATH": str(ROOT)}
    return {**kept, **own, **more}


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the snapshot that `nettrials build` made of the shipped content."""
    home = tmp_path_factory.mktemp("nettrials")
    subprocess.run(command("build"), env=environment(home), check=True, capture_output=True)
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home without what people wrote, so that tests do not see each other."""
    copy = tmp_path / "home"
    shutil.copytree(built_home, copy, ignore=shutil.ignore_patterns("bot.db*"))
    return copy


@pytest.fixture
def nettrials(tmp_path: Path) -> Run:
    """Runs `nettrials` in an empty folder; `home` names another home than an empty one."""

    def run(
        *arguments: str, home: Path | None = None, text: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments),
            env=environment(home or tmp_path / "home", **more),
            cwd=tmp_path,
            input=text,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run

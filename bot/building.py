"""Work beside the running bot: a child process at a time, watched, never in the way of a question.

The tasks are `nettrials sync`, `build` and `rollback`. What a child says on stderr is its progress
and, at the end, its complaint; what it says on stdout are its figures. A child outlives the bot
that began it: a build that is under way when the bot stops is published all the same.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

REFUSED = "the new snapshot answers these judged questions worse:"
BUSY = "another build of"
READING_REGISTRY = "reading the registry"
_PROGRESS = re.compile(r"([a-z ]+): (\d+)(?: of (\d+))?")
_SAID = "nettrials: "
_STOPPED = 130  # the code of a command that was interrupted


class Task(StrEnum):
    """What a child does. ACCEPT is a build that is published though it answers worse."""

    SYNC = "sync"
    BUILD = "build"
    ACCEPT = "accept"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Step:
    """How far a child is: a stage in its own words, `done` of `total` (None: not known)."""

    stage: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Built:
    """The figures of a good build or rollback."""

    snapshot_id: str = ""
    seconds: float = 0.0
    documents: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Synced:
    """The figures of a sync; `finished` is False where it was stopped."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task ended. `failure`: one line why it failed; `report`: all it said about that."""

    task: Task
    built: Built = Built()
    synced: Synced = Synced()
    failure: str | None = None
    report: str = ""
    stopped: bool = False

    @property
    def refused(self) -> bool:
        """Whether a build was not published because it answers worse; `report` names what."""
        return REFUSED in self.report

    @property
    def busy(self) -> bool:
        """Whether another process was building."""
        return self.failure is not None and BUSY in self.failure


class Builder:
    """Runs the tasks for `home`, one at a time."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        """`environment`: the child's whole environment; the settings reader makes it."""
        self.home = home
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self.task: Task | None = None

    def start(self, task: Task = Task.BUILD, argument: str = "") -> bool:
        """Begin a task; False where one is under way. `argument`: a name, or a snapshot's id."""
        if self._child is not None:
            return False
        command = [sys.executable, "-m", "bot.cli", *_arguments(task, argument)]
        with self._output.open("wb") as out, self._errors.open("wb") as err:
            self._child = subprocess.Popen(  # noqa: S603 - our own command, no words of anybody
                command, stdout=out, stderr=err, env=self._environment, start_new_session=True
            )
        self.task, self._stopping = task, False
        return True

    def stop(self) -> bool:
        """Ask the task to end, as Ctrl-C would; False where none is under way."""
        if self._child is None or self._child.poll() is not None:
            return False
        self._stopping = True
        self._child.send_signal(signal.SIGINT)
        return True

    def step(self) -> Step | None:
        """How far the task under way is; None where there is none or it has not said."""
        if self._child is None:
            return None
        for line in reversed(self._complaint().splitlines()):
            if found := _PROGRESS.fullmatch(line.strip()):
                total = int(found[3]) if found[3] else None
                return Step(found[1], int(found[2]), total)
        return None

    def collect(self) -> Ended | None:
        """The outcome, once, when the child has ended; None before that."""
        if self._child is None or self.task is None or self._child.poll() is None:
            return None
        code, task = self._child.returncode, self.task
        self._child, self.task = None, None
        if code != 0:
            return self._failed(task, code)
        try:
            return _good(task, json.loads(self._output.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            return Ended(task, failure=f"the {task} ended without its figures ({error})")

    def _failed(self, task: Task, code: int) -> Ended:
        if self._stopping and code in (_STOPPED, -signal.SIGINT):
            return Ended(task, stopped=True)
        said = self._complaint()
        report = said[said.find(_SAID) :].removeprefix(_SAID) if _SAID in said else said
        last = next((line for line in reversed(report.splitlines()) if line.strip()), "")
        return Ended(task, failure=last or f"the {task} ended with code {code}", report=report)

    def _complaint(self) -> str:
        try:
            return self._errors.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    @property
    def _output(self) -> Path:
        return self.home / "task.out"

    @property
    def _errors(self) -> Path:
        return self.home / "task.log"


def _arguments(task: Task, argument: str) -> list[str]:
    match task:
        case Task.SYNC:
            return ["sync", "--json"]
        case Task.BUILD:
            return ["build", "--json"]
        case Task.ACCEPT:
            return ["build", "--json", "--accept-worse", argument]
        case Task.ROLLBACK:
            return ["rollback", "--json", argument]


def _good(task: Task, figures: dict[str, Any]) -> Ended:
    if task is Task.SYNC:
        synced = Synced(**figures)
        return Ended(task, synced=synced, stopped=not synced.finished)
    return Ended(task, built=Built(**figures))

"""A build beside the running bot: a child process, watched, never in the way of a question."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended: the figures of a good one, or the reason of a failed one."""

    snapshot_id: str = ""
    seconds: float = 0.0
    documents: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    failure: str | None = None


class Builder:
    """Runs `nettrials build --json` as a child, one at a time."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        """`environment`: the child's whole environment; the settings reader makes it."""
        self.home = home
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Begin a build; False where one is under way."""
        if self._child is not None:
            return False
        command = [sys.executable, "-m", "bot.cli", "build", "--json"]
        with self._output.open("wb") as out, self._errors.open("wb") as err:
            self._child = subprocess.Popen(  # noqa: S603 - our own command, no words of anybody
                command, stdout=out, stderr=err, env=self._environment, start_new_session=True
            )
        return True

    def collect(self) -> Built | None:
        """The outcome, once, when the child has ended; None before that."""
        if self._child is None or self._child.poll() is None:
            return None
        code, self._child = self._child.returncode, None
        if code != 0:
            complaint = self._errors.read_text(encoding="utf-8", errors="replace")
            last = next((line for line in reversed(complaint.splitlines()) if line.strip()), "")
            return Built(failure=last or f"the build ended with code {code}")
        return Built(**json.loads(self._output.read_text(encoding="utf-8")))

    @property
    def _output(self) -> Path:
        return self.home / "build.out"

    @property
    def _errors(self) -> Path:
        return self.home / "build.log"

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
        self._home = home
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether a build is under way (also one that has ended and was not collected)."""
        return self._child is not None

    def start(self) -> bool:
        """Begin a build; False where one is under way."""
        if self._child is not None:
            return False
        command = [sys.executable, "-m", "bot.cli", "build", "--json"]
        with self._output("wb") as out, self._errors("wb") as err:
            self._child = subprocess.Popen(  # noqa: S603 - our own command, no words of anybody
                command, stdout=out, stderr=err, env=self._environment, start_new_session=True
            )
        return True

    def collect(self) -> Built | None:
        """The outcome, once, when the child has ended; None before that."""
        if self._child is None or self._child.poll() is None:
            return None
        code, self._child = self._child.returncode, None
        with self._output("rb") as out, self._errors("rb") as err:
            printed, complaint = out.read().decode(), err.read().decode(errors="replace")
        if code != 0:
            last = next((line for line in reversed(complaint.splitlines()) if line.strip()), "")
            return Built(failure=last or f"the build ended with code {code}")
        return Built(**json.loads(printed))

    def stop(self) -> None:
        """End a build under way; what it wrote is cleared by the next one."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait(10)

    def _output(self, mode: str):  # type: ignore[no-untyped-def]
        return (self._home / "build.out").open(mode)

    def _errors(self, mode: str):  # type: ignore[no-untyped-def]
        return (self._home / "build.log").open(mode)

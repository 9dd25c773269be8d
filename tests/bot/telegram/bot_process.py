"""Starts the echo bot as a process of its own, kills it, stops it, starts it again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]


class BotProcess:
    """One home folder and the process that runs in it, if any."""

    def __init__(self, home: Path, url: str, webhook_url: str | None = None) -> None:
        self.home = home
        self.log = home / "log.txt"
        self._arguments = [str(home), url] + ([webhook_url] if webhook_url else [])
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self.kill()

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the process; it may not be ready yet."""
        command = [sys.executable, "-m", "tests.bot.telegram.echo_bot", *self._arguments]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def terminate(self, times: int = 1) -> tuple[int, float]:
        """SIGTERM; returns the exit code and the seconds it took."""
        begun = time.monotonic()
        for _ in range(times):
            self.signal(signal.SIGTERM)
            time.sleep(0.05)
        return self.wait(), time.monotonic() - begun

    def signal(self, number: int) -> None:
        """Send a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self, timeout: float = 10.0) -> int:
        """The exit code, once the process ends by itself."""
        assert self._process is not None
        code = self._process.wait(timeout)
        self._process = None
        return code

    def ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process is None or self._process.poll() is not None

    def log_text(self) -> str:
        """All that the process wrote."""
        return self.log.read_text(encoding="utf-8")

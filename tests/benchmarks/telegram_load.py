"""The load run: `python -m tests.benchmarks.telegram_load [SECONDS] [-- COMMAND ...]`.

Thirty people's questions a second for ten minutes (by default), then a burst of 1,000 at once,
against a bot in a process of its own: the echo bot or, after `--`, any command that reads
TELEGRAM_BOT_TOKEN, NETTRIALS_TELEGRAM_URL and NETTRIALS_HOME, such as
`python -m bot.cli run`. Prints latency from arrival to send, memory and processor time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bot.telegram.bot_process import ROOT
from tests.bot.telegram_server import TelegramServer

PEOPLE, PER_SECOND, BURST, FIRST_PERSON = 300, 29.0, 1000, 5000
QUESTIONS = (
    "is there a trial for lung carcinoid?",
    "what is PRRT?",
    "NCT02724540 still open?",
    "what did NETTER-1 show?",
    "trials with lanreotide in Spain",
)


@dataclass(slots=True)
class Load:
    """Questions asked, each matched with the next message that its person receives."""

    server: TelegramServer
    asked: dict[int, list[float]] = field(default_factory=dict)
    count: int = 0

    def ask(self, times: int) -> None:
        """The next questions, at once."""
        for _ in range(times):
            chat = FIRST_PERSON + self.count % PEOPLE
            self.asked.setdefault(chat, []).append(time.time())
            self.server.say(chat, QUESTIONS[self.count % len(QUESTIONS)])
            self.count += 1

    def waits(self) -> list[float]:
        """Seconds from each question to its answer, sorted; unanswered ones are left out."""
        received: dict[int, list[float]] = {chat: [] for chat in self.asked}
        for sent in list(self.server.sent):
            received.setdefault(sent.chat_id, []).append(sent.at)
        return sorted(
            wait for chat, asked in self.asked.items() for wait in _matched(asked, received[chat])
        )

    def settle(self, timeout: float) -> None:
        """Until there are as many answers as questions."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and len(self.waits()) < self.count:
            time.sleep(0.5)


def _matched(asked: Sequence[float], received: Sequence[float]) -> Iterator[float]:
    """Each question's wait for the first message after it that answered no earlier question."""
    left = iter(received)
    for moment in asked:
        answered = next((at for at in left if at >= moment), None)
        if answered is not None:
            yield answered - moment


@contextmanager
def running(command: Sequence[str], server: TelegramServer) -> Iterator[int]:
    """The bot, in NETTRIALS_HOME where that is set, else with a home folder of its own."""
    with tempfile.TemporaryDirectory() as own:
        home = os.environ.get("NETTRIALS_HOME", own)
        environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": server.token,
            "NETTRIALS_TELEGRAM_URL": server.url,
            "NETTRIALS_HOME": home,
        }
        arguments = [part.format(home=home, url=server.url) for part in command]
        quiet = subprocess.DEVNULL
        bot = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
        try:
            server.wait_until(lambda: bool(server.called("getUpdates")), 300, "the first poll")
            yield bot.pid
        finally:
            bot.terminate()
            bot.wait(10)


def main(seconds: float, command: Sequence[str]) -> int:
    """Run and print."""
    with TelegramServer() as server, running(command, server) as process:
        # A home that was used before knows the numbers of earlier updates; these are above them.
        server.restart_ids(int(time.time() * 100))
        load = Load(server)
        _steadily(load, process, seconds)
        load.settle(60)
        _print("steady", load)
        burst = Load(server)
        server.sent.clear()
        burst.ask(BURST)
        burst.settle(BURST / 20)
        _print("burst", burst)
    return int(len(burst.waits()) < BURST)


def _steadily(load: Load, process: int, seconds: float) -> None:
    begun, next_report = time.monotonic(), 0.0
    _, processor = _resources(process)
    while (passed := time.monotonic() - begun) < seconds:
        load.ask(max(0, int(passed * PER_SECOND) - load.count))
        if passed >= next_report:
            print(f"minute={passed / 60:.1f} resident={_resources(process)[0]:.1f}MB", flush=True)
            next_report += 60.0
        time.sleep(0.005)
    megabytes, used = _resources(process)
    share = (used - processor) / seconds
    print(f"minute={seconds / 60:.1f} resident={megabytes:.1f}MB processor={share:.0%}")


def _resources(process: int) -> tuple[float, float]:
    """Resident megabytes and processor seconds, as `ps` says."""
    command = ["ps", "-o", "rss=,cputimes=", "-p", str(process)]
    kilobytes, seconds = subprocess.check_output(command, text=True).split()
    return int(kilobytes) / 1000, float(seconds)


def _print(name: str, load: Load) -> None:
    waits = load.waits()
    p50, p95 = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95))
    print(
        f"{name}: asked={load.count} answered={len(waits)} p50={p50 * 1e3:.0f}ms "
        f"p95={p95 * 1e3:.0f}ms longest={waits[-1]:.1f}s",
        flush=True,
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    echo = [sys.executable, "-m", "tests.bot.telegram.echo_bot", "{home}", "{url}"]
    split = given.index("--") if "--" in given else len(given)
    sys.exit(main(float((given[:split] or ["600"])[0]), given[split + 1 :] or echo))

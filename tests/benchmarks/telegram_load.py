"""The load run: `python -m tests.benchmarks.telegram_load [SECONDS] [-- COMMAND ...]`.

Thirty questions a second for ten minutes (by default), then a burst of 1,000 at once, against a bot
in a process of its own: the echo bot or, after `--`, any command that reads TELEGRAM_BOT_TOKEN,
NETTRIALS_TELEGRAM_URL and NETTRIALS_HOME. With the real bot and a home in which `nettrials build`
has been run:

    NETTRIALS_HOME=... python -m tests.benchmarks.telegram_load 600 -- python -m bot.cli run

The questions are the judged ones, of every kind and in twelve languages, in turn. Prints latency
from arrival to send, memory by `ps` every minute, processor time, and whether each answer came and
in order; ends with code 1 when one did not. LOAD_PER_SECOND sets another rate; with LOAD_DISTINCT=1
no question is asked twice in the same words.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bot.telegram.bot_process import ROOT
from tests.bot.telegram_methods import Sent
from tests.bot.telegram_server import TelegramServer

PEOPLE, BURST, FIRST_PERSON = 300, 1000, 5000
# Thirty would be the ceiling of the limiter itself: a queue that never empties again.
PER_SECOND = float(os.environ.get("LOAD_PER_SECOND", "29.5"))
_FOLDERS = ("content/questions", "tests/benchmarks/questions")
DISTINCT = os.environ.get("LOAD_DISTINCT") == "1"
JUDGED = (
    ROOT / "content/questions/queries.jsonl",
    ROOT / "tests/benchmarks/questions/queries.jsonl",
)
QUESTIONS = tuple(
    json.loads(line)["text"] for path in JUDGED for line in path.read_text("utf-8").splitlines()
)


TRIALS = tuple(sorted(path.stem for path in (ROOT / "content/trials").glob("NCT*.md")))
_NUMBER = re.compile(r"NCT\d{8}")


@dataclass(slots=True)
class Load:
    """Questions asked, each matched with the next message that its person receives."""

    server: TelegramServer
    questions: tuple[str, ...] = QUESTIONS
    asked: dict[int, list[tuple[float, str]]] = field(default_factory=dict)
    count: int = 0

    def ask(self, times: int) -> None:
        """The next questions, at once."""
        for _ in range(times):
            chat = FIRST_PERSON + self.count % PEOPLE
            text = self.questions[self.count % len(self.questions)]
            text = f"{text} ({self.count})" if DISTINCT else text
            self.asked.setdefault(chat, []).append((time.time(), text))
            self.server.say(chat, text)
            self.count += 1

    def waits(self) -> list[float]:
        """Seconds from each question to its answer, sorted; unanswered ones are left out."""
        received = self._received()
        return sorted(
            wait
            for chat, asked in self.asked.items()
            for wait in _matched([at for at, _ in asked], [sent.at for sent in received[chat]])
        )

    def in_order(self) -> bool:
        """Whether each person got the trials in the order asked for; for questions of numbers."""
        received = self._received()
        return all(
            [number for sent in received[chat] for number in _NUMBER.findall(sent.text)[:1]]
            == [text for _, text in asked]
            for chat, asked in self.asked.items()
        )

    def most_in_a_second(self) -> int:
        """The most messages that arrived within any one second."""
        moments = sorted(sent.at for sent in list(self.server.sent))
        return max(
            (bisect_left(moments, moment + 1.0) - number for number, moment in enumerate(moments)),
            default=0,
        )

    def settle(self, timeout: float) -> None:
        """Until there are as many answers as questions."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and len(self.waits()) < self.count:
            time.sleep(1.0)

    def _received(self) -> dict[int, list[Sent]]:
        received: dict[int, list[Sent]] = {chat: [] for chat in self.asked}
        for sent in list(self.server.sent):
            received.setdefault(sent.chat_id, []).append(sent)
        return received


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
        _greet(server)
        load = Load(server)
        _steadily(load, process, seconds)
        load.settle(300)
        _print("steady", load)
        server.sent.clear()
        burst = Load(server, TRIALS)
        burst.ask(BURST)
        burst.settle(BURST / 5)
        time.sleep(2.0)
        _print("burst", burst)
        print(f"in_order={burst.in_order()} most_in_a_second={burst.most_in_a_second()}")
    lost = load.count - len(load.waits()) + burst.count - len(burst.waits())
    return int(lost > 0 or not burst.in_order())


def _greet(server: TelegramServer) -> None:
    """Each person's first question brings one more message (may words be kept?): before the run."""
    first = Load(server)
    for _ in range(PEOPLE):
        first.ask(1)
        time.sleep(0.08)
    first.settle(60)
    time.sleep(3.0)
    server.sent.clear()


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
    """Resident megabytes (of 1,024 kB) and processor seconds, as `ps` says."""
    command = ["ps", "-o", "rss=,cputimes=", "-p", str(process)]
    kilobytes, seconds = subprocess.check_output(command, text=True).split()
    return int(kilobytes) / 1024, float(seconds)


def _print(name: str, load: Load) -> None:
    waits = load.waits()
    p50, p95 = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95))
    print(
        f"{name}: asked={load.count} answered={len(waits)} p50={p50 * 1e3:.0f}ms "
        f"p95={p95 * 1e3:.0f}ms longest={waits[-1]:.1f}s messages={len(load.server.sent)}",
        flush=True,
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    echo = [sys.executable, "-m", "tests.bot.telegram.echo_bot", "{home}", "{url}"]
    split = given.index("--") if "--" in given else len(given)
    sys.exit(main(float((given[:split] or ["600"])[0]), given[split + 1 :] or echo))

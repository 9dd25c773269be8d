"""Asks numbered questions and counts what became of each: answered, lost, repeated, out of order.

Shared by the short runs in the tests and the long ones in `tests/benchmarks/`.
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field

from tests.bot.telegram_methods import Sent
from tests.bot.telegram_server import TelegramServer

MARK = "You may have this already."
FIRST_PERSON = 5000


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the questions. `seconds`: from each question to its first answer, sorted."""

    asked: int
    lost: tuple[int, ...]
    repeats: int
    unmarked_repeats: tuple[int, ...]
    chats_out_of_order: tuple[int, ...]
    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the questions was answered."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    def line(self) -> str:
        """The account in one line."""
        return (
            f"asked={self.asked} lost={len(self.lost)} repeats={self.repeats} "
            f"unmarked={len(self.unmarked_repeats)} out_of_order={len(self.chats_out_of_order)} "
            f"p50={self.percentile(0.5):.3f}s p95={self.percentile(0.95):.3f}s"
        )


@dataclass(slots=True)
class Ledger:
    """`people` ask in turn; question n is the text `qn`."""

    server: TelegramServer
    people: int = 50
    asked_at: list[float] = field(default_factory=list)

    def ask(self, count: int = 1) -> None:
        """The next questions, at once."""
        for _ in range(count):
            number = len(self.asked_at)
            self.asked_at.append(time.time())
            self.server.say(FIRST_PERSON + number % self.people, f"q{number}")

    def ask_steadily(
        self, per_second: float, seconds: float, over: threading.Event | None = None
    ) -> None:
        """Questions at a steady rate, for some time or until it is over."""
        begun, first = time.monotonic(), len(self.asked_at)
        while (passed := time.monotonic() - begun) < seconds and not (over and over.is_set()):
            due = int(passed * per_second) - (len(self.asked_at) - first)
            self.ask(max(0, due))
            time.sleep(0.01)

    def wait(self, timeout: float) -> None:
        """Until every question has an answer; a question that gets none shows in the account."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.account().lost:
            time.sleep(0.2)

    def account(self) -> Account:
        """What became of the questions so far."""
        answers = self._answers()
        lost = tuple(n for n in range(len(self.asked_at)) if n not in answers)
        again = {n: sent[1:] for n, sent in answers.items() if len(sent) > 1}
        unmarked = tuple(
            n for n, repeats in again.items() if any(MARK not in s.text for s in repeats)
        )
        seconds = sorted(sent[0].at - self.asked_at[n] for n, sent in answers.items())
        return Account(
            len(self.asked_at),
            lost,
            sum(map(len, again.values())),
            unmarked,
            self._out_of_order(answers),
            tuple(seconds),
        )

    def _answers(self) -> dict[int, list[Sent]]:
        answers: dict[int, list[Sent]] = {}
        for sent in list(self.server.sent):
            found = re.match(r"text: q(\d+)\b", sent.text)
            if found:
                answers.setdefault(int(found[1]), []).append(sent)
        return answers

    def _out_of_order(self, answers: dict[int, list[Sent]]) -> tuple[int, ...]:
        first: dict[int, list[tuple[int, int]]] = {}
        for number, sent in answers.items():
            first.setdefault(sent[0].chat_id, []).append((sent[0].message_id, number))
        return tuple(
            chat
            for chat, pairs in first.items()
            if [number for _, number in sorted(pairs)] != sorted(number for _, number in pairs)
        )

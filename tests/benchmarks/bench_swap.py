"""What a swap of the served snapshot costs those who ask meanwhile, and what a rollback takes.

    python -m tests.benchmarks.bench_swap [--records N] [--swaps N] [--rate N]

Two snapshots of the shipped content and N records of the reference sets (default 1,169) take turns
while judged questions arrive 25 a second and are answered in one thread, as on Telegram. Answers
that were under way while a snapshot was being opened are compared with the others: by the clock,
from a question's arrival, so that waiting behind another shows; and by the processor time that the
whole process took meanwhile, the swap's share on another core in it, which bounds the clock of a
machine that does nothing else. The longest hold is the longest time, in processor time, for which a
swap kept the interpreter from the thread that answers.
Promised: none over 200 ms because of a swap, none from a half-loaded index, and `nettrials
rollback` under 2 s.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from bot.conversation.answering import Answerer, Reader
from bot.conversation.context import Context
from bot.judged import read_judged
from bot.serving import Serving
from content.corpus import load_corpus
from index.build import build
from index.features import document_features
from index.home import make_current
from index.published import current_id, snapshot_ids
from tests.benchmarks.bench_build import records
from tests.benchmarks.bench_retrieve import PartlyEncoded
from tests.conftest import command, environment

BETWEEN = 4.0  # seconds from one swap to the next
LIMIT = 200.0  # milliseconds


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: milliseconds by the clock since its arrival, by the processor while it was
    answered, and whether a swap was on."""

    clock: float
    processor: float
    during: bool


def main() -> None:
    """Prints one figure per line; ends with code 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1169)
    parser.add_argument("--swaps", type=int, default=10)
    parser.add_argument("--rate", type=float, default=25.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _build_two(home, options.records)
        kept = _told(_ask(home, options.swaps, options.rate))
        print(f"longest hold of the interpreter by a swap: {_longest_hold(home):.0f} ms")
        took = _rollback_seconds(home)
    print(f"nettrials rollback: {took:.2f} s (at most 2)")
    sys.exit(int(not kept or took > 2))


def _build_two(home: Path, count: int) -> None:
    documents = {
        each.doc_id: each for each in (*islice(records(), count), *load_corpus().documents)
    }
    encoder = PartlyEncoded(200, home / "encoders")
    for left_out in (0, 1):
        chosen = list(documents.values())[left_out:]
        report = build(chosen, home, encoder, features=document_features())
    print(f"{report.documents} documents, {report.passages} passages")


def _ask(home: Path, swaps: int, rate: float) -> list[Asked]:
    serving = Serving.open(home)
    answerer = Answerer(serving)
    answerer.warm()
    questions = cycle([row.text for row in read_judged()])
    reader, today = Reader(), date(2026, 11, 24)
    asked: list[Asked] = []
    begun = time.perf_counter()
    next_swap, done, number = begun + BETWEEN, 0, 0
    whole = {serving.current.snapshot.snapshot_id}
    while done < swaps or serving.refresh():
        arrival = begun + number / rate
        number += 1
        time.sleep(max(0.0, arrival - time.perf_counter()))
        opening = serving.refresh()
        spent = time.process_time()
        answerer.answer(next(questions), Context(), reader, today)
        spent = time.process_time() - spent
        asked.append(Asked(1000 * (time.perf_counter() - arrival), 1000 * spent, opening))
        whole.add(serving.current.snapshot.snapshot_id)
        if done < swaps and time.perf_counter() >= next_swap:
            done, next_swap = done + 1, next_swap + BETWEEN
            other = next(name for name in snapshot_ids(home) if name != current_id(home))
            make_current(home, other)
    assert serving.fault is None
    assert whole == set(snapshot_ids(home))
    return asked


def _told(asked: list[Asked]) -> bool:
    for measure in ("clock", "processor"):
        print(f"by the {measure}:")
        during, outside = (
            sorted(getattr(each, measure) for each in asked if each.during is swapping)
            for swapping in (True, False)
        )
        for name, times in (("during a swap", during), ("outside", outside)):
            print(
                f"  {name}: {len(times)} answers, p50 {statistics.median(times):.1f} ms, "
                f"p95 {times[int(0.95 * len(times))]:.1f} ms, longest {times[-1]:.1f} ms"
            )
        ratio = statistics.median(during) / statistics.median(outside)
        print(
            f"  during against outside: {ratio:.2f} at p50, {during[-1] / outside[-1]:.2f} at most"
        )
        print(f"  over {LIMIT:.0f} ms: {_late(during)} during, {_late(outside)} outside")
    return not _late(during)


def _late(times: list[float]) -> int:
    return sum(each > LIMIT for each in times)


def _longest_hold(home: Path) -> float:
    """Milliseconds of processor time between two turns of a thread that only waits for turns."""
    serving = Serving.open(home)
    make_current(home, next(name for name in snapshot_ids(home) if name != current_id(home)))
    serving.refresh()
    longest, before = 0.0, time.process_time()
    while serving.refresh():
        time.sleep(0.001)
        now = time.process_time()
        longest, before = max(longest, now - before), now
    return 1000 * longest


def _rollback_seconds(home: Path) -> float:
    make_current(home, snapshot_ids(home)[0])
    begun = time.perf_counter()
    subprocess.run(command("rollback"), env=environment(home), check=True, capture_output=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

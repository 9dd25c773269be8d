"""What the safety check costs before every message.

    python -m tests.benchmarks.bench_safety

Prints the median and the 95th percentile over the labelled examples of all languages, and the time
for 100 kB of them. Promised: p95 at most 3 ms and 100 kB within 50 ms of processor time. Of 100 kB
the beginning, the end and the most telling pieces are read.
"""

from __future__ import annotations

import time

from bot.safety import check
from tests.bot.safety.labelled import EXAMPLES, rows


def main() -> None:
    """Prints one figure per line."""
    texts = [row.text for path in EXAMPLES for row in rows(path)]
    loading = _seconds("load the tables")
    times = sorted(_seconds(text) for _ in range(3) for text in texts)
    print(f"tables loaded in {loading:.2f} s")
    print(f"p50 {times[len(times) // 2] * 1000:.2f} ms")
    print(f"p95 {times[int(len(times) * 0.95)] * 1000:.2f} ms")
    giant = " ".join(texts)
    giant *= 100_000 // len(giant) + 1
    print(f"100 kB in {min(_seconds(giant[:100_000]) for _ in range(5)):.3f} s")


def _seconds(text: str) -> float:
    start = time.process_time()
    check(text)
    return time.process_time() - start


if __name__ == "__main__":
    main()

"""The clock of the benchmarks: milliseconds of wall time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def median_ms(work: Callable[[], object], times: int = 7) -> float:
    """The median over so many times, the first included."""
    return statistics.median(milliseconds(work) for _ in range(times))

"""How long a person waits at the keyboard: `nettrials --help` and `nettrials ask`, whole processes.

    python tests/benchmarks/bench_start.py [RUNS]

Prints the median wall time of each over RUNS (default 7) and the ratio to starting Python alone,
and the largest resident memory of an answer in MB. Promised: help within 0.3 s, an answer within
1.5 s and 300 MB, once a snapshot exists. Builds one in a folder of its own first.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def _median(command: list[str], environment: dict[str, str], runs: int) -> float:
    return statistics.median(_seconds(command, environment) for _ in range(runs))


def main() -> None:
    """Build once, then time."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    ours = [sys.executable, "-m", "bot.cli"]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NETTRIALS_HOME": home, "PYTHONPATH": str(ROOT)}
        bare = _median([sys.executable, "-c", "pass"], environment, runs)
        help_ = _median([*ours, "--help"], environment, runs)
        ask = [*ours, "ask", "is there a trial for lung carcinoid?"]
        subprocess.run([*ours, "build"], env=environment, cwd=ROOT, check=True, capture_output=True)
        answer = _median(ask, environment, runs)
        # The largest of all children would be the build; one more child of a child tells.
        measured = subprocess.run(
            [sys.executable, __file__, "--memory", *ask],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    print(f"python alone        {bare:.3f} s")
    print(f"nettrials --help    {help_:.3f} s   {help_ / bare:.1f} times python alone")
    print(f"nettrials ask       {answer:.3f} s   {answer / bare:.1f} times python alone")
    print(f"resident            {measured.stdout.strip()} MB")


def _memory(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _memory(sys.argv[2:])
    else:
        main()

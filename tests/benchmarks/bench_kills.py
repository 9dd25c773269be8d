"""A hundred kills of the upkeep: `python -m tests.benchmarks.bench_kills [KILLS] [SEED]`.

Kills sync, build (with publish and prune), rollback and telling the watchers at random moments.
Prints how many of each, and how many were killed at work; ends with code 1 when after a kill a
snapshot, the registry or the account of messages is not whole.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.killed_upkeep import Victims


def main(kills: int = 100, seed: int = 1) -> int:
    """Run and print."""
    begun = time.monotonic()
    killed: Counter[str] = Counter()
    at_work: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Victims(Path(folder), seed) as victims:
        for _ in range(kills):
            kill = victims.kill()
            killed[kill.task] += 1
            at_work[kill.task] += not kill.finished
        victims.finish()
    for task, count in sorted(killed.items()):
        print(f"{task}: {count} kills, {at_work[task]} of them at work")
    print(f"{kills} kills, nothing broken, all completed; {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

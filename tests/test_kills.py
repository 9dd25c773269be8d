"""kill -9 at any moment of sync, build, publish, prune, rollback and telling: nothing is broken.

A short form of `tests/benchmarks/bench_kills.py`, which kills a hundred times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.killed_upkeep import Victims


@pytest.mark.parametrize("seed", [20261124])
def test_after_each_of_ten_kills_all_is_whole_and_the_next_run_completes(
    tmp_path: Path, seed: int
) -> None:
    with Victims(tmp_path, seed) as victims:
        for task in ("sync", "build", "rollback", "tell", "tell", "sync", "build", "tell"):
            victims.kill(task)
        for _ in range(2):
            victims.kill()
        victims.finish()

"""kill -9 at any moment of a build leaves a whole snapshot served and the next build completing."""

from __future__ import annotations

from pathlib import Path

from tests.index.killed_build import build_wording, killed, leftovers, moments, served_wording


def test_ten_builds_killed_at_random_leave_a_whole_snapshot_each(tmp_path: Path) -> None:
    before = "measured"
    for number, after in enumerate(moments(10, tmp_path, seed=20261124)):
        wording = f"wording{number}"
        kill = killed(tmp_path, wording, after)
        assert kill.served in (before, wording), kill
        before = kill.served
    build_wording(tmp_path, "last")
    assert served_wording(tmp_path) == "last"
    assert leftovers(tmp_path) == []

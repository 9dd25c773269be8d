"""Tasks as real child processes: their figures, their progress, their complaints, being stopped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.building import Builder, Ended, Step, Synced, Task
from tests.conftest import environment
from tests.content.registry.registry_server import Fault, RegistryServer
from tests.content.registry.studies import study


def builder(home: Path, url: str = "http://127.0.0.1:9/api") -> Builder:
    home.mkdir(exist_ok=True)
    return Builder(home, environment(home, NETTRIALS_REGISTRY_URL=url))


def ended(chosen: Builder) -> Ended:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = chosen.collect()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("the task did not end")


def test_a_sync_gives_its_figures(tmp_path: Path) -> None:
    with RegistryServer([study(number) for number in range(1, 4)]) as server:
        chosen = builder(tmp_path / "home", server.url)
        assert chosen.start(Task.SYNC)
        assert ended(chosen) == Ended(Task.SYNC, synced=Synced(added=3))
    assert chosen.task is None


def test_one_task_at_a_time(tmp_path: Path) -> None:
    with RegistryServer([study(1)]) as server:
        chosen = builder(tmp_path / "home", server.url)
        assert chosen.start(Task.SYNC)
        assert not chosen.start(Task.BUILD)
        ended(chosen)
        assert chosen.start(Task.SYNC)
        ended(chosen)


def test_a_task_can_be_stopped_and_shows_how_far_it_is(tmp_path: Path) -> None:
    with RegistryServer([study(number) for number in range(1, 4)], page_size=1) as server:
        server.faults.extend([None, Fault(stall=30)])
        chosen = builder(tmp_path / "home", server.url)
        chosen.start(Task.SYNC)
        until = time.monotonic() + 30
        while chosen.step() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert chosen.step() == Step("reading the registry", 1, 3)
        assert chosen.stop()
        found = ended(chosen)
    assert found.stopped
    assert found.failure is None
    assert not chosen.stop()


@pytest.mark.parametrize(
    ("task", "argument", "complaint"),
    [
        (Task.SYNC, "", "http://127.0.0.1:9/api"),
        (Task.ROLLBACK, "20200101-000000-000000", "there is no snapshot '20200101-000000-000000'"),
    ],
)
def test_a_failure_is_one_line_with_its_reason(
    tmp_path: Path, task: Task, argument: str, complaint: str
) -> None:
    chosen = builder(tmp_path / "home")
    chosen.start(task, argument)
    found = ended(chosen)
    assert found.failure is not None
    assert complaint in found.failure
    assert "\n" not in found.failure
    assert not found.stopped


def test_a_refused_build_is_known_by_its_report() -> None:
    from bot.build_gate import refusal
    from bot.comparison import Change, Comparison

    change = Change("n001", "everolimus?", 1.0, 0.0, ("NCT00000002",))
    report = refusal(Comparison((change,), 0))
    found = Ended(Task.BUILD, failure=report.splitlines()[-1], report=report)
    assert found.refused
    assert "n001" in found.report

"""Shows a build's progress: a bar on a terminal, a line now and then in a log.

A log gets a line when a stage begins, at every tenth of it, and at its end; never thousands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from bot.building import READING_REGISTRY
from index.progress import Progress, Stage, Tell

_TENTHS = 10
_STUDIES = 1_000


@contextmanager
def shown_progress(stream: TextIO | None = None) -> Iterator[Tell]:
    """What to give to `build` as `progress`; a bar while the body runs, or lines on `stream`."""
    target = stream or sys.stderr
    if target.isatty():
        with _bar(target) as tell:
            yield tell
    else:
        yield lines(target)


def lines(stream: TextIO) -> Tell:
    """Writes one plain line per tenth of a stage."""
    said: dict[Stage, int] = {}

    def tell(progress: Progress) -> None:
        tenth = _TENTHS * progress.done // progress.total if progress.total else _TENTHS
        if said.get(progress.stage, -1) < tenth:
            said[progress.stage] = tenth
            print(f"{progress.stage}: {progress.done} of {progress.total}", file=stream, flush=True)

    return tell


def registry_lines(stream: TextIO) -> Callable[[int, int | None], None]:
    """Writes a line for every thousand studies that a sync has read."""
    said = -1

    def tell(seen: int, total: int | None) -> None:
        nonlocal said
        if seen // _STUDIES == said and seen != total:
            return
        said = seen // _STUDIES
        of = f" of {total}" if total is not None else ""
        print(f"{READING_REGISTRY}: {seen}{of}", file=stream, flush=True)

    return tell


@contextmanager
def _bar(stream: TextIO) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(file=stream)
    columns = (TextColumn("{task.description:>20}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, TimeRemainingColumn(), console=console) as bars:
        tasks = {stage: bars.add_task(stage, total=None, visible=False) for stage in Stage}

        def tell(progress: Progress) -> None:
            bars.update(
                tasks[progress.stage],
                completed=progress.done,
                total=progress.total,
                visible=bool(progress.total),
            )

        yield tell

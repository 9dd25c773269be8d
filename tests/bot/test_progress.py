"""A build's progress: lines in a log, a bar on a terminal."""

from __future__ import annotations

import io

from bot.progress import lines, shown_progress
from index.progress import Progress, Stage


def test_a_log_gets_a_line_per_tenth_and_never_thousands() -> None:
    log = io.StringIO()
    tell = lines(log)
    for done in range(5001):
        tell(Progress(Stage.ENCODING, done, 5000))
    assert log.getvalue().splitlines() == [
        f"encoding: {done} of 5000" for done in range(0, 5001, 500)
    ]


def test_a_stage_with_nothing_to_do_is_one_line() -> None:
    log = io.StringIO()
    with shown_progress(log) as tell:
        tell(Progress(Stage.ENCODING, 0, 0))
        tell(Progress(Stage.WRITING, 4, 4))
    assert log.getvalue() == "encoding: 0 of 0\nwriting: 4 of 4\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_that_names_the_stage() -> None:
    terminal = _Terminal()
    with shown_progress(terminal) as tell:
        tell(Progress(Stage.READING, 3, 4))
    assert "reading" in terminal.getvalue()
    assert "3/4" in terminal.getvalue()

"""Where a fault arose, for a log or a terminal: a place in the code, never words of a message.

A fault's own message, and what its frames hold, could be a patient's words.
"""

from __future__ import annotations

from types import TracebackType


def innermost(error: BaseException) -> TracebackType | None:
    """The frame that raised it; None for an error that was never raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def place(error: BaseException) -> str:
    """A file's name and line."""
    trace = innermost(error)
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"

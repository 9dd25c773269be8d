"""One build at a time: a lock on a file that the system lets go when its process dies.

So a killed build leaves nothing to clear by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from index.errors import BuildBusyError

NAME = "build.lock"


@contextmanager
def build_lock(home: Path) -> Iterator[None]:
    """Holds the lock of `home` for the body. Raises BuildBusyError when another process has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / NAME).open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise BuildBusyError(
                f"another build of {home} is running; wait for it, then run 'nettrials build'"
            ) from error
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""One process per token and per home folder: a second one is refused with a clear sentence.

The locks belong to the process, not to the file: after a kill -9 they are free at once. The lock
for the home folder keeps two bots from sharing one `bot.db`; the lock for the token, in the
machine's folder for temporary files, keeps two homes from polling with one token.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.telegram.errors import AlreadyRunningError

try:
    import fcntl
except ImportError:  # a system without flock: Telegram's 409 is the only guard there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def single_instance(home: Path, token: str) -> Iterator[None]:
    """Hold both locks. Raises AlreadyRunningError when another process has one of them."""
    # Only a part of a hash of the token: the name of the file gives nothing away.
    name = hashlib.sha256(token.encode()).hexdigest()[:16]
    with ExitStack() as stack:
        stack.enter_context(_locked(home / "run.lock"))
        stack.enter_context(_locked(Path(tempfile.gettempdir()) / f"nettrials-{name}.lock"))
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise AlreadyRunningError(
                    "Another process already runs this bot (same home folder or same token). "
                    "Stop it first, or give this one a token and a home folder of its own."
                ) from error
        yield

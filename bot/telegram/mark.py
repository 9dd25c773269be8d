"""Remembers over a sudden end of the process which update was being answered.

An update that makes the process die (memory, a fault in a library) would be taken up again by each
new process, for ever. Its number stands in a small file while it is being answered: a write of
eight bytes into the system's cache, which outlives the process and costs no commit. The next
process counts it as a failed attempt. An orderly stop wipes the number.
"""

from __future__ import annotations

import contextlib
import os
import struct
from pathlib import Path

_NUMBER = struct.Struct("<q")


class WorkMark:
    """The file. Where it cannot be made, nothing is remembered and everything else goes on."""

    def __init__(self, path: Path) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def left(self) -> int | None:
        """The inbox row that the process before was answering when it ended."""
        if self._file is None:
            return None
        with contextlib.suppress(OSError):
            read = os.pread(self._file, _NUMBER.size, 0)
            if len(read) == _NUMBER.size:
                return int(_NUMBER.unpack(read)[0]) or None
        return None

    def begin(self, row_id: int) -> None:
        """This row is being answered."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.pwrite(self._file, _NUMBER.pack(row_id), 0)

    def end(self) -> None:
        """No row is."""
        self.begin(0)

    def close(self) -> None:
        """No row is, and none will be: what a thread still takes up does not count."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.pwrite(file, _NUMBER.pack(0), 0)

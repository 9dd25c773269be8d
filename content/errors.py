"""What can be wrong with content: always the file, the line, what was expected and the remedy."""

from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """A file under `content/` (or a file given as input) that cannot be used as it is."""

    def __init__(self, path: Path | str, message: str, line: int | None = None) -> None:
        self.path = Path(path)
        self.line = line
        self.message = message
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {message}")

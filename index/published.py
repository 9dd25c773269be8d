"""Which snapshots a home has and which is served, by name alone: quick to ask, opens nothing."""

from __future__ import annotations

import re
from pathlib import Path

_ID = re.compile(r"\d{8}-\d{6}-\d{6}")


def snapshots_folder(home: Path) -> Path:
    """Where the snapshots of `home` stand."""
    return home / "snapshots"


def snapshot_ids(home: Path) -> list[str]:
    """The published snapshots, newest first."""
    folder = snapshots_folder(home)
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else iter(())
    return sorted(filter(_ID.fullmatch, names), reverse=True)


def current_id(home: Path) -> str | None:
    """The snapshot that CURRENT names, or None without a readable CURRENT."""
    try:
        name = (home / "CURRENT").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return name if _ID.fullmatch(name) else None

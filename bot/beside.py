"""One small JSON file for each snapshot, kept in a folder beside the snapshots.

    NETTRIALS_HOME/<folder>/<snapshot id>.json

A file is whole or not there. It goes, at the next writing, once its snapshot is gone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from index.published import snapshot_ids


def write_beside(home: Path, folder: str, snapshot_id: str, value: object) -> None:
    """Keep a value for a snapshot, which may be about to be published. Raises OSError."""
    place = home / folder
    place.mkdir(exist_ok=True)
    written = place / f"{snapshot_id}.new"
    written.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    os.replace(written, place / f"{snapshot_id}.json")
    kept = {snapshot_id, *snapshot_ids(home)}
    for path in place.iterdir():
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def read_beside(home: Path, folder: str, snapshot_id: str) -> Any:
    """The value kept for a snapshot. Raises OSError where none is, ValueError for no JSON."""
    return json.loads((home / folder / f"{snapshot_id}.json").read_text(encoding="utf-8"))

"""Which changes of the registry each published snapshot holds, kept beside the snapshots.

    NETTRIALS_HOME/built_from/<snapshot id>.json   {"registry": "...", "change": 123}

Written before a snapshot is published, so that a watcher hears of a change only once the answers
know it too, and of none twice. The number is read before the records are: what a sync brings in
between is told after the next build.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from bot.beside import read_beside, write_beside

_FOLDER = "built_from"


@dataclass(frozen=True, slots=True)
class BuiltFrom:
    """A place in the list of changes: the registry file's own name and a change's number."""

    registry: str = ""
    change: int = 0


def read_position(registry_db: Path) -> BuiltFrom:
    """Where the list of changes ends now; the beginning where there is no registry yet.

    Raises ContentError.
    """
    if not registry_db.exists():
        return BuiltFrom()
    from content.registry.store import RegistryStore

    with RegistryStore(registry_db) as store:
        return BuiltFrom(store.identity(), store.last_change())


def remember_position(home: Path, snapshot_id: str, position: BuiltFrom) -> None:
    """Write down what a snapshot was built from; forgets snapshots that are gone. OSError."""
    write_beside(home, _FOLDER, snapshot_id, asdict(position))


def recall_position(home: Path, snapshot_id: str) -> BuiltFrom | None:
    """What a snapshot was built from; None where nothing readable is kept."""
    try:
        value = read_beside(home, _FOLDER, snapshot_id)
        return BuiltFrom(str(value["registry"]), int(value["change"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None

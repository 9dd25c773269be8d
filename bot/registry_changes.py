"""The registry's changes as the running bot reads them: between two places in the list.

Opened for each look and closed again, so that a file that is deleted or made anew meanwhile is
noticed. A registry that cannot be read has no news; the log says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.built_from import BuiltFrom, recall_position
from content.errors import ContentError
from content.registry.seen import SeenChange, net_changes
from content.registry.store import RegistryStore

log = logging.getLogger(__name__)


class RegistryChanges:
    """What changed in the registry, for the snapshots of `home`."""

    def __init__(self, home: Path, registry_db: Path) -> None:
        self._home = home
        self._path = registry_db
        self._positions: dict[str, BuiltFrom] = {}

    def position(self, snapshot_id: str, created: datetime) -> BuiltFrom:
        """The changes that a snapshot holds; for one without a note, those seen before it."""
        if snapshot_id not in self._positions:
            self._positions = {snapshot_id: self._position(snapshot_id, created)}
        return self._positions[snapshot_id]

    def _position(self, snapshot_id: str, created: datetime) -> BuiltFrom:
        noted = recall_position(self._home, snapshot_id)
        if noted is not None or not self._path.exists():
            return noted or BuiltFrom()
        try:
            with RegistryStore(self._path) as store:
                return BuiltFrom(store.identity(), store.last_change_before(created))
        except ContentError as error:
            log.error("registry not read reason=%s", error)
            return BuiltFrom()

    def between(
        self, told: BuiltFrom, through: BuiltFrom, nct_ids: Iterable[str] | None = None
    ) -> tuple[SeenChange, ...]:
        """What changed after `told` up to `through`, net; all of it in a file made anew."""
        after = told.change if told.registry == through.registry else 0
        if after >= through.change or not self._path.exists():
            return ()
        try:
            with RegistryStore(self._path) as store:
                if store.identity() != through.registry:
                    return ()
                return net_changes(store.changes_between(after, through.change, nct_ids))
        except ContentError as error:
            log.error("registry not read reason=%s", error)
            return ()

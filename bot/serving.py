"""What is being served: a snapshot with its retriever, swapped as one value while questions run.

`refresh` looks whether another snapshot has been published, opens it beside the old one, in a
thread, and only then puts it in its place: no question waits and none sees half of it. A snapshot
that cannot be opened leaves the old one served and its reason in `fault`.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from index.errors import SnapshotError
from index.home import open_current, open_newest_good
from index.published import current_id
from index.remembered_vectors import open_remembering_encoder
from index.retriever import Retriever, open_retriever
from index.snapshot import OpenEncoder, Snapshot

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """One snapshot and what searches it."""

    snapshot: Snapshot
    retriever: Retriever


class Serving:
    """The served snapshot. `current` is read once per question and kept for its whole length."""

    def __init__(
        self, home: Path, served: Served, open_encoder: OpenEncoder = open_remembering_encoder
    ) -> None:
        self._home = home
        self._open_encoder = open_encoder
        self.current = served
        self.fault: str | None = None
        self._opening: threading.Thread | None = None

    @classmethod
    def open(cls, home: Path, open_encoder: OpenEncoder = open_remembering_encoder) -> Serving:
        """Serve the published snapshot, or the newest good one. Raises SnapshotError."""
        opened = open_newest_good(home, open_encoder=open_encoder)
        serving = cls(home, _served(opened.snapshot), open_encoder)
        serving.fault = "; ".join(opened.problems) or None
        return serving

    def refresh(self) -> bool:
        """Begin to open a newly published snapshot; whether one is being opened."""
        if self._opening is not None and self._opening.is_alive():
            return True
        published = current_id(self._home)
        if published is None or published == self.current.snapshot.snapshot_id:
            return False
        self._opening = threading.Thread(target=self._open, name="open-snapshot", daemon=True)
        self._opening.start()
        return True

    def wait(self, seconds: float) -> None:
        """Wait until an opening under way has ended."""
        if self._opening is not None:
            self._opening.join(seconds)

    def _open(self) -> None:
        try:
            served = _served(open_current(self._home, open_encoder=self._open_encoder))
        except SnapshotError as error:
            self.fault = str(error)
            log.error("snapshot not swapped reason=%s", error)
            return
        self.current = served
        self.fault = None
        log.info("snapshot swapped id=%s", served.snapshot.snapshot_id)


def _served(snapshot: Snapshot) -> Served:
    retriever = open_retriever(snapshot)
    retriever.warm()
    return Served(snapshot, retriever)

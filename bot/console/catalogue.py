"""The documents that answers come from: their titles, and a search for what should have been shown.

The same snapshot and the same search as the bot's, opened in a thread of its own after the console
has begun to listen; until then, and where nothing was built yet, pages show bare ids and say why.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.serving import Serving
from content.documents import Kind, Trial, title_of
from index.errors import SnapshotError
from index.snapshot import Snapshot

log = logging.getLogger(__name__)
T = TypeVar("T")

_TRIALS, _TEXTS = 8, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A document: what a moderator has to know to judge it."""

    doc_id: str
    title: str
    note: str = ""


class Catalogue:
    """Asks the served snapshot, one question at a time."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._thread = ThreadPoolExecutor(1, "console-search")
        self._serving: Serving | None = None

    def warm(self) -> None:
        """Begin to open the snapshot."""
        self._thread.submit(self._opened)

    def close(self) -> None:
        """End the thread; what has not begun is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def entries(self, doc_ids: Iterable[str]) -> dict[str, Entry]:
        """The documents by id; an id that the snapshot does not have stands for itself."""
        wanted = tuple(doc_ids)
        return await self._ask(lambda: self._entries(wanted))

    async def search(self, text: str) -> tuple[Entry, ...] | None:
        """What the bot would find for a text, and near it; None where nothing can be searched."""
        return await self._ask(lambda: self._search(text))

    async def unknown(self, doc_ids: Iterable[str]) -> tuple[str, ...]:
        """Those that the snapshot does not have."""
        wanted = tuple(doc_ids)
        return await self._ask(lambda: self._unknown(wanted))

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)

    def _opened(self) -> Serving | None:
        try:
            if self._serving is None:
                self._serving = Serving.open(self._home)
            else:
                self._serving.refresh()
        except SnapshotError as error:
            log.info("no search in the console reason=%s", error)
        return self._serving

    def _entries(self, doc_ids: Iterable[str]) -> dict[str, Entry]:
        serving = self._opened()
        snapshot = serving.current.snapshot if serving else None
        return {doc_id: _entry(snapshot, doc_id) for doc_id in doc_ids}

    def _unknown(self, doc_ids: Iterable[str]) -> tuple[str, ...]:
        serving = self._opened()
        if serving is None:
            return tuple(doc_ids)
        snapshot = serving.current.snapshot
        return tuple(doc_id for doc_id in doc_ids if snapshot.document(doc_id) is None)

    def _search(self, text: str) -> tuple[Entry, ...] | None:
        serving = self._opened()
        if serving is None:
            return None
        served = serving.current
        retriever = served.retriever
        found = retriever.search(text, limit=_TRIALS)
        hits = (*found.hits, *found.near)[:_TRIALS]
        texts = retriever.search_texts(text, (Kind.NEWS, Kind.TERM, Kind.GUIDE), _TEXTS)
        doc_ids = dict.fromkeys(hit.doc_id for hit in hits + texts)
        return tuple(_entry(served.snapshot, doc_id) for doc_id in doc_ids)


def _entry(snapshot: Snapshot | None, doc_id: str) -> Entry:
    document = snapshot.document(doc_id) if snapshot else None
    if document is None:
        return Entry(doc_id, doc_id)
    if isinstance(document, Trial):
        status = document.record.overall_status or ""
        return Entry(doc_id, title_of(document), status.replace("_", " ").lower())
    return Entry(doc_id, title_of(document))

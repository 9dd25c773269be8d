"""A sync with ClinicalTrials.gov: the search of the data file, page by page, into the store.

The first sync reads everything the search finds; later ones only what was posted since. Each page
is kept, with the token of the next, in one transaction: a sync that was stopped (Ctrl-C, a dead
network, a killed process) goes on where it was. Nothing is lost by asking again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from content.registry.client import RegistryClient, RegistryError, RequestRefusedError
from content.registry.report import Counts, Progress, SyncReport, silent
from content.registry.search import Search, load_search
from content.registry.store import RegistryStore
from content.registry.study import SetAside, Study, read_or_set_aside
from content.registry.syncs import OpenSync

OVERLAP = timedelta(days=2)  # asked again, since the registry posts by its own calendar
RESUME_WITHIN = timedelta(hours=12)  # a page token is not kept for ever
FULL_EVERY = timedelta(days=30)  # only a full sync notices studies that were taken down


def sync_registry(
    store: RegistryStore,
    url: str,
    search: Search | None = None,
    progress: Progress = silent,
    *,
    full: bool = False,
    client: Callable[[str], RegistryClient] = RegistryClient,
) -> SyncReport:
    """Bring the store up to date with the registry at `url`.

    Stopped with Ctrl-C (or a KeyboardInterrupt that `progress` raises) it keeps what was read and
    returns a report whose `finished` is None.
    Raises RegistryError, one clear line; what was read before is kept.
    """
    search = search or load_search()
    store.judge_again()
    asked = _Asked(store, url, search)
    current = asked.resume(full) or asked.begin(full)
    try:
        with client(url) as registry:
            try:
                faults = _read_pages(store, registry, asked, current, progress)
            except RequestRefusedError:
                if current.next_token is None:
                    raise
                current = asked.begin(full)
                faults = _read_pages(store, registry, asked, current, progress)
    except KeyboardInterrupt:
        faults = ()
    return store.syncs.report(current.sync_id).with_faults(faults)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The search as it is asked of the registry, and the syncs that asked it before."""

    store: RegistryStore
    url: str
    search: Search

    @property
    def key(self) -> str:
        """The same for the same question to the same registry."""
        return hashlib.sha256(repr((self.url, self.search)).encode()).hexdigest()[:16]

    def resume(self, full: bool) -> OpenSync | None:
        """The sync that was stopped and can go on."""
        found = self.store.syncs.unfinished(self.key)
        if found is None or (full and not found.is_full):
            return None
        return found if datetime.now(UTC) - found.started < RESUME_WITHIN else None

    def begin(self, full: bool) -> OpenSync:
        """A new sync: of everything, or of what was posted since the last."""
        since = None if full else self._since()
        started = datetime.now(UTC)
        sync_id = self.store.syncs.begin(self.url, self.key, since)
        return OpenSync(sync_id, started, None, None, since)

    def _since(self) -> str | None:
        last_full = self.store.syncs.last_finished(self.key, full_only=True)
        last = self.store.syncs.last_finished(self.key)
        if last is None or last_full is None or datetime.now(UTC) - last_full > FULL_EVERY:
            return None
        return (last - OVERLAP).date().isoformat()

    def parameters(self, current: OpenSync, token: str | None) -> dict[str, str]:
        """The query of one page."""
        asked = {
            "query.term": self.search.term,
            "fields": "|".join(self.search.fields),
            "pageSize": str(self.search.page_size),
            "format": "json",
        }
        if current.since:
            asked["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{current.since},MAX]"
        if token is None:
            asked["countTotal"] = "true"
        else:
            asked["pageToken"] = token
        return asked


def _read_pages(
    store: RegistryStore,
    registry: RegistryClient,
    asked: _Asked,
    current: OpenSync,
    progress: Progress,
) -> tuple[str, ...]:
    token, total = current.next_token, current.total
    seen = store.syncs.report(current.sync_id).counts.seen
    tokens = {token}
    while True:
        page = registry.page(asked.parameters(current, token))
        total = page.total if page.total is not None else total
        if not page.studies and not seen and current.is_full:
            raise RegistryError(
                asked.url, "found no study at all; check the search and the address"
            )
        faults: tuple[str, ...] = ()
        with store.transaction():
            seen += _keep(store, current.sync_id, page.studies).seen
            store.syncs.reach(current.sync_id, page.next_token, total)
            if page.next_token is None:
                faults = _finish(store, current)
        progress(seen, total)
        if page.next_token is None:
            return faults
        if page.next_token in tokens:
            raise RegistryError(asked.url, "gives the same page again and again; try later")
        token = page.next_token
        tokens.add(token)


def _keep(store: RegistryStore, sync_id: int, studies: Iterable[object]) -> Counts:
    read = [read_or_set_aside(raw, f"study {place}") for place, raw in enumerate(studies, 1)]
    aside = [item for item in read if isinstance(item, SetAside)]
    good = [item for item in read if isinstance(item, Study)]
    counts = store.upsert(good, sync_id) + Counts(set_aside=len(aside))
    store.syncs.add(sync_id, counts, aside)
    return counts


def _finish(store: RegistryStore, current: OpenSync) -> tuple[str, ...]:
    """Close a sync; after a full one, what it did not find is no longer listed."""
    store.syncs.finish(current.sync_id)
    if current.is_full and store.note_absent(current.sync_id, current.started) is None:
        return ("far fewer studies than before were found, so none was taken off the list",)
    return ()

"""Upkeep that is killed with SIGKILL at random moments, and what must hold after each kill.

`python -m tests.killed_upkeep TASK HOME ARGUMENT` is the victim: it says "started" and works. The
tasks are a sync with the registry, a build (with publish and prune), a rollback, and telling the
watchers of a new snapshot. A swap of the served snapshot writes nothing; `tell` begins with one.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.store.database import writing
from content.registry.api import sync_registry
from content.registry.client import RegistryClient
from content.registry.store import RegistryStore
from index.build import build
from index.home import open_current, open_newest_good, rollback
from index.published import snapshot_ids
from tests.bot.conversation.conftest import NOW
from tests.bot.conversation.watched_home import WatchedHome, publish, sync
from tests.content.registry.registry_server import RegistryServer
from tests.content.registry.studies import study
from tests.index.corpora import CORPUS, many
from tests.index.doubles import WordHashEncoder, open_words
from tests.index.killed_build import killed_after, leftovers

STUDIES, DOCUMENTS = 200, 60
WATCHERS = range(1_001, 1_151)  # chats
NCT = "NCT00000001"


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: of what, how long after the start, whether it had ended."""

    task: str
    after: float
    finished: bool


class Victims:
    """Homes of their own for the four tasks; each is killed and looked at again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._round = 0
        self._told = 0
        self._server = RegistryServer([], page_size=10)
        for name in WORK:
            (folder / name).mkdir(parents=True)

    def __enter__(self) -> Victims:
        self._server.__enter__()
        home = WatchedHome.open(self._folder / "tell", 1)
        sync(home.home, "RECRUITING", "2026-01-01")
        home.serve()
        position = home.talk.world.position()
        with writing(home.talk.world.db):
            for chat_id in WATCHERS:
                home.talk.world.chats.set_country(chat_id, "DE", NOW)
                home.talk.world.watches.add(chat_id, "en", position, NOW, nct_id=NCT)
        home.talk.world.db.close()
        for wording in ("one", "two"):
            _build(self._folder / "rollback", wording)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    def kill(self, task: str | None = None) -> Kill:
        """Kill one task at a random moment and check what is left. Raises AssertionError."""
        task = task or self._chance.choice(tuple(WORK))
        self._round += 1
        begin, check = self._steps(task)
        argument = begin()
        found = self._killed(task, argument)
        check()
        return found

    def finish(self) -> None:
        """After all the kills, every task completes."""
        for task in WORK:
            self._round += 1
            begin, check = self._steps(task)
            WORK[task](self._folder / task, begin())
            check()
        with RegistryStore(self._folder / "sync" / "registry.db") as store:
            assert store.count(relevant_only=False) == STUDIES
        assert leftovers(self._folder / "build") == []

    def _steps(self, task: str) -> tuple[Callable[[], str], Callable[[], None]]:
        return {
            "sync": (self._new_studies, self._check_registry),
            "build": (lambda: f"wording{self._round}", self._check_build),
            "rollback": (self._another, self._check_rollback),
            "tell": (self._news, self._check_told),
        }[task]

    def _killed(self, task: str, argument: str) -> Kill:
        after = self._chance.uniform(0, 1.2 * _ROUGHLY[task])
        home = str(self._folder / task)
        finished = killed_after(after, "tests.killed_upkeep", task, home, argument)
        return Kill(task, after, finished)

    # What the tasks are given, and what must hold

    def _new_studies(self) -> str:
        """The registry changes every study's status."""
        status = "RECRUITING" if self._round % 2 else "SUSPENDED"
        self._server.studies = [
            study(number, status=status, updated=_day(self._round))
            for number in range(1, STUDIES + 1)
        ]
        return self._server.url

    def _check_registry(self) -> None:
        """Whole, readable, and every change noted once: a status follows on the one before."""
        path = self._folder / "sync" / "registry.db"
        if not path.exists():
            return
        with RegistryStore(path) as store:
            assert len(list(store.records(relevant_only=False))) <= STUDIES
            kept: dict[str, str | None] = {}
            for change in store.changes_since(0):
                if change.field == "overall_status":
                    assert kept.get(change.nct_id, change.before) == change.before
                    assert change.before != change.after
                    kept[change.nct_id] = change.after
        assert Database(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def _check_build(self) -> None:
        """A snapshot of one wording is served, whole by every hash; at most three are kept."""
        home = self._folder / "build"
        if snapshot_ids(home):
            opened = open_newest_good(home, verify=True, open_encoder=open_words)
            opened.snapshot.close()
            assert opened.problems == ()

    def _another(self) -> str:
        home = self._folder / "rollback"
        return self._chance.choice(snapshot_ids(home))

    def _check_rollback(self) -> None:
        open_current(self._folder / "rollback", verify=True, open_encoder=open_words).close()

    def _news(self) -> str:
        """A change that is built: every watcher is to hear of it."""
        self._told += 1
        home = self._folder / "tell"
        sync(home, "SUSPENDED" if self._told % 2 else "RECRUITING", _day(self._told + 1))
        publish(home, CORPUS)
        return str(self._told)

    def _check_told(self) -> None:
        """Nobody twice; and after the next start, everybody once."""
        home = self._folder / "tell"
        assert set(_messages(home).values()) <= {self._told, self._told - 1}
        tell(home, "")
        assert _messages(home) == dict.fromkeys(WATCHERS, self._told)


def _messages(home: Path) -> dict[int, int]:
    rows = Database(home / "bot.db").execute("select chat_id from outbox").fetchall()
    return dict(Counter(chat_id for (chat_id,) in rows if chat_id in WATCHERS))


def _day(number: int) -> str:
    return f"{2026 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"


def _build(home: Path, wording: str) -> None:
    build(many(DOCUMENTS, wording), home, WordHashEncoder(block=4), open_encoder=open_words)


def _sync(home: Path, url: str) -> None:
    class Hurried(RegistryClient):
        def __init__(self, address: str) -> None:
            super().__init__(address, sleep=lambda _: None)

    with RegistryStore(home / "registry.db") as store:
        sync_registry(store, url, full=True, client=Hurried)


def _roll_back(home: Path, snapshot_id: str) -> None:
    from index import home as homes

    names: dict[str, Any] = vars(homes)
    opened = names["open_snapshot"]
    names["open_snapshot"] = lambda path, **given: opened(
        path, **(given | {"open_encoder": open_words})
    )
    rollback(home, snapshot_id)


def tell(home: Path, _argument: str) -> None:
    """Start, swap to what is served, and tell until nobody is left to be told."""
    watched = WatchedHome.start(home, 1)
    world = watched.talk.world
    while world.watches.behind(world.serving.current.snapshot.snapshot_id):
        watched.tick(NOW)
    world.db.close()


WORK: dict[str, Callable[[Path, str], None]] = {
    "sync": _sync,
    "build": _build,
    "rollback": _roll_back,
    "tell": tell,
}
_ROUGHLY = {"sync": 1.0, "build": 1.2, "rollback": 0.15, "tell": 0.8}  # seconds


if __name__ == "__main__":
    print("started", flush=True)
    WORK[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])

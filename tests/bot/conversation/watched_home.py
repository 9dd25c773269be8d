"""A home whose snapshot and registry a test can move on, with a conversation over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.built_from import read_position, remember_position
from bot.conversation.core import Conversation
from bot.events import Reply
from bot.serving import Serving
from bot.store.database import writing
from bot.store.outbox import Outbox
from bot.telegram.render import render
from content.documents import Document, Trial
from content.registry.store import RegistryStore
from content.registry.study import Study, read_or_set_aside
from index.build import build
from index.features import document_features
from tests.bot.conversation.conftest import ADMIN, MODERATOR, NOW, Talk, open_world
from tests.content.registry.studies import study
from tests.index.corpora import CORPUS
from tests.index.doubles import WordHashEncoder, open_words


@dataclass
class WatchedHome:
    """The home, and who talks there."""

    home: Path
    talk: Talk

    @classmethod
    def open(cls, home: Path, user: int) -> WatchedHome:
        """A home with the first snapshot served."""
        publish(home, CORPUS)
        watched = cls.start(home, user)
        watched.tick(NOW)
        return watched

    @classmethod
    def start(cls, home: Path, user: int) -> WatchedHome:
        """The bot of an earlier home, started again."""
        serving = Serving.open(home, open_words)
        world = open_world(
            home, serving, admins=frozenset({ADMIN}), moderators=frozenset({MODERATOR})
        )
        return cls(home, Talk(world, Conversation(world), user))

    def sync(self, status: str = "RECRUITING", updated: str = "2026-05-04", **more: Any) -> None:
        """The registry tells of study 1."""
        sync(self.home, status, updated, **more)

    def serve(self, documents: Sequence[Document] = CORPUS) -> None:
        """A build is published and served."""
        publish(self.home, documents)
        serving = self.talk.world.serving
        serving.refresh()
        serving.wait(30)

    def tick(self, now: datetime, *, crash: bool = False) -> tuple[Reply, ...]:
        """What the bot sends of its own accord; with `crash` it dies before the commit."""
        world = self.talk.world
        try:
            with writing(world.db):
                replies = self.talk.conversation.tick(now).replies
                for reply in replies:
                    Outbox(world.db).add(render(reply, None))
                if crash:
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            return ()
        return replies


def sync(home: Path, status: str, updated: str, **more: Any) -> None:
    """One study, as a sync of the registry in `home` would bring it."""
    with RegistryStore(home / "registry.db") as store:
        found = read_or_set_aside(study(1, status=status, updated=updated, **more), "1")
        assert isinstance(found, Study)
        sync_id = store.syncs.begin("a file")
        store.upsert([found], sync_id)
        store.syncs.finish(sync_id)


def publish(home: Path, documents: Sequence[Document]) -> None:
    """A build as `nettrials build` makes it, with the double for an encoder."""
    position = read_position(home / "registry.db")
    build(
        documents,
        home,
        WordHashEncoder(),
        features=document_features(),
        open_encoder=open_words,
        approve=lambda fresh, _: remember_position(home, fresh.snapshot_id, position),
    )


def renumbered(trial: Trial, nct_id: str, name: str) -> Trial:
    """The same trial under another number and name."""
    from dataclasses import replace

    return replace(trial, record=replace(trial.record, nct_id=nct_id), name=name)

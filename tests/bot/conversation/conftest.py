"""A conversation over real SQLite and a real snapshot of the shipped content.

Only the encoder is a double (words hashed into a vector), so that the fixtures are quick; the real
one has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.building import Builder
from bot.conversation.core import Conversation
from bot.conversation.world import World, build_world
from bot.events import Event, EventKind, Reply, Response
from bot.plain import plain_text
from bot.serving import Serving
from bot.store.database import open_database, writing
from content.corpus import load_corpus
from content.documents import Document
from index.build import build
from index.features import document_features
from tests.index.doubles import WordHashEncoder, open_words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATIENT, MODERATOR, ADMIN = 10, 20, 30


def serve(documents: Sequence[Document], home: Path) -> Serving:
    """A served snapshot of `documents`, with words hashed in place of the encoder."""
    build(documents, home, WordHashEncoder(), features=document_features(), open_encoder=open_words)
    return Serving.open(home, open_words)


def open_world(
    home: Path,
    serving: Serving,
    *,
    admins: frozenset[int] = frozenset(),
    moderators: frozenset[int] = frozenset(),
) -> World:
    """A world at NOW over the database in `home`."""
    return build_world(
        open_database(home / "bot.db"),
        serving,
        Builder(home, {}),
        admins=admins,
        moderators=moderators,
        clock=lambda: NOW,
        registry_read=lambda: None,
    )


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """A snapshot of the shipped content."""
    return serve(load_corpus().documents, tmp_path_factory.mktemp("home"))


@dataclass
class Talk:
    """A person at the keyboard."""

    world: World
    conversation: Conversation
    user: int = PATIENT
    last: Response = field(default_factory=Response)

    def say(self, text: str, **more: object) -> str:
        """Send a text or command; the plain text of the first reply."""
        kind = EventKind.COMMAND if text.startswith("/") else EventKind.TEXT
        return self.send(Event(self.user, self.user, kind, text, at=NOW, **more))  # type: ignore[arg-type]

    def press(self, label: str) -> str:
        """Press the button with that label under the last replies."""
        for reply in self.last.replies:
            for row in reply.buttons:
                for button in row:
                    if button.label == label:
                        return self.press_data(button.data)
        raise AssertionError(f"no button {label!r} in {self.labels}")

    def press_data(self, data: str, message_id: int = 77) -> str:
        return self.send(
            Event(self.user, self.user, EventKind.BUTTON, data=data, message_id=message_id, at=NOW)
        )

    def send(self, event: Event) -> str:
        with writing(self.world.db):
            self.last = self.conversation.respond(event)
        return plain_text(self.last.replies[0].text) if self.last.replies else ""

    @property
    def reply(self) -> Reply:
        return self.last.replies[0]

    @property
    def labels(self) -> list[str]:
        return [b.label for reply in self.last.replies for row in reply.buttons for b in row]


@pytest.fixture
def world(serving: Serving, tmp_path: Path) -> Iterator[World]:
    world = open_world(
        tmp_path, serving, admins=frozenset({ADMIN}), moderators=frozenset({MODERATOR})
    )
    yield world
    world.db.close()


@pytest.fixture
def person(world: World) -> Callable[[int], Talk]:
    """People of one conversation."""
    conversation = Conversation(world)
    return lambda user: Talk(world, conversation, user)


@pytest.fixture
def talk(person: Callable[[int], Talk]) -> Talk:
    """A patient who has been asked for consent already."""
    patient = person(PATIENT)
    patient.world.chats.mark_asked(PATIENT, NOW)
    return patient

"""A conversation over real SQLite and a real snapshot of the shipped content.

Only the encoder is a double (words hashed into a vector), so that the fixtures are quick; the real
one has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from index.build import build
from index.features import document_features
from tests.index.doubles import WordHashEncoder, open_words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATIENT, MODERATOR, ADMIN = 10, 20, 30


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a published snapshot of the shipped content."""
    home = tmp_path_factory.mktemp("home")
    documents = load_corpus().documents
    build(
        documents,
        home,
        WordHashEncoder(),
        features=document_features(),
        open_encoder=open_words,
    )
    return home


@pytest.fixture(scope="session")
def serving(served_home: Path) -> Serving:
    return Serving.open(served_home, open_words)


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
    database = open_database(tmp_path / "bot.db")
    yield build_world(
        database,
        serving,
        Builder(tmp_path, {}),
        admins=frozenset({ADMIN}),
        moderators=frozenset({MODERATOR}),
        clock=lambda: NOW,
        registry_read=lambda: None,
    )
    database.close()


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

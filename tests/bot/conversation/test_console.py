"""/console: a link for the team, in private, and for nobody else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from bot.conversation.core import Conversation
from bot.events import Event, EventKind
from bot.store.console import ConsoleAccess
from tests.bot.conversation.conftest import MODERATOR, NOW, PATIENT, Talk

READER = 40


def test_a_moderator_gets_a_link_that_opens_the_console(person: Callable[[int], Talk]) -> None:
    talk = person(MODERATOR)
    text = talk.say("/console")
    assert "works once, for 10 minutes" in text
    token = re.search(r"/sign-in/(\S+)", text)
    assert token is not None
    assert ConsoleAccess(talk.world.db).link_opens(token[1], NOW) == MODERATOR


def test_a_reader_gets_a_link_and_no_other_command_of_the_team(
    person: Callable[[int], Talk],
) -> None:
    world = dataclasses.replace(
        person(PATIENT).world, readers=frozenset({READER}), console_url="https://desk.example"
    )
    reader = Talk(world, Conversation(world), READER)
    assert "https://desk.example/sign-in/" in reader.say("/console")
    assert "This command is for our" in reader.say("/review")


def test_a_patient_gets_none(talk: Talk) -> None:
    assert "This command is for our" in talk.say("/console")
    assert talk.world.db.execute("select count(*) from console_links").fetchone() == (0,)


def test_in_a_group_the_link_is_not_sent(person: Callable[[int], Talk]) -> None:
    moderator = person(MODERATOR)
    asked = Event(-5, MODERATOR, EventKind.COMMAND, "/console", group=True, at=NOW)
    assert "only in a private chat" in moderator.send(asked)
    assert moderator.world.db.execute("select count(*) from console_links").fetchone() == (0,)

"""One person gets so many answers in a day, is told so once, and is never refused what matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.core import Conversation
from bot.conversation.spent import Spent
from bot.conversation.world import World
from bot.events import Event, EventKind
from content.languages import LANGUAGES
from tests.bot.conversation.conftest import MODERATOR, NOW, PATIENT, Talk

DAILY = 3
OTHER = 11


@pytest.fixture
def people(world: World) -> Callable[[int], Talk]:
    """People of a conversation that answers three messages a day."""
    narrow = replace(world, spent=Spent(DAILY))
    conversation = Conversation(narrow)
    return lambda user: Talk(narrow, conversation, user)


def use_up(talk: Talk) -> None:
    for _ in range(DAILY):
        talk.say("hello")


def test_over_the_allowance_a_person_is_told_kindly_and_once(
    people: Callable[[int], Talk],
) -> None:
    patient = people(PATIENT)
    use_up(patient)
    assert "as many as I can answer one person in a day" in patient.say("what is PRRT?")
    assert patient.say("what is PRRT?") == ""
    assert patient.send(Event(PATIENT, PATIENT, EventKind.PHOTO)) == ""
    assert patient.send(Event(PATIENT, PATIENT, EventKind.EDITED, "what is PRRT?")) == ""


def test_another_person_is_answered(people: Callable[[int], Talk]) -> None:
    use_up(people(PATIENT))
    assert "PRRT" in people(OTHER).say("what is PRRT?")


@pytest.mark.parametrize("text", ["I can't breathe and my chest hurts", "I want to kill myself"])
def test_an_emergency_is_always_answered(people: Callable[[int], Talk], text: str) -> None:
    patient = people(PATIENT)
    use_up(patient)
    patient.say("what is PRRT?")
    answer = patient.say(text)
    assert answer
    assert "as many as I can answer" not in answer


@pytest.mark.parametrize("command", ["/privacy", "/forget", "/mydata", "/start", "/country"])
def test_commands_are_always_answered(people: Callable[[int], Talk], command: str) -> None:
    patient = people(PATIENT)
    use_up(patient)
    patient.say("what is PRRT?")
    assert patient.say(command)


def test_the_next_day_begins_anew(people: Callable[[int], Talk]) -> None:
    patient = people(PATIENT)
    use_up(patient)
    patient.world.spent.spend(PATIENT, (NOW + timedelta(days=1)).date())
    assert "PRRT" in patient.say("what is PRRT?")


def test_the_team_is_not_counted(people: Callable[[int], Talk]) -> None:
    moderator = people(MODERATOR)
    use_up(moderator)
    assert "PRRT" in moderator.say("what is PRRT?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_persons_language(people: Callable[[int], Talk], language: str) -> None:
    patient = people(PATIENT)
    patient.world.chats.set_language(PATIENT, language, NOW)
    use_up(patient)
    told = patient.say("what is PRRT?")
    assert str(DAILY) in told
    assert "/forget" in told

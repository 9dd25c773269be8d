"""What the conversation tells of itself: ages, and what an admin should hear of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.core import Conversation
from bot.conversation.world import World
from bot.conversation_protocol import Alert
from bot.plain import plain_text
from tests.bot.conversation.conftest import ADMIN, NOW, Talk


@pytest.mark.parametrize(("read", "age"), [(None, None), (NOW - timedelta(days=1), 86_400)])
def test_the_age_of_the_registry_is_told_where_it_was_read(
    world: World, read: object, age: float | None
) -> None:
    told = None if read is None else f"{read:%Y-%m-%d %H:%M}+00:00"
    observed = Conversation(replace(world, registry_read=lambda: told)).observe(NOW)
    assert observed.registry_age == age
    assert observed.troubles == set()


def test_a_snapshot_that_could_not_be_opened_is_a_trouble(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.serving, "fault", "vectors.npy: damaged")
    observed = Conversation(world).observe(NOW)
    assert observed.snapshot_id == world.serving.current.snapshot.snapshot_id
    assert observed.troubles == {Alert.SNAPSHOT}


@pytest.mark.parametrize("alert", Alert)
def test_every_alert_has_words_for_each_admin(world: World, alert: Alert) -> None:
    replies = Conversation(world).alert(alert).replies
    assert [reply.chat_id for reply in replies] == [ADMIN]
    assert plain_text(replies[0].text)


def test_status_tells_answers_by_kind_and_errors(world: World) -> None:
    talk = Talk(world, Conversation(world), ADMIN)
    talk.say("what is PRRT?")
    talk.say("I can't breathe")
    world.inbox.accept([{"update_id": 1}, {"update_id": 2}])
    world.inbox.give_up(1)
    world.inbox.set_aside(2, "TypeError")
    text = talk.say("/status")
    assert "concept 1" in text
    assert "emergency 1" in text
    assert "1 given up, 1 set aside unread, 0 not delivered" in text

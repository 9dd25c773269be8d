"""A patient asks for a person: explained, agreed to, passed on redacted, taken back, forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.core import Conversation
from bot.conversation.world import World
from bot.events import Event, EventKind
from bot.store.threads import Ending, State
from bot.team.people import Team
from bot.telegram.render import render
from tests.bot.conversation.conftest import MODERATOR, NOW, PATIENT, Talk

Person = Callable[[int], Talk]


def ask_for_a_person(talk: Talk, words: str = "Is there nothing in Leeds?") -> None:
    talk.say("/human")
    talk.press("Yes, pass it on")
    talk.say(words)


def state(talk: Talk, thread_id: int = 1) -> State | None:
    thread = talk.world.threads.get(thread_id)
    return thread.state if thread else None


def test_what_happens_is_said_before_anything_with_emergency_numbers_first(talk: Talk) -> None:
    text = talk.say("/human")
    assert text.startswith("This is not for emergencies. In an emergency call 112")
    assert "cannot give medical advice" in text
    assert "no fixed hours" in text
    assert talk.labels == ["Yes, pass it on", "No"]


def test_after_a_yes_the_next_message_goes_to_every_moderator(talk: Talk) -> None:
    ask_for_a_person(talk)
    told, card = talk.last.replies
    assert "It is request 1" in told.text
    assert card.chat_id == MODERATOR
    assert "“Is there nothing in Leeds?”" in card.text
    assert str(PATIENT) not in card.text


def test_names_and_numbers_are_taken_out_and_the_patient_is_told(talk: Talk) -> None:
    ask_for_a_person(talk, "I am Tom Adeyemi, call +44 20 7946 0958 about Leeds")
    told, card = talk.last.replies
    assert "I took out names and numbers." in told.text
    assert "Adeyemi" not in card.text
    assert "7946" not in card.text
    assert "Leeds" in card.text


def test_an_emergency_is_answered_as_one_counted_and_passed_on_to_nobody(talk: Talk) -> None:
    talk.say("/human")
    talk.press("Yes, pass it on")
    text = talk.say("my wife collapsed and is not breathing")
    assert text.startswith("Call your local emergency number now")
    assert len(talk.last.replies) == 1
    assert talk.world.threads.latest() == ()
    counts = list(talk.world.db.query("select what, count from counts"))
    assert counts == [{"what": "emergency", "count": 1}]


def test_after_a_no_the_next_message_is_a_question(talk: Talk) -> None:
    talk.say("/human")
    assert talk.press("No") == "That is fine. I passed nothing on."
    assert talk.say("what is PRRT?").startswith("PRRT")


def test_a_yes_does_not_hold_for_ever_nor_over_a_command(talk: Talk) -> None:
    talk.say("/human")
    talk.press("Yes, pass it on")
    talk.say("/news")
    assert talk.say("what is PRRT?").startswith("PRRT")
    talk.world.chats.set_awaiting(PATIENT, f"human:0:0:{int(NOW.timestamp()) - 3600}", NOW)
    assert talk.say("what is PRRT?").startswith("PRRT")


def test_nothing_found_offers_a_person_and_ties_the_question_to_the_request(talk: Talk) -> None:
    talk.say("trials with lutetium in Greenland")
    talk.press("Ask a person")
    talk.press("Yes, pass it on")
    talk.say("Is there really nothing?")
    assert "After question 1" in talk.last.replies[1].text
    thread = talk.world.threads.get(1)
    assert thread is not None
    assert thread.question_id == 1


def test_a_thumb_down_offers_a_person(talk: Talk) -> None:
    talk.say("what is PRRT?")
    talk.press("👎")
    assert talk.labels == ["Ask a person"]


def test_a_question_of_another_chat_is_not_tied_to_a_request(talk: Talk, person: Person) -> None:
    talk.say("what is PRRT?")
    stranger = person(99)
    stranger.press_data("h:1")
    assert stranger.labels == ["Yes, pass it on", "No"]
    assert [button.data for button in stranger.reply.buttons[0]] == ["hy:0", "hn"]


@pytest.fixture
def alone(world: World) -> Talk:
    without = replace(world, team=Team())
    without.chats.mark_asked(PATIENT, NOW)
    return Talk(without, Conversation(without), PATIENT)


def test_without_a_team_no_button_is_shown_and_the_command_says_so_kindly(alone: Talk) -> None:
    alone.say("trials with lutetium in Greenland")
    assert "Ask a person" not in alone.labels
    text = alone.say("/human")
    assert "no team behind this bot" in text
    assert alone.labels == []


def test_a_group_is_no_place_for_it(talk: Talk) -> None:
    event = Event(-5, PATIENT, EventKind.COMMAND, "/human", group=True, at=NOW)
    assert "private chat" in talk.send(event)


def test_the_state_of_an_open_request_is_shown_and_more_can_be_added(talk: Talk) -> None:
    ask_for_a_person(talk)
    assert "waiting for an answer" in talk.say("/human")
    talk.press("Add something")
    talk.say("I mean Leeds in England")
    assert "added this to request 1" in talk.last.replies[0].text
    assert "“Is there nothing in Leeds?”" in talk.last.replies[1].text
    assert "“I mean Leeds in England”" in talk.last.replies[1].text


def test_what_is_not_meant_for_the_team_is_a_question_as_ever(talk: Talk) -> None:
    ask_for_a_person(talk)
    assert talk.say("what is PRRT?").startswith("PRRT")
    assert len(talk.world.threads.posts(1)) == 1


def test_a_changed_message_is_passed_on_as_changed(talk: Talk) -> None:
    talk.say("/human")
    talk.press("Yes, pass it on")
    talk.say("Anything in Leds?", message_id=5)
    talk.send(Event(PATIENT, PATIENT, EventKind.EDITED, "Anything in Leeds?", message_id=5, at=NOW))
    assert [post.words for post in talk.world.threads.posts(1)] == [
        "Anything in Leds?", "Anything in Leeds?",
    ]  # fmt: skip


def test_a_flood_of_messages_is_stopped_until_the_team_answers(talk: Talk) -> None:
    ask_for_a_person(talk)
    for _ in range(10):
        talk.press_data("ha:1")
        talk.say("and more")
    assert "Please wait for the answer" in talk.reply.text
    assert len(talk.world.threads.posts(1)) == 10


def test_a_request_can_be_taken_back_and_its_words_are_gone(talk: Talk) -> None:
    ask_for_a_person(talk)
    talk.press("Take it back")
    assert "I deleted its words" in talk.press("Yes, delete it")
    assert [post.words for post in talk.world.threads.posts(1)] == [None]
    thread = talk.world.threads.get(1)
    assert thread is not None
    assert thread.ending is Ending.TAKEN_BACK


def test_taking_back_can_be_called_off(talk: Talk) -> None:
    ask_for_a_person(talk)
    talk.press("Take it back")
    assert "waiting for an answer" in talk.press("No, keep it")
    assert state(talk) is State.WAITING


@pytest.mark.parametrize("data", ["ha:1", "hd:1", "hx:1", "hz:1", "hs:1", "hz:", "ha:x", "hd:999"])
def test_a_request_of_another_chat_cannot_be_touched(talk: Talk, person: Person, data: str) -> None:
    ask_for_a_person(talk)
    stranger = person(99)
    stranger.press_data(data)
    assert stranger.last.notice == "This button is too old. Please ask again."
    assert state(talk) is State.WAITING


def test_forget_deletes_requests_and_says_how_many_messages(talk: Talk) -> None:
    ask_for_a_person(talk)
    talk.say("/forget")
    assert "I also deleted the messages between you and the team (1)." in talk.press(
        "Yes, delete it all"
    )
    assert talk.world.threads.of_chat(PATIENT) == ()
    assert talk.world.db.table("thread_posts").count == 0


def test_forget_takes_back_what_still_waits_to_be_sent_about_a_request(talk: Talk) -> None:
    ask_for_a_person(talk)
    for reply in talk.last.replies:
        talk.world.outbox.add(render(reply, PATIENT))
    talk.say("/forget")
    assert "2 waiting messages" in talk.press("Yes, delete it all")
    assert talk.world.outbox.depth().open == 0


def test_mydata_holds_the_requests(talk: Talk) -> None:
    ask_for_a_person(talk)
    talk.say("/mydata")
    assert talk.reply.attachment is not None
    (request,) = json.loads(talk.reply.attachment.content)["requests_to_the_team"]
    assert request["state"] == "waiting"
    assert request["messages"][0]["words"] == "Is there nothing in Leeds?"


def test_privacy_says_how_long_words_to_the_team_are_kept(talk: Talk) -> None:
    assert "deleted 30 days after the request ends" in talk.say("/privacy")


def test_words_and_chat_of_an_ended_request_go_after_the_stated_time(talk: Talk) -> None:
    ask_for_a_person(talk)
    talk.world.threads.close(1, Ending.DONE, NOW)
    talk.conversation.tick(NOW + timedelta(days=31))
    thread = talk.world.threads.get(1)
    assert thread is not None
    assert thread.chat_id is None
    assert [post.words for post in talk.world.threads.posts(1)] == [None]

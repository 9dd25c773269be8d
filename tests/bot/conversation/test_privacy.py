"""Consent, what is kept, seeing it and deleting it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from bot.store.chats import Consent
from tests.bot.conversation.conftest import NOW, PATIENT, Talk


def test_consent_is_asked_once(person: Callable[[int], Talk]) -> None:
    patient = person(PATIENT)
    patient.say("what is PRRT?")
    assert "Yes, keep them" in patient.labels
    patient.say("what is Ki-67?")
    assert "Yes, keep them" not in patient.labels


def test_without_consent_a_question_leaves_figures_and_no_words(talk: Talk) -> None:
    talk.say("PRRT trials for my secret tumor")
    (question,) = talk.world.questions.of_chat(PATIENT)
    assert question.words is None
    assert question.kind == "trial"
    assert question.hits


def test_with_consent_words_are_kept_after_redaction(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("my name is Maria Gonzalez, maria@example.com: PRRT trials?")
    (question,) = talk.world.questions.of_chat(PATIENT)
    assert question.words is not None
    assert "PRRT" in question.words
    assert "Gonzalez" not in question.words
    assert "example.com" not in question.words


def test_consent_can_be_withdrawn_and_the_words_go(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("PRRT trials?")
    talk.say("/privacy")
    text = talk.press("Stop keeping my questions")
    assert "deleted the 1" in text
    (question,) = talk.world.questions.of_chat(PATIENT)
    assert question.words is None
    assert talk.world.chats.get(PATIENT).consent is Consent.NO


def test_privacy_says_what_is_kept_and_how_long(talk: Talk) -> None:
    text = talk.say("/privacy")
    assert "30 days" in text
    assert "/forget" in text


def test_forget_deletes_every_row_and_says_how_many(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("PRRT trials?")
    talk.press("👎")
    talk.say("/forget")
    text = talk.press("Yes, delete it all")
    assert "1 questions, 1 ratings" in text
    assert talk.world.questions.of_chat(PATIENT) == ()
    assert talk.world.chats.get(PATIENT).consent is None


def test_forget_can_be_called_off(talk: Talk) -> None:
    talk.say("PRRT trials?")
    talk.say("/forget")
    talk.press("No")
    assert len(talk.world.questions.of_chat(PATIENT)) == 1


def test_mydata_is_a_file_with_all_that_is_kept(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("PRRT trials?")
    talk.say("/mydata")
    attachment = talk.reply.attachment
    assert attachment is not None
    kept = json.loads(attachment.content)
    assert kept["questions"][0]["words"] == "PRRT trials?"


def test_words_and_chat_go_after_the_stated_time_and_figures_stay(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("PRRT trials?")
    talk.conversation.tick(NOW + timedelta(days=31))
    question = talk.world.questions.get(1)
    assert question is not None
    assert question.words is None
    assert question.chat_id is None
    assert question.kind == "trial"


def test_a_thumb_down_asks_what_was_missing_and_keeps_it_redacted(talk: Talk) -> None:
    talk.press_data("c:yes")
    talk.say("PRRT trials?")
    talk.press("👎")
    assert "What was missing" in talk.reply.text
    talk.say("nothing in Leeds, call me on +44 20 7946 0958")
    (question,) = talk.world.questions.of_chat(PATIENT)
    assert question.comment is not None
    assert "Leeds" in question.comment
    assert "7946" not in question.comment


def test_a_rating_of_another_chat_is_refused(talk: Talk, person: Callable[[int], Talk]) -> None:
    talk.say("PRRT trials?")
    stranger = person(99)
    stranger.press_data("f:1:up")
    assert stranger.last.notice == "That answer is gone, so I cannot note it."

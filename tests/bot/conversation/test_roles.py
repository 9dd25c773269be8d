"""Moderators and admins, and everybody else who tries their commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bot.conversation.conftest import ADMIN, MODERATOR, PATIENT, Talk

Person = Callable[[int], Talk]


@pytest.mark.parametrize("command", ["/review", "/questions", "/status", "/rebuild"])
def test_a_patient_is_told_politely_that_a_command_is_not_for_them(
    talk: Talk, command: str
) -> None:
    assert "This command is for our" in talk.say(command)


@pytest.mark.parametrize("data", ["r:1:good", "rs:1", "rx:1", "b:yes"])
def test_every_press_checks_the_role_again(talk: Talk, data: str) -> None:
    talk.say("PRRT trials?")
    talk.press_data(data)
    assert talk.last.notice is not None
    assert "This command is for our" in talk.last.notice
    assert talk.world.verdicts.of(1) == ()


def test_a_moderator_may_not_rebuild(person: Person) -> None:
    assert "admins" in person(MODERATOR).say("/rebuild")


def test_review_shows_what_was_asked_and_answered(talk: Talk, person: Person) -> None:
    talk.press_data("c:yes")
    talk.say("NCT02724540")
    text = person(MODERATOR).say("/review")
    assert "“NCT02724540”" in text
    assert "Answered with: NCT02724540" in text


def test_a_verdict_is_saved_and_can_be_taken_back(talk: Talk, person: Person) -> None:
    talk.say("PRRT trials?")
    moderator = person(MODERATOR)
    moderator.say("/review")
    moderator.press("Wrong trial")
    (verdict,) = talk.world.verdicts.of(1)
    assert verdict.judgment == "wrong"
    moderator.press("Undo")
    assert talk.world.verdicts.of(1) == ()
    actions = [row["action"] for row in talk.world.db.query("select action from audit")]
    assert actions == ["claim", "verdict", "undo"]


def test_review_begins_with_thumbs_down(talk: Talk, person: Person) -> None:
    talk.say("what is PRRT?")
    talk.say("what is Ki-67?")
    talk.press("👎")
    assert "Question 2" in person(MODERATOR).say("/review")


def test_skipping_shows_the_next_and_the_last_says_so(talk: Talk, person: Person) -> None:
    talk.say("what is PRRT?")
    talk.say("what is Ki-67?")
    moderator = person(MODERATOR)
    assert "Question 1" in moderator.say("/review")
    assert "Question 2" in moderator.press("Skip")
    assert moderator.press("Skip") == "No question is waiting."


def test_words_that_were_not_kept_are_not_shown(talk: Talk, person: Person) -> None:
    talk.say("PRRT trials for my secret tumor")
    assert "secret" not in person(MODERATOR).say("/review")


def test_figures_count_questions_and_thumbs(talk: Talk, person: Person) -> None:
    talk.say("what is PRRT?")
    talk.press("👍")
    text = person(MODERATOR).say("/questions")
    assert "All: 1. Waiting for review: 1." in text
    assert "👍 1 👎 0" in text


def test_status_tells_what_is_served(person: Person) -> None:
    text = person(ADMIN).say("/status")
    assert "Snapshot: " in text
    assert "55 trials" in text


def test_an_unknown_command_points_to_help(talk: Talk) -> None:
    assert "/help" in talk.say("/frobnicate")


def test_help_lists_every_command_of_a_patient(talk: Talk) -> None:
    text = talk.say("/help")
    for name in ("trials", "news", "glossary", "language", "privacy", "forget", "about"):
        assert f"/{name} " in text


@pytest.mark.parametrize(
    ("command", "word"),
    [("/start", "neuroendocrine"), ("/trials", "NCT"), ("/news", "Source:"),
     ("/glossary", "PRRT"), ("/about", "ClinicalTrials.gov"), ("/language", "language"),
     ("/country", "country")],
)  # fmt: skip
def test_every_command_of_a_patient_answers(talk: Talk, command: str, word: str) -> None:
    assert word in talk.say(command)


def test_trials_lists_only_trials_that_are_open_with_a_date(talk: Talk) -> None:
    text = talk.say("/trials")
    assert text.count("🟢") == 3
    assert "🔴" not in text


def test_a_chosen_language_is_kept(talk: Talk) -> None:
    talk.say("/language de")
    assert talk.world.chats.get(PATIENT).language == "de"
    talk.say("/language automatic-nonsense")
    assert talk.world.chats.get(PATIENT).language == "de"

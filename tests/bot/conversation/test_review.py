"""/review in the chat: claims, quick verdicts, the second look, one clear line when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.core import Conversation
from bot.conversation.world import World
from bot.store.questions import LoggedHit
from bot.store.review_queue import State
from bot.store.verdicts import Verdicts
from tests.bot.conversation.conftest import MODERATOR, NOW, Talk

SECOND, THIRD = 21, 22


@pytest.fixture
def team(world: World) -> World:
    """Three moderators, and a second look at every question."""
    return replace(
        world,
        moderators=frozenset({MODERATOR, SECOND, THIRD}),
        verdicts=Verdicts(world.db, 1.0),
    )


def _moderator(world: World, user: int = MODERATOR) -> Talk:
    return Talk(world, Conversation(world), user)


def _log(world: World, words: str, **more: object) -> int:
    values = {
        "chat_id": 1, "asked_at": NOW, "words": words, "language": "en", "kind": "trial",
        "abstained": False, "snapshot_id": "s", "milliseconds": 5.0,
        "hits": [LoggedHit("NCT02724540", 9.0, True)], **more,
    }  # fmt: skip
    return world.questions.log(**values)  # type: ignore[arg-type]


def test_a_card_tells_why_it_is_there_and_for_how_long_it_is_ours(world: World) -> None:
    _log(world, "PRRT?", abstained=True)
    _log(world, "prrt", abstained=True)
    text = _moderator(world).say("/review")
    assert "Why it is here: nothing found" in text
    assert "Asked 2 times." in text
    assert "It is yours for 30 minutes." in text


def test_a_doubt_about_safety_is_a_reason(talk: Talk, world: World) -> None:
    talk.say("I have had chest pain on and off, trials for carcinoid?")
    assert "doubt about safety" in _moderator(world).say("/review")


def test_two_moderators_get_two_questions_and_one_goes_on_with_the_own(world: World) -> None:
    for words in ("one", "two"):
        _log(world, words)
    assert "Question 1" in _moderator(world).say("/review")
    assert "Question 2" in _moderator(world, 30).say("/review")
    assert "Question 1" in _moderator(world).say("/review")


def test_a_press_after_the_claim_has_gone_to_another_is_refused_in_one_line(team: World) -> None:
    _log(team, "one")
    first = _moderator(team)
    first.say("/review")
    later = replace(team, clock=lambda: NOW + timedelta(minutes=31))
    assert "Question 1" in _moderator(later, SECOND).say("/review")
    first.conversation = Conversation(later)
    first.press("Good")
    assert first.last.notice == (
        "Someone else is working on this question. /review shows the next one."
    )
    assert team.verdicts.of(1) == ()


def test_the_second_does_not_see_the_first_and_a_dispute_shows_both(team: World) -> None:
    _log(team, "one")
    first, second, third = (_moderator(team, who) for who in (MODERATOR, SECOND, THIRD))
    first.say("/review")
    assert "A second moderator judges this one too." in first.press("Good")
    assert "No question is waiting." in first.say("/review")
    assert "Found by others" not in second.say("/review")
    assert "A third person settles it." in second.press("Unsafe")
    text = third.say("/review")
    assert "the verdicts differ" in text
    assert "Found by others: Good, Unsafe" in text
    third.press("Unsafe")
    item = team.queue.item(1)
    assert item is not None
    assert (item.state, item.verdict) == (State.DONE, "unsafe")


def test_undo_gives_the_question_back_as_it_was(world: World) -> None:
    _log(world, "one")
    moderator = _moderator(world)
    moderator.say("/review")
    before = world.queue.item(1)
    moderator.press("Good")
    assert "Question 1" in moderator.press("Undo")
    assert world.queue.item(1) == before
    moderator.press_data("rx:2")
    assert moderator.last.notice == "This was undone before."


def test_a_skipped_question_is_free_for_others(team: World) -> None:
    for words in ("one", "two"):
        _log(team, words)
    moderator = _moderator(team)
    moderator.say("/review")
    assert "Question 2" in moderator.press("Skip")
    assert "Question 1" in _moderator(team, SECOND).say("/review")


@pytest.mark.parametrize("data", ["r:99:good", "rs:99", "rx:99", "r:1:nonsense", "rx:x", "rs"])
def test_forged_and_outdated_presses_are_harmless(world: World, data: str) -> None:
    moderator = _moderator(world)
    moderator.press_data(data)
    assert world.audit.entries() == ()
    assert moderator.last.notice or moderator.last.replies


def test_a_question_with_markup_is_shown_as_it_was_written(world: World) -> None:
    _log(world, "<b>bold</b> '; drop table questions; --")
    moderator = _moderator(world)
    moderator.say("/review")
    assert "&lt;b&gt;bold&lt;/b&gt;" in moderator.reply.text

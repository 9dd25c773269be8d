"""Going on from an answer, by words and by buttons."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.buttons import button, parse
from bot.conversation.context import Context
from bot.conversation.follow_ups import follow_up
from tests.bot.conversation.conftest import PATIENT, Talk


def test_the_second_one_is_the_second_card(talk: Talk) -> None:
    talk.say("PRRT trials")
    second = talk.reply.buttons[0][1].data
    text = talk.say("tell me about the second one")
    assert second.split(":")[1] in text


def test_is_it_still_open_means_the_trial_in_focus(talk: Talk) -> None:
    talk.say("NCT02724540")
    assert "closed to new patients" in talk.say("is it still open?")


def test_who_do_i_contact_never_invents_a_contact(talk: Talk) -> None:
    talk.say("NCT02724540")
    text = talk.say("who do I contact?")
    assert "My record names no contact" in text
    assert "@" not in text


def test_a_pointer_with_nothing_shown_is_no_follow_up() -> None:
    assert follow_up("the second one", Context()) is None


def test_a_message_with_words_of_its_own_is_a_new_question() -> None:
    context = Context(shown=("NCT00000001", "NCT00000002"))
    assert follow_up("what about lanreotide instead", context) is None


def test_asking_for_a_card_that_was_not_shown_says_how_many_there_were(talk: Talk) -> None:
    talk.say("NCT02724540")
    assert "1 trials" in talk.say("the third one")


def test_new_forgets_what_was_talked_about(talk: Talk) -> None:
    talk.say("NCT02724540")
    talk.say("/new")
    assert "RETNET" not in talk.say("is it still open?")


def test_a_trial_opens_in_a_message_of_its_own_and_its_tabs_edit_it(talk: Talk) -> None:
    talk.say("NCT01578239")
    talk.press("1")
    assert talk.reply.edit is None
    for label in ("Details", "Who can join", "Results", "Contact"):
        talk.press_data("t:NCT01578239:main")
        talk.press(label)
        assert talk.reply.edit == 77
        assert "Back" in talk.labels


def test_more_like_this_shows_other_trials(talk: Talk) -> None:
    text = talk.press_data("t:NCT01578239:similar")
    assert "Other trials like NETTER-1" in text
    assert "NCT01578239" not in text


def test_more_results_go_on_where_the_answer_ended(talk: Talk) -> None:
    talk.say("PRRT trials")
    shown = [b.data.split(":")[1] for b in talk.reply.buttons[0]]
    talk.press("More results")
    further = [b.data.split(":")[1] for b in talk.reply.buttons[0]]
    assert further
    assert not set(further) & set(shown)


def test_buttons_mean_the_same_after_a_restart(talk: Talk, person: Callable[[int], Talk]) -> None:
    talk.say("PRRT trials")
    more = talk.reply.buttons[-1][0].data
    restarted = person(PATIENT)
    restarted.world.contexts.clear(PATIENT)
    assert "1. " in restarted.press_data(more)


def test_a_forged_or_outdated_press_is_answered_kindly(talk: Talk) -> None:
    for data in ("t:NCT99999999", "x:1", "m:999:3", "f:999:up", "f:1:sideways", "", ":::", "r"):
        talk.press_data(data)
        assert talk.last.notice


def test_callback_data_survives_the_round_trip() -> None:
    made = button("x", "m", 12, 3)
    assert parse(made.data).verb == "m"
    assert parse(made.data).number(1) == 3

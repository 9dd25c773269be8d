"""What a patient meets who asks about trials, words, news and joining."""

from __future__ import annotations

import pytest

from bot.events import Event, EventKind
from tests.bot.conversation.conftest import NOW, PATIENT, Talk


def test_an_answer_is_one_message_with_up_to_three_numbered_cards(talk: Talk) -> None:
    text = talk.say("is there a trial for lung carcinoid?")
    assert len(talk.last.replies) == 1
    assert text.startswith("Looking for: ")
    assert "1. " in text
    assert "4. " not in text
    assert talk.labels[:1] == ["1"]


def test_every_card_has_a_status_with_its_date_and_the_registry_link(talk: Talk) -> None:
    text = talk.say("NCT05918302")
    assert "🟢 Open to new patients (as of December 1, 2025)" in text
    assert "https://clinicaltrials.gov/study/NCT05918302" in text


@pytest.mark.parametrize(
    "spelling",
    ["NCT02724540", "nct 02724540", "is NCT-02724540 still open?",
     "https://clinicaltrials.gov/study/NCT02724540?tab=results"],
)  # fmt: skip
def test_an_nct_id_is_looked_up_in_any_spelling(talk: Talk, spelling: str) -> None:
    text = talk.say(spelling)
    assert "RETNET" in text
    assert "🔴 Running, closed to new patients (as of May 4, 2022)" in text


def test_a_trial_that_the_page_of_2017_called_open_is_never_shown_as_open(talk: Talk) -> None:
    for nct_id in ("NCT02724540", "NCT02683941", "NCT02595424"):
        text = talk.say(nct_id)
        assert "🔴" in text
        assert "🟢" not in text


def test_an_unknown_id_is_said_to_be_unknown_with_its_registry_page(talk: Talk) -> None:
    text = talk.say("what about NCT99999999")
    assert "NCT99999999 is not in my list" in text
    assert "https://clinicaltrials.gov/study/NCT99999999" in text


def test_a_question_on_results_tells_them_with_the_arms_in_order(talk: Talk) -> None:
    text = talk.say("what did NETTER-1 show?")
    assert "NETTER-1" in text
    assert "65.2" in text
    assert text.index("65.2") < text.index("10.8")


def test_a_word_is_explained(talk: Talk) -> None:
    text = talk.say("what is PRRT?")
    assert text.startswith("PRRT\n")
    assert "peptide receptor radionuclide therapy" in text


def test_a_question_on_joining_is_answered_with_a_guide(talk: Talk) -> None:
    assert "leave" in talk.say("can I leave a trial once I am in it?").lower()


def test_whether_to_leave_a_trial_is_no_advice_of_ours_but_how_one_leaves_is_told(
    talk: Talk,
) -> None:
    text = talk.say("should I leave the trial?")
    assert text.startswith("I cannot advise")
    assert "Leaving a trial" in text


def test_news_is_told_with_date_and_source(talk: Talk) -> None:
    text = talk.say("any news on cabozantinib?")
    assert "March 26, 2025" in text
    assert "Source: " in text


def test_other_cancers_get_a_scope_line_and_no_trial(talk: Talk) -> None:
    text = talk.say("best trial for breast cancer")
    assert "neuroendocrine" in text
    assert "NCT" not in text


def test_what_no_record_has_is_said_and_near_ones_are_a_choice(talk: Talk) -> None:
    text = talk.say("proton therapy for pancreatic NET")
    assert "1. " not in text
    assert "No trial in my list" in text


def test_an_emergency_is_answered_with_the_fixed_text_and_leaves_no_trace(talk: Talk) -> None:
    text = talk.say("my husband is vomiting blood and cannot stand, any NET trials near Boston?")
    assert "emergency" in text.splitlines()[0].lower()
    assert "NCT" not in text
    assert talk.reply.buttons == ()
    assert talk.world.questions.of_chat(PATIENT) == ()
    counts = list(talk.world.db.query("select what, count from counts"))
    assert counts == [{"what": "emergency", "count": 1}]


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (EventKind.PHOTO, "pictures"),
        (EventKind.VOICE, "voice"),
        (EventKind.DOCUMENT, "files"),
        (EventKind.STICKER, "NET"),
        (EventKind.OTHER, "only read text"),
    ],
)
def test_what_is_no_text_gets_a_short_fitting_reply(talk: Talk, kind: EventKind, word: str) -> None:
    text = talk.send(Event(PATIENT, PATIENT, kind, at=NOW))
    assert word in text
    assert len(text) < 200


@pytest.mark.parametrize("text", ["hi", "thank you so much", "🙏", "asdfgh jkl", "   ", "?!"])
def test_small_things_get_small_answers_without_trials(talk: Talk, text: str) -> None:
    answer = talk.say(text)
    assert answer
    assert len(answer) < 400
    assert "NCT" not in answer


def test_a_very_long_message_is_answered_and_told_that_it_was_cut(talk: Talk) -> None:
    answer = talk.say("trials for pancreatic NET " + "and so on " * 1_000)
    assert "very long" in answer


def test_an_edited_message_is_answered_anew(talk: Talk) -> None:
    first = talk.send(Event(PATIENT, PATIENT, EventKind.EDITED, "what is Ki-67?", at=NOW))
    assert "changed your message" in first
    assert "Ki-67" in talk.last.replies[1].text


def test_a_group_is_answered_only_when_the_bot_is_meant(talk: Talk) -> None:
    silent = Event(PATIENT, PATIENT, EventKind.TEXT, "PRRT?", group=True, addressed=False, at=NOW)
    assert talk.send(silent) == ""
    meant = Event(PATIENT, PATIENT, EventKind.TEXT, "what is PRRT?", group=True, at=NOW)
    assert talk.send(meant) != ""


def test_hostile_markup_in_a_message_comes_back_harmless(talk: Talk) -> None:
    talk.say("<a href='https://evil.example'>PRRT</a> trials <b>")
    assert "evil.example" not in talk.reply.text


def test_what_is_near_by_says_whether_it_is_open(talk: Talk) -> None:
    lines = talk.say("NET trial in Boston").splitlines()
    names = [at for at, line in enumerate(lines) if line.startswith("• ")]
    assert names
    assert all(lines[at + 1].strip()[0] in "🟢🟡⚪🔴" for at in names)

"""The line of what was understood, in the reader's language, and the buttons that change it."""

from __future__ import annotations

import pytest

from tests.bot.conversation.conftest import NOW, PATIENT, Talk

ASKED = "PRRT for pancreatic NET in Spain"


def first_line(text: str) -> str:
    return text.splitlines()[0]


def test_a_part_can_be_left_out(talk: Talk) -> None:
    talk.say(ASKED)
    assert "Without: Spain" in talk.labels
    text = talk.press("Without: Spain")
    assert "Spain" not in first_line(text)
    assert "Pancreatic" in first_line(text)
    assert "Without: Spain" not in talk.labels


def test_changes_add_up(talk: Talk) -> None:
    talk.say(ASKED)
    talk.press("Without: Spain")
    text = talk.press("Only open ones")
    assert "open to new patients" in first_line(text)
    assert "Spain" not in first_line(text)


def test_what_nothing_answers_can_be_asked_with_less(talk: Talk) -> None:
    assert "No trial" in talk.say("PRRT for pancreatic NET in New Zealand")
    text = talk.press("Without: New Zealand")
    assert "1. " in text


def test_the_own_country_is_offered_where_it_is_known(talk: Talk) -> None:
    talk.say("PRRT for pancreatic NET")
    assert "Only in my country" not in talk.labels
    talk.world.chats.set_country(PATIENT, "FR", NOW)
    talk.say("PRRT for pancreatic NET")
    assert "France" in first_line(talk.press("Only in my country"))


def test_a_named_trial_has_nothing_to_widen(talk: Talk) -> None:
    talk.say("NCT05918302")
    assert not [label for label in talk.labels if label.startswith(("Without", "Only"))]


@pytest.mark.parametrize("data", ["x", "x:1", "x:999:r", "x:1:d9", "x:1:q", "x:a:r", "x:1:d-1"])
def test_an_old_or_forged_press_is_told_so(talk: Talk, data: str) -> None:
    talk.say("PRRT for pancreatic NET")
    talk.press_data(data)
    assert talk.last.notice
    assert not talk.last.replies


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("¿ensayos de PRRT en España?",
         "He buscado: terapia con radionúclidos y péptidos · España"),
        ("膵神経内分泌腫瘍の治験 募集中", "検索した内容：膵神経内分泌腫瘍 · 募集中"),
        ("everolimus for lung carcinoid", "Looking for: Everolimus · Lung Neuroendocrine Tumor"),
    ],
)  # fmt: skip
def test_what_was_understood_is_told_in_the_readers_language(
    talk: Talk, text: str, line: str
) -> None:
    assert first_line(talk.say(text)) == line

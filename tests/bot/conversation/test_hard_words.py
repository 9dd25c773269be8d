"""A hard word is told what it means once, in English answers, and never the person's own word."""

from __future__ import annotations

from bot.conversation.hard_words import HardWords
from content.documents import SUMMARY, Section, Term
from tests.bot.conversation.conftest import Talk

PFS = Term("pfs", "Progression-free survival (PFS)", "time until growth", (), ("PFS",))
ARM = Term("arm", "Arm", "a group in a trial", (Section(SUMMARY, "x"),))
WORDS = HardWords([PFS, ARM])


def read(text: str) -> list[tuple[str, str]]:
    return [(name, term.doc_id) for name, term in WORDS.read(text)]


def test_a_long_word_and_an_abbreviation_are_hard_and_a_short_word_is_not() -> None:
    assert read("The arm had a longer PFS and progression-free survival.") == [
        ("PFS", "pfs"),
        ("progression-free survival", "pfs"),
    ]


def test_an_abbreviation_counts_in_capitals_only() -> None:
    assert read("pfs") == []


def test_a_word_that_the_text_explains_itself_is_left_alone() -> None:
    assert read("PFS: the time until the tumor grew. PFS (a time)") == []


def test_an_answer_tells_at_most_two_hard_words_once_in_a_conversation(talk: Talk) -> None:
    first = talk.say("trials of everolimus after surgery", language="en")
    told = [line for line in first.splitlines() if line.startswith("Words: ")]
    assert len(told) == 1
    assert 1 <= told[0].count(" = ") <= 2
    word = told[0].removeprefix("Words: ").split(" = ")[0]
    again = talk.say("trials of everolimus after surgery", language="en")
    assert f"{word} = " not in again


def test_the_persons_own_word_is_taken_to_be_known(talk: Talk) -> None:
    assert "PRRT = " not in talk.say("is there a PRRT trial for midgut NET", language="en")


def test_other_languages_go_without_since_the_glossary_is_english(talk: Talk) -> None:
    assert "Wörter: " not in talk.say("Studien mit Everolimus nach Operation", language="de")

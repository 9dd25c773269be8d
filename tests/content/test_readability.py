"""The reading grade: the formula, what it counts, and what it leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.readability import grade, sentences, syllables, words

SPOKEN = {
    "study": 2, "trial": 2, "cancer": 2, "people": 2, "the": 1, "patient": 2, "doctor": 2,
    "treatment": 2, "medicine": 3, "hospital": 3, "tumor": 2, "tolerated": 4, "received": 2,
    "started": 2, "diseases": 3, "sometimes": 2, "blood": 1, "every": 2, "team": 1, "ask": 1,
    "result": 2, "safe": 1, "liver": 2, "radiation": 4, "injection": 3, "weeks": 1, "stopped": 1,
    "changes": 2, "eye": 1, "therapy": 3, "only": 2, "decide": 2, "random": 2, "placebo": 3,
    "information": 4, "available": 4, "participate": 4, "12": 1, "slow-growing": 3, "don't": 1,
}  # fmt: skip


def test_common_words_have_the_syllables_that_a_speaker_gives_them() -> None:
    wrong = {word for word, count in SPOKEN.items() if abs(syllables(word) - count) > 1}
    assert wrong == set()
    counted = sum(map(syllables, SPOKEN))
    assert counted == pytest.approx(sum(SPOKEN.values()), rel=0.04)


def test_the_grade_is_the_formula_of_1975() -> None:
    text = "The doctor will see you. Ask your team."
    expected = 0.39 * 8 / 2 + 11.8 * 9 / 8 - 15.59
    assert grade(text) == pytest.approx(expected)


def test_plain_words_score_below_hard_words() -> None:
    plain = "The drug slows the growth of the tumor. Most people felt well."
    hard = (
        "Participants receiving investigational radiopharmaceutical administration demonstrated "
        "statistically significant prolongation of progression-free survival."
    )
    assert grade(plain) < 6 < 15 < grade(hard)


def test_no_word_scores_nothing() -> None:
    assert grade("") == 0.0
    assert grade("… — 👍\n\n") == 0.0


@pytest.mark.parametrize(
    "extra",
    [
        "NCT02724540",
        "nct 02724540",
        "2015-005546-63",
        "https://clinicaltrials.gov/study/NCT1",
        "<b></b>",
    ],
)
def test_ids_links_and_markup_are_not_measured(extra: str) -> None:
    assert words(f"Ask about it {extra} today.") == ("Ask", "about", "it", "today")


def test_names_that_the_caller_lists_are_not_measured() -> None:
    text = "People got lutetium Lu 177\ndotatate or LANREOTIDE."
    measured = words(text, ignore=["Lutetium Lu 177 dotatate", "lanreotide", ""])
    assert measured == ("People", "got", "or")


def test_a_listed_name_leaves_longer_words_alone() -> None:
    assert words("Larotide is not LAR.", ignore=["LAR"]) == ("Larotide", "is", "not")


def test_a_sentence_of_nothing_but_names_is_not_counted() -> None:
    assert sentences("Lanreotide. It is a shot.", ignore=["lanreotide"]) == (
        ("It", "is", "a", "shot"),
    )


def test_a_quantity_is_one_short_word() -> None:
    assert words("They got 7.4 GBq, 120 mg and 5% more in 12 weeks.") == (
        "They", "got", "1", "1", "and", "1", "more", "in", "1", "weeks",
    )  # fmt: skip


def test_headings_list_items_and_short_lines_are_sentences() -> None:
    text = "## Who can join\n- Adults with a slow tumor\n- No surgery\n\nWhere\nIn Spain and France"
    assert len(sentences(text)) == 5


def test_a_wrapped_paragraph_is_not_cut_at_its_line_ends() -> None:
    text = (
        "This long line was wrapped by an editor at the width that the house keeps for such\n"
        "files and goes on here. A second one follows."
    )
    assert len(sentences(text)) == 2


def test_abbreviations_and_decimals_do_not_end_a_sentence() -> None:
    assert len(sentences("Ask Dr. Smith about 7.4 or 22.8 months vs. none.")) == 1


@given(st.text(max_size=400), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_has_a_finite_grade(text: str, names: list[str]) -> None:
    assert -16 < grade(text, ignore=names) < 10_000

"""Criteria read as a person would: in, out, and no markdown left over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.criteria import readable, split_criteria


def test_markdown_escapes_of_the_registry_are_undone() -> None:
    assert readable(r"Age \>= 18\* and Ki\-67 \< 20%") == "Age >= 18* and Ki-67 < 20%"


def test_spaces_and_blank_lines_are_collapsed() -> None:
    assert readable("a  b\r\n\n\n \n c\t d ") == "a b\n\nc d"


@pytest.mark.parametrize(
    ("text", "inclusion", "exclusion"),
    [
        ("Inclusion Criteria:\n\n* adult\n\nExclusion Criteria:\n\n* fever", "* adult", "* fever"),
        ("Inclusion Criteria: adults Exclusion Criteria: pregnancy", "adults", "pregnancy"),
        ("**Key inclusion criteria**\nadult\n**Key exclusion criteria**\nfever", "adult", "fever"),
        ("adults over 18 Exclusion Criteria\n* fever", "adults over 18", "* fever"),
        ("1) Inclusion Criteria\nadults\n2) Exclusion Criteria\nfever", "adults", "fever"),
        ("adults\nExclusion criteria Patients with fever", "adults", "Patients with fever"),
        ("Adults with a carcinoid.", "Adults with a carcinoid.", ""),
        ("Exclusion Criteria:\n\npregnancy", "", "pregnancy"),
        ("EXCLUSION CRITERIA:\npregnancy\nINCLUSION CRITERIA:\nadults", "adults", "pregnancy"),
        (
            "Inclusion Criteria:\none\nExclusion Criteria:\ntwo\nInclusion Criteria:\nthree",
            "one\nthree",
            "two",
        ),
        ("", "", ""),
        (None, "", ""),
    ],
)  # fmt: skip
def test_criteria_are_split_at_their_headings(
    text: str | None, inclusion: str, exclusion: str
) -> None:
    assert split_criteria(text) == (inclusion, exclusion)


def test_a_sentence_that_speaks_of_exclusion_is_no_heading() -> None:
    text = "Adults.\nThere is no exclusion for earlier surgery in this study, whatever was done."
    assert split_criteria(text) == (text, "")


@given(st.text())
def test_any_text_can_be_made_readable_and_twice_is_as_good_as_once(text: str) -> None:
    once = readable(text)
    assert once.count("\n\n\n") == 0
    assert split_criteria(once) is not None

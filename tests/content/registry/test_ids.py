"""NCT ids are found in every spelling that patients and records use, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.registry.ids import NCT_ID, find_nct_ids


@pytest.mark.parametrize(
    "text",
    [
        "NCT01578239",
        "nct01578239?",
        "is NCT 01578239 still open",
        "NCT-01578239",
        "NCT#01578239",
        "NCT: 0157 8239",
        "NCT no. 01578239",
        "n c t 01578239",
        "https://clinicaltrials.gov/study/NCT01578239?term=net",
        "(NCT01578239)",
        "01578239",
        "trial 01578239, please",
        "NCT٠١٥٧٨٢٣٩",
        "ＮＣＴ０１５７８２３９",
        "NCT01578239は募集中ですか",
        "nct 1578239",
    ],
)
def test_an_id_in_any_spelling(text: str) -> None:
    assert find_nct_ids(text) == ("NCT01578239",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NCT",
        "NCT0157823",
        "NCT015782390",
        "my number is 71578239",
        "call 0157-823-9123",
        "call +4401578239",
        "1.01578239",
        "on 01.05.2026",
        "distinct 01578",
    ],
)
def test_no_id(text: str) -> None:
    assert find_nct_ids(text) == ()


def test_several_ids_in_order_and_once_each() -> None:
    text = "NCT03049189 or nct02736448, and NCT 03049189 again"
    assert find_nct_ids(text) == ("NCT03049189", "NCT02736448")


def test_lone_digits_are_an_id_and_a_record_number_in_a_message_is_none() -> None:
    assert find_nct_ids("trial 01578239 open?") == ("NCT01578239",)
    assert find_nct_ids("DOB 03/11/1961 MRN 00482917, any trial for midgut NET?") == ()


@given(st.text(max_size=60))
def test_what_is_found_is_always_a_whole_id(text: str) -> None:
    assert all(NCT_ID.fullmatch(found) for found in find_nct_ids(text))


@given(st.integers(0, 99_999_999), st.text(" ,.;()\n", max_size=3))
def test_a_written_id_is_found_between_any_marks(number: int, mark: str) -> None:
    assert f"NCT{number:08d}" in find_nct_ids(f"see {mark}NCT{number:08d}{mark} now")

"""A distance around a place is read as people write it, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reach import KM_PER_MILE, read_reach, without


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("within 100 km of Leeds", 100),
        ("100km around Leeds", 100),
        ("no more than 1,000 km from Perth", 1000),
        ("a menos de 1.000 kilómetros de Madrid", 1000),
        ("menos de cien kilómetros de Sevilla", 100),
        ("im Umkreis von 50 Kilometern um Leipzig", 50),
        ("à moins de 30 kilomètres de Lyon", 30),
        ("num raio de 80 quilômetros de Lisboa", 80),
        ("entro 30 chilometri da Roma", 30),
        ("binnen 20 kilometer van Utrecht", 20),
        ("w promieniu 80 kilometrów od Krakowa", 80),
        ("в радиусе 100 километров от Москвы", 100),
        ("利兹100公里以内", 100),
        ("上海一百公里内", 100),
        ("大阪から50キロ以内", 50),
        ("ضمن 100 كيلومتر من القاهرة", 100),
        ("within 50 miles of Cleveland", 50 * KM_PER_MILE),
        ("a 62.5-mile radius around Boston", 62.5 * KM_PER_MILE),
        ("a fifty mile radius of Tampa", 50 * KM_PER_MILE),
        ("a 50 millas de Miami", 50 * KM_PER_MILE),
        ("w promieniu 50 mil od Chicago", 50 * KM_PER_MILE),
    ],
)
def test_a_distance_is_read(text: str, km: float) -> None:
    reach = read_reach(text)
    assert reach is not None
    assert reach.km == pytest.approx(km)


@pytest.mark.parametrize(
    "text",
    [
        "trials in Spain",
        "5 mil euros",
        "a 2 cm tumor",
        "Ki-67 of 20",
        "G100 km",
        "0 km",
        "99999 km",
    ],
)
def test_other_figures_are_no_distance(text: str) -> None:
    assert read_reach(text) is None


def test_what_leads_up_to_a_distance_is_no_word_of_the_question() -> None:
    text = "PRRT dans un rayon de 150 km autour de Lyon"
    assert without(text, read_reach(text)).split() == ["PRRT", "near", "Lyon"]


@given(st.text(max_size=80))
def test_any_text_keeps_its_length_without_its_distance(text: str) -> None:
    assert len(without(text, read_reach(text))) == len(text)

"""Whatever arrives, the check answers, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import SafetyFinding, SafetyKind, check

_ANYTHING = st.text(st.characters(), max_size=300)
_PIECES = st.sampled_from(
    [
        "no ",
        "chest pain ",
        "BP 70/40 ",
        "39 ",
        "kill myself ",
        "?",
        "\n",
        "胸痛",
        "ألم في الصدر ",
        "🚑",
    ]
)
_SECONDS_FOR_GIANTS = 2.0  # far above the 0.05 s of the benchmark: test machines are busy


@given(_ANYTHING)
def test_any_text_gets_a_finding(text: str) -> None:
    assert isinstance(check(text), SafetyFinding)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_pile_of_signs_gets_the_same_finding_twice(text: str) -> None:
    assert check(text) == check(text)


@given(_ANYTHING)
def test_a_cry_for_help_on_a_line_of_its_own_is_never_drowned(noise: str) -> None:
    kind = check(f"{noise}\nI cannot breathe, call an ambulance now!\n").kind
    assert kind.shows_emergency_number_first


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u200b", "\ud800", "🚑", "?", "1/2/3/4", "a" * 5000]
)
def test_next_to_nothing_is_nothing(text: str) -> None:
    assert check(text).kind in (SafetyKind.NONE, SafetyKind.UNCLEAR)


@pytest.mark.parametrize(
    "piece", ["chest pain help ", "我胸口痛不能呼吸", "not no can t breathe ", "a"]
)
def test_a_giant_text_is_answered_soon(piece: str) -> None:
    check("warm up")
    start = time.process_time()
    check(piece * (100_000 // len(piece)))
    assert time.process_time() - start < _SECONDS_FOR_GIANTS


@pytest.mark.parametrize("place", [5_000, 50_000, 90_000])
def test_a_cry_buried_in_a_giant_text_is_found(place: int) -> None:
    filler = "The study team will look at your scans and your reports. " * 1_800
    text = f"{filler[:place]}\nmy lips are blue and I cannot breathe\n{filler[place:]}"
    assert check(text).kind is SafetyKind.EMERGENCY

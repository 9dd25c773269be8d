"""Ages in the registry's six units, in years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.registry.ages import years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18 Years", 18.0),
        ("1 Year", 1.0),
        ("6 Months", 0.5),
        ("26.09 Weeks", 0.5),
        ("365.25 Days", 1.0),
        ("8766 Hours", 1.0),
        ("525960 Minutes", 1.0),
        (" 12 years ", 12.0),
        ("70", 70.0),
        ("N/A", None),
        ("None", None),
        ("", None),
        (None, None),
    ],
)
def test_an_age(text: str | None, expected: float | None) -> None:
    assert years(text) == expected


@pytest.mark.parametrize("text", ["adult", "18 to 70 Years", "-3 Years", "18 Yearlings"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an age"):
        years(text)


@given(st.integers(0, 150), st.sampled_from(["Years", "Months", "Weeks", "Days"]))
def test_an_age_is_never_negative_nor_more_than_its_number(number: int, unit: str) -> None:
    found = years(f"{number} {unit}")
    assert found is not None
    assert 0 <= found <= number

"""A guide is found by how people ask for it, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.asked import AskedFor

LEAVE, PAY, PLACEBO = 1, 2, 3
ASKED = AskedFor(
    {
        LEAVE: (
            "Can I leave a trial?",
            "¿Puedo dejar el ensayo?",
            "можно ли выйти из исследования",
            "可以退出试验吗",
        ),
        PAY: (
            "Who pays for a trial?",
            "¿Quién paga el ensayo?",
            "кто платит за исследование",
            "谁付试验的费用",
        ),
        PLACEBO: (
            "Will I get a placebo?",
            "¿Me darán un placebo?",
            "дадут ли мне плацебо",
            "我会得到安慰剂吗",
        ),
    }
)


def _best(text: str) -> int:
    found = ASKED.likeness(text)
    return max(found, key=lambda number: found[number])


@pytest.mark.parametrize(
    ("text", "guide"),
    [
        ("could i leave the trial later", LEAVE),
        ("quiero dejar el ensayo", LEAVE),
        ("кто платит?", PAY),
        ("费用谁付", PAY),
        ("dostanę placebo?", PLACEBO),
        ("安慰剂", PLACEBO),
    ],
)
def test_the_nearest_way_of_asking_names_the_guide(text: str, guide: int) -> None:
    assert _best(text) == guide


def test_nothing_in_common_is_no_likeness() -> None:
    assert max(ASKED.likeness("xylophone").values(), default=0.0) == 0.0


@given(st.text(max_size=80))
def test_any_text_can_be_compared(text: str) -> None:
    assert all(value >= 0 for value in ASKED.likeness(text).values())

"""The plots: whole, escaped, and told in words as well."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.charts import Chart, Scale, Series

VALUES = st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=40)


@given(VALUES, st.booleans())
def test_every_row_of_values_makes_a_well_formed_image(
    values: list[float | None], bars: bool
) -> None:
    positive = [abs(value) if bars and value is not None else value for value in values]
    moments = tuple(f'<{number}>&"' for number in range(len(values)))
    chart = Chart("k", "a < b & c", moments, (Series("<one>", tuple(positive)),), bars)
    image = ElementTree.fromstring(str(chart.svg))
    assert image[0].text == "a < b & c"
    assert "<one>" in (image[1].text or "")


def test_a_gap_is_a_gap_and_a_lone_value_a_dot() -> None:
    chart = Chart("k", "t", ("a", "b", "c", "d"), (Series("s", (1.0, None, 2.0, 3.0)),))
    assert (chart.svg.count("<circle"), chart.svg.count("<polyline")) == (1, 1)


def test_bars_are_stacked_up_to_their_sum() -> None:
    series = (Series("a", (2.0,)), Series("b", (3.0,)))
    chart = Chart("k", "t", ("day",), series, bars=True)
    assert ">5<" in chart.svg


@pytest.mark.parametrize(("value", "place"), [(10, 10.0), (0, 164.0), (5, 87.0)])
def test_a_scale_runs_from_edge_to_edge(value: float, place: float) -> None:
    assert Scale(0, 10).y(value) == place


def test_the_table_tells_the_newest_first_and_what_is_missing() -> None:
    chart = Chart("k", "t", ("a", "b"), (Series("s", (1.5, None)),), unit="%")
    assert list(chart.rows()) == [("b", ("–",)), ("a", ("1.50%",))]

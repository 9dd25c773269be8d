"""Plots over time as SVG, drawn here: lines or stacked bars, readable without colour or script.

A plot is one image with a name and a summary for screen readers; the page puts the same figures
beside it as a table. Colours are classes (`s1` to `s6`), so that the style sheet decides by day and
by night; lines differ by their dashes too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from markupsafe import Markup, escape

WIDTH, HEIGHT = 380, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 6, 10, 26
_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each moment; None where there is nothing to tell."""

    name: str
    values: tuple[float | None, ...]

    @property
    def last(self) -> float | None:
        """The newest value that there is."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot. `moments`: the labels from left to right; `bars`: stacked bars instead of lines;
    `unit`: what stands behind a value, such as `%`."""

    key: str
    title: str
    moments: tuple[str, ...]
    series: tuple[Series, ...]
    bars: bool = False
    unit: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for series in self.series for value in series.values)

    @property
    def svg(self) -> Markup:
        """The plot."""
        return Markup("".join(_draw(self)))  # noqa: S704 - every text in it is escaped

    def rows(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The table: each moment with its values, newest first."""
        for at in range(len(self.moments) - 1, -1, -1):
            yield self.moments[at], tuple(self.told(s.values[at]) for s in self.series)

    def told(self, value: float | None) -> str:
        """A value as text."""
        if value is None:
            return "–"
        number = f"{value:.0f}" if value == floor(value) or value >= 100 else f"{value:.2f}"
        return f"{number}{self.unit}"


@dataclass(frozen=True, slots=True)
class Scale:
    """The values at the lower and the upper edge."""

    bottom: float
    top: float

    def y(self, value: float) -> float:
        """Where a value stands, in units of the image from its upper edge."""
        high = HEIGHT - _TOP - _BOTTOM
        return round(_TOP + high * (self.top - value) / (self.top - self.bottom), 2)


def swatch(number: int, bars: bool = False) -> Markup:
    """The sign of a series in the legend."""
    dash = "" if bars else _DASHES[number % len(_DASHES)]
    css = f"s{number % 6 + 1}"
    svg = (
        f'<svg class="{css}" viewBox="0 0 24 12" aria-hidden="true" focusable="false">'
        f'<line x1="0" x2="24" y1="6" y2="6" class="key" stroke-dasharray="{dash}"/></svg>'
    )
    return Markup(svg)  # noqa: S704 - numbers only


def _draw(chart: Chart) -> Iterator[str]:
    scale = _scale(chart)
    name = f"chart-{chart.key}"
    yield (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(_summary(chart))}</desc>'
    )
    yield from _axes(chart, scale)
    yield from (_bars(chart, scale) if chart.bars else _lines(chart, scale))
    yield "</svg>"


def _summary(chart: Chart) -> str:
    latest = ", ".join(f"{series.name} {chart.told(series.last)}" for series in chart.series)
    return f"{chart.moments[0]} to {chart.moments[-1]}. Latest: {latest}."


def _highest(chart: Chart) -> float:
    if not chart.bars:
        return max((v for s in chart.series for v in s.values if v is not None), default=0)
    columns = zip(*(series.values for series in chart.series), strict=True)
    return max((sum(v or 0 for v in column) for column in columns), default=0)


def _scale(chart: Chart) -> Scale:
    lowest = min((v for s in chart.series for v in s.values if v is not None), default=0)
    bottom = -_ceiling(-lowest) if lowest < 0 else 0.0
    return Scale(bottom, _ceiling(_highest(chart)))


def _ceiling(value: float) -> float:
    """The next round number at or above."""
    if value <= 0:
        return 1
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in _STEPS if step * power >= value)


def _axes(chart: Chart, scale: Scale) -> Iterator[str]:
    middle = 0.0 if scale.bottom < 0 else scale.top / 2
    for value in (scale.bottom, middle, scale.top):
        y = scale.y(value)
        yield f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        label = escape(f"{value:g}{chart.unit}")
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{label}</text>'
    count = len(chart.moments)
    for at in sorted({0, count // 2, count - 1}):
        anchor = "start" if at == 0 else "end" if at == count - 1 else "middle"
        x = _x(at, count) if count > 1 else _LEFT
        label = escape(chart.moments[at])
        yield f'<text x="{x}" y="{HEIGHT - 6}" text-anchor="{anchor}">{label}</text>'


def _lines(chart: Chart, scale: Scale) -> Iterator[str]:
    count = len(chart.moments)
    for number, series in enumerate(chart.series):
        dash = _DASHES[number % len(_DASHES)]
        for run in _runs(series.values):
            points = " ".join(f"{_x(at, count)},{scale.y(value)}" for at, value in run)
            css = f"s{number % 6 + 1}"
            if len(run) == 1:
                x, y = points.split(",")
                yield f'<circle class="dot {css}" cx="{x}" cy="{y}" r="3"/>'
            else:
                yield f'<polyline class="line {css}" points="{points}" stroke-dasharray="{dash}"/>'


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap."""
    run: list[tuple[int, float]] = []
    for at, value in enumerate(values):
        if value is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _bars(chart: Chart, scale: Scale) -> Iterator[str]:
    count = len(chart.moments)
    slot = (WIDTH - _LEFT - _RIGHT) / max(count, 1)
    wide = round(max(slot * 0.8, 0.5), 2)
    for at in range(count):
        base = 0.0
        for number, series in enumerate(chart.series):
            value = series.values[at] or 0
            if value:
                high = scale.y(base + value)
                tall = round(scale.y(base) - high, 2)
                x = round(_LEFT + slot * at + (slot - wide) / 2, 2)
                css = f"s{number % 6 + 1}"
                yield f'<rect class="bar {css}" x="{x}" y="{high}" width="{wide}" height="{tall}"/>'
            base += value


def _x(at: int, count: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * at / max(count - 1, 1), 2)

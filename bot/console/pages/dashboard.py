"""How it goes: plots over time, each with its table.

Counting 200,000 questions takes a while, so figures are counted at most once a minute, and while
they are counted again the last ones are shown. The usual period is counted when the console starts.
"""

from __future__ import annotations

from sqlite_utils import Database

from bot.console.charts import Chart, swatch
from bot.console.console import Console
from bot.console.figures import PERIODS, by_weeks, charts, totals
from bot.console.routing import Asked, Outcome, Shown

Figures = tuple[tuple[Chart, ...], tuple[tuple[str, str], ...]]
USUAL = 30


async def dashboard(console: Console, asked: Asked) -> Outcome:
    """The plots of a period."""
    wanted = asked.query.get("days", str(USUAL))
    days = int(wanted) if wanted in map(str, PERIODS) else USUAL
    drawn, counted = await _figures(console, days)
    return Shown("dashboard.html", {
        "charts": drawn, "totals": counted, "days": days, "periods": PERIODS, "swatch": swatch,
        "by_week": by_weeks(days),
    })  # fmt: skip


def warm(console: Console) -> None:
    """Begin to count the usual period, for the first who looks."""
    if console.kept.begin(("dashboard", USUAL)):
        console.work.look_later(lambda db: _count(console, db, USUAL))


async def _figures(console: Console, days: int) -> Figures:
    key = ("dashboard", days)
    fresh: Figures | None = console.kept.get(key)
    if fresh is not None:
        return fresh
    old: Figures | None = console.kept.old(key)
    if old is None:
        return await console.work.read(lambda db: _count(console, db, days))
    if console.kept.begin(key):
        console.work.look_later(lambda db: _count(console, db, days))
    return old


def _count(console: Console, db: Database, days: int) -> Figures:
    key, now = ("dashboard", days), console.clock()
    try:
        figures = charts(db, now, days), tuple(totals(db, now))
    except BaseException:
        console.kept.give_up(key)
        raise
    console.kept.put(key, figures)
    return figures

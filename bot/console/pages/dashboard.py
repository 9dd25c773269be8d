"""How it goes: plots over time, each with its table."""

from __future__ import annotations

from bot.console.charts import Chart, swatch
from bot.console.console import Console
from bot.console.figures import PERIODS, charts, totals
from bot.console.routing import Asked, Outcome, Shown

Figures = tuple[tuple[Chart, ...], tuple[tuple[str, str], ...]]


async def dashboard(console: Console, asked: Asked) -> Outcome:
    """The plots of a period, counted at most once a minute."""
    wanted = asked.query.get("days", "30")
    days = int(wanted) if wanted in map(str, PERIODS) else 30
    drawn, counted = await _figures(console, days)
    return Shown("dashboard.html", {
        "charts": drawn, "totals": counted, "days": days, "periods": PERIODS, "swatch": swatch,
        "by_week": days > 100,
    })  # fmt: skip


async def _figures(console: Console, days: int) -> Figures:
    kept: Figures | None = console.kept.get(("dashboard", days))
    if kept is not None:
        return kept
    now = console.clock()
    made = await console.work.read(lambda db: (charts(db, now, days), tuple(totals(db, now))))
    console.kept.put(("dashboard", days), made)
    return made

"""How it goes: plots over time, each with its table."""

from __future__ import annotations

from bot.console.charts import swatch
from bot.console.console import Console
from bot.console.figures import PERIODS, charts, totals
from bot.console.routing import Asked, Outcome, Shown


async def dashboard(console: Console, asked: Asked) -> Outcome:
    """The plots of a period, counted at most once a minute."""
    wanted = asked.query.get("days", "30")
    days = int(wanted) if wanted in map(str, PERIODS) else 30
    figures = console.kept.get(("dashboard", days))
    if figures is None:
        now = console.clock()
        figures = await console.work.read(
            lambda db: (charts(db, now, days), tuple(totals(db, now)))
        )
        console.kept.put(("dashboard", days), figures)
    drawn, counted = figures
    return Shown("dashboard.html", {
        "charts": drawn, "totals": counted, "days": days, "periods": PERIODS, "swatch": swatch,
        "by_week": days > 100,
    })  # fmt: skip

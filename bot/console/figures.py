"""The figures of the dashboard, by day or by week, in one pass over the questions of the period.

Everything is counted by SQLite; only latencies are read one by one, since a percentile has no sum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlite_utils import Database

from bot.console.charts import Chart, Series
from bot.console.console import say

MOST_SERIES = 6
PERIODS = (7, 30, 90, 365)


def by_weeks(days: int) -> bool:
    """Whether so many days are told by the week."""
    return ceil(days / 7) > 15


@dataclass(frozen=True, slots=True)
class Calendar:
    """The moments of a period, oldest first, and how a day falls into them."""

    first: date
    last: date
    by_week: bool

    @classmethod
    def until(cls, now: datetime, days: int) -> Calendar:
        """The period of so many days that ends today."""
        last = now.date()
        first = last - timedelta(days=days - 1)
        by_week = by_weeks(days)
        return cls(first - timedelta(days=first.weekday()) if by_week else first, last, by_week)

    def moments(self) -> tuple[str, ...]:
        """Each day, or the Monday of each week, in ISO form."""
        step = 7 if self.by_week else 1
        count = (self.last - self.first).days // step + 1
        return tuple((self.first + timedelta(days=step * n)).isoformat() for n in range(count))

    def moment(self, day: str) -> str:
        """Where a day belongs."""
        if not self.by_week:
            return day
        found = date.fromisoformat(day)
        return (found - timedelta(days=found.weekday())).isoformat()


Counts = dict[str, Counter[str]]


def charts(database: Database, now: datetime, days: int) -> tuple[Chart, ...]:
    """The plots of the last `days` days."""
    calendar = Calendar.until(now, days)
    asked = _Asked(database, calendar)
    since = calendar.first.isoformat()
    verdicts = _verdicts(database, calendar, since)
    return (
        _chart("questions", calendar, {"questions": asked.all}, bars=True),
        _chart("kinds", calendar, _most(asked.kinds)),
        _chart("languages", calendar, _most(asked.languages)),
        _shares("abstentions", calendar, {"abstained": asked.abstained}, asked.all),
        _chart("thumbs", calendar, {"up": asked.up, "down": asked.down}),
        _chart("verdicts", calendar, _most(verdicts), bars=True),
        _agreement(database, calendar, since),
        _latencies(database, calendar, since),
    )


class _Asked:
    """Questions counted by moment."""

    def __init__(self, database: Database, calendar: Calendar) -> None:
        self.all: Counter[str] = Counter()
        self.abstained: Counter[str] = Counter()
        self.up: Counter[str] = Counter()
        self.down: Counter[str] = Counter()
        self.kinds: Counts = defaultdict(Counter)
        self.languages: Counts = defaultdict(Counter)
        rows = database.execute(
            "SELECT substr(asked_at, 1, 10), kind, language, count(*), sum(abstained),"
            " sum(thumb = 'up'), sum(thumb = 'down') FROM questions WHERE asked_at >= ?"
            " GROUP BY 1, 2, 3",
            (calendar.first.isoformat(),),
        )
        for day, kind, language, count, abstained, up, down in rows:
            moment = calendar.moment(day)
            self.all[moment] += count
            self.kinds[kind][moment] += count
            self.languages[language][moment] += count
            self.abstained[moment] += abstained or 0
            self.up[moment] += up or 0
            self.down[moment] += down or 0


def _verdicts(database: Database, calendar: Calendar, since: str) -> Counts:
    counts: Counts = defaultdict(Counter)
    rows = database.execute(
        "SELECT substr(given_at, 1, 10), verdict, count(*) FROM verdicts"
        " WHERE given_at >= ? AND withdrawn_at IS NULL GROUP BY 1, 2",
        (since,),
    )
    for day, verdict, count in rows:
        counts[verdict][calendar.moment(day)] += count
    return counts


def _agreement(database: Database, calendar: Calendar, since: str) -> Chart:
    """Cohen's kappa over the pairs of verdicts that were given blind, by the second one's day."""
    from bot.agreement import kappa

    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = database.execute(
        "SELECT substr(two.given_at, 1, 10), one.verdict, two.verdict FROM verdicts AS one"
        " JOIN verdicts AS two ON two.question_id = one.question_id AND two.id > one.id"
        " AND two.moderator_id != one.moderator_id AND two.blind = 1"
        " WHERE one.blind = 1 AND two.given_at >= ?",
        (since,),
    )
    for day, first, second in rows:
        pairs[calendar.moment(day)].append((first, second))
    moments = calendar.moments()
    values = tuple(kappa(pairs[moment]) if moment in pairs else None for moment in moments)
    name = str(say("dashboard.kappa"))
    return Chart("agreement", str(say("dashboard.agreement")), moments, (Series(name, values),))


def _latencies(database: Database, calendar: Calendar, since: str) -> Chart:
    times: dict[str, list[float]] = defaultdict(list)
    rows = database.execute(
        "SELECT substr(asked_at, 1, 10), milliseconds FROM questions"
        " WHERE asked_at >= ? AND milliseconds IS NOT NULL",
        (since,),
    )
    for day, milliseconds in rows:
        times[day].append(milliseconds)
    by_moment: dict[str, list[float]] = defaultdict(list)
    for day, found in times.items():
        by_moment[calendar.moment(day)] += found
    for found in by_moment.values():
        found.sort()
    moments = calendar.moments()
    series = tuple(
        Series(name, tuple(_percentile(by_moment.get(moment, []), share) for moment in moments))
        for name, share in ((str(say("dashboard.median")), 0.5), (str(say("dashboard.p95")), 0.95))
    )
    return Chart("latency", str(say("dashboard.latency")), moments, series, unit=" ms")


def _percentile(ordered: list[float], share: float) -> float | None:
    return round(ordered[int(share * (len(ordered) - 1))], 1) if ordered else None


def _most(counts: Counts) -> Counts:
    """The most frequent, the rest together."""
    ranked = sorted(counts, key=lambda name: (-counts[name].total(), name))
    if len(ranked) <= MOST_SERIES:
        return {name: counts[name] for name in ranked}
    kept = {name: counts[name] for name in ranked[: MOST_SERIES - 1]}
    rest: Counter[str] = Counter()
    for name in ranked[MOST_SERIES - 1 :]:
        rest.update(counts[name])
    return {**kept, "other": rest}


def _chart(key: str, calendar: Calendar, counts: Counts, *, bars: bool = False) -> Chart:
    return _built(key, calendar, counts, lambda counted, moment: float(counted[moment]), bars)


def _shares(key: str, calendar: Calendar, counts: Counts, of: Counter[str]) -> Chart:
    def share(counted: Counter[str], moment: str) -> float | None:
        return round(100 * counted[moment] / of[moment], 1) if of[moment] else None

    return _built(key, calendar, counts, share, bars=False, unit="%")


def _built(
    key: str,
    calendar: Calendar,
    counts: Counts,
    value: Callable[[Counter[str], str], float | None],
    bars: bool,
    unit: str = "",
) -> Chart:
    moments = calendar.moments()
    series = tuple(
        Series(_named(name), tuple(value(counted, moment) for moment in moments))
        for name, counted in counts.items()
    )
    return Chart(key, str(say(f"dashboard.{key}")), moments, series, bars, unit)


def _named(name: str) -> str:
    return name.replace("_", " ")


def totals(database: Database, now: datetime) -> Iterable[tuple[str, str]]:
    """The figures above the plots."""
    from bot.store.questions import Questions

    figures = Questions(database).figures(now)
    yield "all", str(figures.all)
    yield "week", str(figures.week)
    yield "waiting", str(figures.waiting)
    yield "up", str(figures.up)
    yield "down", str(figures.down)

"""The team's hours in a sentence, in the reader's form of days, times and places."""

from __future__ import annotations

from datetime import date, timedelta

from bot.team.hours import TeamHours
from content.phrases import Phrases

_MONDAY = date(2024, 1, 1)


def hours_line(hours: TeamHours | None, say: Phrases) -> str:
    """When somebody reads; without set hours, that it can take some days."""
    if hours is None:
        return say.say("human.hours_unset")
    # Imported here: babel costs more than most commands need.
    from babel.dates import format_time, get_timezone_location

    locale = say.language
    city = get_timezone_location(hours.zone, locale=locale, return_city=True)
    return say.say(
        "human.hours",
        days=_days(hours, locale),
        start=format_time(hours.start, "short", locale=locale),
        end=format_time(hours.end, "short", locale=locale),
        place=city if "/" in hours.zone else hours.zone,
    )


def _days(hours: TeamHours, locale: str) -> str:
    """`Mon – Fri` for days in a row, else one by one."""
    from babel.dates import format_date
    from babel.lists import format_list

    days = sorted(hours.days)
    names = [format_date(_MONDAY + timedelta(days=day), "EEE", locale=locale) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} – {names[-1]}"
    return format_list(names, locale=locale)

"""When it is day for somebody: from 8 to 21 o'clock in every time zone of their country.

A chat that has not chosen a country counts as living where its language is mostly spoken
(`content/daytime.toml`). Zones come from the CLDR's table of countries, rules from tzdata.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from content import FOLDER
from content.errors import ContentError
from content.languages import FALLBACK

FIRST_HOUR, LAST_HOUR = 8, 21
_UNINHABITED = ("Antarctica/",)


def is_day(now: datetime, country: str | None, language: str) -> bool:
    """Whether it is day at `now` in all zones of the country, or of the language's countries."""
    zones = zones_of(country) if country else ()
    zones = zones or zones_of_language(language)
    return all(FIRST_HOUR <= now.astimezone(zone).hour < LAST_HOUR for zone in zones)


@lru_cache(maxsize=256)
def zones_of(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of a country by its ISO code; none for an unknown one."""
    # Imported here: babel costs more than most commands need.
    from babel.core import get_global

    names = get_global("territory_zones").get(country, [])
    return tuple(
        zone
        for name in names
        if not name.startswith(_UNINHABITED) and (zone := _zone(name)) is not None
    )


@lru_cache(maxsize=16)
def zones_of_language(language: str) -> tuple[ZoneInfo, ...]:
    """The time zones where a language is mostly spoken. Raises ContentError."""
    path = FOLDER / "daytime.toml"
    try:
        table: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))["countries"]
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(path, f"cannot be read: {error}") from error
    countries = table.get(language) or table[FALLBACK]
    return tuple(zone for country in countries for zone in zones_of(country))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None

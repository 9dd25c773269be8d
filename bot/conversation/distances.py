"""A distance that the bot worked out: the one figure in a card that stands in no document.

It is never a bare number: it carries the site it leads to and both ends of the way, so that the
evidence check can work it out again and lets it stand only beside the name of that site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.phrases import Phrases
from content.records import Site
from index.distance import Point, ground_km
from index.reach import KM_PER_MILE

_MILES_TOO = "en"  # its readers think in either
_TENS_FROM = 100  # a city's coordinates are no better than this


@dataclass(frozen=True, slots=True)
class Measured:
    """The way from `here` to `site` at `there`, in degrees; `name` is how the card calls it."""

    site: Site
    name: str
    here: Point
    there: Point
    miles: bool = False

    def text(self, say: Phrases) -> str:
        """The distance as the reader writes it."""
        return in_reach(ground_km(self.here, self.there), say, miles=self.miles)

    def leads_to(self, sites: tuple[Site, ...]) -> bool:
        """Whether the way ends at one of `sites`, and where the record says that it is."""
        known = (self.site.latitude, self.site.longitude)
        return self.site in sites and (None in known or known == self.there)


def in_reach(km: float, say: Phrases, *, miles: bool = False) -> str:
    """Kilometres in words; with miles for readers of English and whoever wrote in miles."""
    # Imported here: babel costs more than most commands need.
    from babel.units import format_unit

    text = format_unit(_rounded(km), "length-kilometer", "short", locale=say.language)
    if not miles and say.language != _MILES_TOO:
        return text
    # CLDR has no long form of the mile in Chinese.
    form: Literal["short", "long"] = "short" if say.language == "zh" else "long"
    other = format_unit(_rounded(km / KM_PER_MILE), "length-mile", form, locale=say.language)
    return f"{other}, {text}" if miles else f"{text}, {other}"


def _rounded(length: float) -> int:
    return max(1, int(round(length, -1 if length >= _TENS_FROM else 0)))

"""Trials by the way to their nearest open site, and the sites of one trial in that order.

For a question with a point in it: a city, or a place that somebody shared. A distance asked for is
a filter; where no site lies within it, the nearest ones beyond are found and the result says so.
Borders play no part. A site that is closed to new patients counts for nothing, one whose own
status the record leaves out counts behind those that are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from content.gazetteer import Gazetteer, Place
from content.records import Site, TrialRecord
from content.terms.folding import fold_key
from index.abstention import on_topic
from index.distance import Point, distances_km
from index.matching import UNKNOWN, Matcher
from index.places import PlaceWanted
from index.query import Query
from index.ranking import Scores
from index.site_table import Kilometres
from index.sites import LocatedSite, limit_km, locate
from index.table import Bools

_ABOUT_IT = 0.75  # of the best overlap with what was asked
_AROUND = 3  # times the limit
POINT = "point"


# The same trials are shown again and again; a wide one has hundreds of sites.
_located = lru_cache(maxsize=20_000)(locate)


@dataclass(frozen=True, slots=True)
class Nearby:
    """Positions of trials, the nearest first.

    `within`: how many lie as near as was asked; `around`: how many not much further away.
    """

    positions: tuple[int, ...]
    within: int
    around: int
    limit_km: float


@dataclass(frozen=True, slots=True)
class SiteAt:
    """A site of a trial against the place asked for.

    `inside`: it lies there, or as near as was asked. `here` and `there`: the two ends of the way to
    it, None where one of them is unknown; `km` its length, infinite where unknown.
    """

    site: Site
    inside: bool
    km: float = float("inf")
    here: Point | None = None
    there: Point | None = None


def point_asked(latitude: float, longitude: float, name: str) -> PlaceWanted:
    """A place that somebody shared, under a `name` to call it by."""
    place = Place(POINT, name, "", None, latitude, longitude)
    return PlaceWanted(name, (place,), near=True)


def points_of(places: Sequence[PlaceWanted]) -> tuple[Point, ...]:
    """The points among the places asked for: cities, and what was shared."""
    return tuple(
        (option.latitude, option.longitude)
        for wanted in places
        for option in wanted.options
        if option.latitude is not None and option.longitude is not None
    )


def find_nearby(
    query: Query, matcher: Matcher, scores: Scores, today: date | None = None
) -> Nearby | None:
    """The trials on the topic by their way to the nearest site; None where that is no question.

    It is none where no point or a trial by name was asked for, or where a country or region would
    do too.
    Only sites with coordinates that may be open on `today` count.
    """
    here = points_of(query.places)
    wide = any(not points_of([wanted]) for wanted in query.places)
    if not here or wide or query.looked_up or query.nct_ids:
        return None
    is_open, unstated = matcher.nearest_sites(here, today)
    nearest = np.minimum(is_open, unstated)
    kept = _kept(query, matcher, scores) & np.isfinite(nearest)
    limit = limit_km(any(p.near for p in query.places), query.reach.km if query.reach else None)
    order = _order(kept, is_open, nearest, limit, _fits(scores, kept))
    within, around = ((nearest[kept] <= far).sum() for far in (limit, _AROUND * limit))
    return Nearby(tuple(order), int(within), int(around), limit)


def sites_at(
    record: TrialRecord,
    places: Sequence[PlaceWanted],
    reach_km: float | None,
    gazetteer: Gazetteer,
) -> tuple[SiteAt, ...]:
    """The sites of `record`, the nearest first, those without coordinates in the record's order."""
    located = [_located(site, gazetteer) for site in record.sites]
    here = points_of(places)
    ways = _ways(located, here)
    found = [
        SiteAt(site, _inside(at, km, places, reach_km), km, start, _point(at))
        for site, at, (km, start) in zip(record.sites, located, ways, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: each.km))


def _kept(query: Query, matcher: Matcher, scores: Scores) -> Bools:
    kept = on_topic(query, matcher)
    for name in ("status", "age"):
        if name in scores.parts:
            kept = kept & (scores.parts[name] >= UNKNOWN)
    return kept


def _fits(scores: Scores, kept: Bools) -> Bools:
    """Those that are about what was asked as well as the best is, near enough."""
    overlap = scores.parts.get("concepts")
    if overlap is None:
        return kept
    best = float(overlap[kept].max(initial=0.0))
    fits: Bools = overlap >= _ABOUT_IT * best
    return fits


def _order(
    kept: Bools, is_open: Kilometres, nearest: Kilometres, limit: float, fits: Bools
) -> list[int]:
    """Within the limit, around it, beyond; in each the fitting ones first, the open ones before
    those that may be open, by distance."""
    zone = np.where(nearest <= limit, 0, np.where(nearest <= _AROUND * limit, 1, 2))
    sure = is_open <= np.where(zone == 0, limit, np.where(zone == 1, _AROUND * limit, np.inf))
    sure &= np.isfinite(is_open)
    away = np.where(sure, is_open, nearest)
    numbers = np.flatnonzero(kept)
    keys = (away[numbers], ~sure[numbers], ~fits[numbers], zone[numbers])
    return [int(number) for number in numbers[np.lexsort(keys)]]


def _ways(
    located: Sequence[LocatedSite], here: Sequence[Point]
) -> list[tuple[float, Point | None]]:
    """Per site the way from the nearest of `here`: its length and where it begins."""
    unknown: tuple[float, Point | None] = (float("inf"), None)
    if not here or not located:
        return [unknown] * len(located)
    there = np.array([_point(found) or (np.nan, np.nan) for found in located], dtype=np.float64)
    away = np.array([distances_km(point, there) for point in here])
    away = np.where(np.isnan(away), np.inf, away)
    first = away.argmin(axis=0)
    return [
        (float(away[start, at]), here[start]) if np.isfinite(away[start, at]) else unknown
        for at, start in enumerate(first.tolist())
    ]


def _point(found: LocatedSite) -> Point | None:
    if found.latitude is None or found.longitude is None:
        return None
    return found.latitude, found.longitude


def _inside(
    found: LocatedSite, km: float, places: Sequence[PlaceWanted], reach_km: float | None
) -> bool:
    return any(
        _lies_in(found, km, option, limit_km(wanted.near, reach_km))
        for wanted in places
        for option in wanted.options
    )


def _lies_in(found: LocatedSite, km: float, place: Place, limit: float) -> bool:
    if place.kind == "country":
        return found.country == place.country
    if place.kind == "region":
        return (found.country, found.region) == (place.country, place.region)
    if _point(found) is not None:
        return km <= limit
    return found.country == place.country and found.city == fold_key(place.name)

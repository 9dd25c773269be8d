"""The sites of all records as parallel arrays, so that a place is compared with all at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.gazetteer import Place
from content.records import PartialDate
from content.terms.folding import fold_key
from index.distance import Point, distances_km
from index.places import PlaceWanted
from index.sites import limit_km

ELSEWHERE = 0.2
"""How far a record in the right country fits where a city or region of it was asked for."""
_OPEN = ("RECRUITING", "AVAILABLE")
STALE_AFTER = timedelta(days=365)
"""An open status older than this is not counted on."""
_CITY, _STATUS = 2, 5

Floats = NDArray[np.float32]
Kilometres = NDArray[np.float64]


class SiteTable:
    """One row per distinct place of a record and its status; `owners` are document numbers."""

    def __init__(self, features: Sequence[Any]) -> None:
        rows = [
            (number, *site)
            for number, feature in enumerate(features)
            for site in (feature or {}).get("sites", ())
        ]
        self._count = len(features)
        self._owners = np.array([row[0] for row in rows], dtype=np.int32)
        self._countries = np.array([row[1] or "" for row in rows], dtype="U2")
        self._regions = np.array([row[2] or "" for row in rows], dtype="U4")
        self._cities = np.array([row[1 + _CITY] or "" for row in rows], dtype=object)
        self._points = _points(rows)
        self._open, self._unstated = _statuses(rows, features)
        dated = [_first_day(features[row[0]]) for row in rows]
        self._dated = np.array(dated, dtype="U10")
        self.silent = np.ones(self._count, dtype=bool)
        self.silent[self._owners] = False

    def fit(self, places: Sequence[PlaceWanted], reach_km: float | None = None) -> Floats:
        """Per document 1 where a site lies in a place wanted, ELSEWHERE in its country, else 0."""
        met = np.zeros(len(self._owners), dtype=np.float32)
        for wanted in places:
            limit = limit_km(wanted.near, reach_km)
            for option in wanted.options:
                in_country = self._countries == option.country
                met = np.maximum(met, np.where(in_country, np.float32(ELSEWHERE), 0))
                met = np.where(self._inside(option, limit, in_country), 1, met)
        scores = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(scores, self._owners, met.astype(np.float32))
        return scores

    def nearest(
        self, here: Sequence[Point], today: date | None = None
    ) -> tuple[Kilometres, Kilometres]:
        """Per document the kilometres from the nearest of `here` to its nearest open site, and to
        the nearest one that may be open; infinite where there is none.

        A site may be open where the record does not say, or said it too long before `today`.
        """
        away = np.full(len(self._owners), np.inf)
        for point in here:
            found = distances_km(point, self._points)
            away = np.minimum(away, np.where(np.isnan(found), np.inf, found))
        since = (today - STALE_AFTER).isoformat() if today else ""
        is_open = self._open & (self._dated >= since)
        return self._least(away, is_open), self._least(away, self._unstated | self._open & ~is_open)

    def _least(self, away: Kilometres, among: NDArray[np.bool_]) -> Kilometres:
        nearest = np.full(self._count, np.inf)
        np.minimum.at(nearest, self._owners[among], away[among])
        return nearest

    def _inside(
        self, place: Place, limit: float, in_country: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        if place.kind == "country":
            return in_country
        if place.kind == "region":
            same_region: NDArray[np.bool_] = self._regions == place.region
            return in_country & same_region
        away = distances_km((place.latitude or 0.0, place.longitude or 0.0), self._points)
        same_name = in_country & (self._cities == fold_key(place.name))
        inside: NDArray[np.bool_] = np.where(np.isnan(away), same_name, away <= limit)
        return inside


def _first_day(feature: Any) -> str:
    """The first day that a trial's status date can mean; "" where it counts as undated.

    A trial that the last sync did not hold is as old as can be: nobody has looked since.
    """
    written = feature.get("status_date")
    if not written or feature.get("unconfirmed"):
        return ""
    return PartialDate(written).earliest().isoformat()


def _points(rows: Sequence[Sequence[Any]]) -> NDArray[np.float64]:
    """Latitude and longitude of each row, shape (rows, 2); not numbers where unknown."""
    known = [[float("nan") if value is None else value for value in row[4:6]] for row in rows]
    return np.array(known, dtype=np.float64).reshape(len(rows), 2)


def _statuses(
    rows: Sequence[Sequence[Any]], features: Sequence[Any]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows are open to new patients, and which may be: no site is more open than its trial.

    Snapshots of an older version hold no status of sites: theirs are unstated.
    """
    trials = np.array([features[row[0]].get("status") in _OPEN for row in rows], dtype=bool)
    own = [row[1 + _STATUS] if len(row) > 1 + _STATUS else None for row in rows]
    is_open = np.array([status in _OPEN for status in own], dtype=bool)
    unstated = np.array([status is None for status in own], dtype=bool)
    return is_open & trials, unstated & trials

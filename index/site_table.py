"""The sites of all records as parallel arrays, so that a place is compared with all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.gazetteer import Place
from content.terms.folding import fold_key
from index.places import PlaceWanted
from index.sites import EARTH_KM, NEAR_KM, SAME_CITY_KM

ELSEWHERE = 0.2
"""How far a record in the right country fits where a city or region of it was asked for."""


class SiteTable:
    """One row per distinct place of a record; `owners` are document numbers."""

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
        self._cities = np.array([row[3] or "" for row in rows], dtype=object)
        self._latitudes = _radians([row[4] for row in rows])
        self._longitudes = _radians([row[5] for row in rows])
        self.silent = np.ones(self._count, dtype=bool)
        self.silent[self._owners] = False

    def fit(self, places: Sequence[PlaceWanted]) -> NDArray[np.float32]:
        """Per document 1 where a site lies in a place wanted, ELSEWHERE in its country, else 0."""
        met = np.zeros(len(self._owners), dtype=np.float32)
        for wanted in places:
            for option in wanted.options:
                in_country = self._countries == option.country
                met = np.maximum(met, np.where(in_country, np.float32(ELSEWHERE), 0))
                met = np.where(self._inside(option, wanted.near, in_country), 1, met)
        scores = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(scores, self._owners, met.astype(np.float32))
        return scores

    def _inside(self, place: Place, near: bool, in_country: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if place.kind == "country":
            return in_country
        if place.kind == "region":
            same_region: NDArray[np.bool_] = self._regions == place.region
            return in_country & same_region
        away = self._distances(place)
        limit = NEAR_KM if near else SAME_CITY_KM
        same_name = in_country & (self._cities == fold_key(place.name))
        inside: NDArray[np.bool_] = np.where(np.isnan(away), same_name, away <= limit)
        return inside

    def _distances(self, place: Place) -> NDArray[np.float64]:
        """Kilometres from each site to a city; not a number where a site has no coordinates."""
        latitude = np.radians(place.latitude or 0.0)
        longitude = np.radians(place.longitude or 0.0)
        chord = (
            np.sin((self._latitudes - latitude) / 2) ** 2
            + np.cos(latitude)
            * np.cos(self._latitudes)
            * np.sin((self._longitudes - longitude) / 2) ** 2
        )
        distances: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(chord))
        return distances


def _radians(degrees: Sequence[float | None]) -> NDArray[np.float64]:
    known = [float("nan") if value is None else value for value in degrees]
    return np.radians(np.array(known, dtype=np.float64))

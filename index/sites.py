"""Where a record's sites are: country, region and coordinates, worked out once per build.

Many records hold a site as one text (`Moffitt Cancer Center, Tampa, Florida, 33612, United
States`): it is cut at its commas and read from the end. A city without coordinates takes those of
the gazetteer; a city that exists twice is the one in the stated state and country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.gazetteer import Gazetteer, Place
from content.records import Site
from content.terms.folding import fold_key

NEAR_KM = 120.0
SAME_CITY_KM = 40.0
_BETWEEN_PARTS = re.compile(r"[,/(]")


@dataclass(frozen=True, slots=True)
class LocatedSite:
    """A site's place in codes; every part may be unknown. `city` is a folded name."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def locate(site: Site, gazetteer: Gazetteer) -> LocatedSite:
    """Where `site` is, as far as its text says."""
    city, state, country = site.city, site.state, site.country
    if not city and site.facility:
        city, state, country = _split(site.facility, state, country, gazetteer)
    city = _known_part(city, gazetteer) if city else None
    code = _code(country, gazetteer)
    region = _region(state, code, gazetteer)
    key = fold_key(city) if city else None
    found = _city(key, code, region, gazetteer) if key else None
    latitude, longitude = site.latitude, site.longitude
    if latitude is None and found is not None:
        latitude, longitude = found.latitude, found.longitude
    if found is not None:
        region = region or found.region
        code = code or found.country
    return LocatedSite(code, region, key, latitude, longitude)


def limit_km(near: bool, reach_km: float | None = None) -> float:
    """How far from a city or point a site may be and still count as being there."""
    if reach_km is not None:
        return reach_km
    return NEAR_KM if near else SAME_CITY_KM


def _split(
    text: str, state: str | None, country: str | None, gazetteer: Gazetteer
) -> tuple[str | None, str | None, str | None]:
    """City, state and country of a site written in one text."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and country is None and gazetteer.country(fold_key(parts[-1])):
        country = parts.pop()
    parts = [part for part in parts if not _is_zip(part)]
    code = _code(country, gazetteer)
    if len(parts) > 1 and state is None and _region(parts[-1], code, gazetteer):
        is_city_too = bool(gazetteer.cities(fold_key(parts[-1])))
        if len(parts) > 2 or not is_city_too:
            state = parts.pop()
    for part in reversed(parts[1:] if len(parts) > 1 else parts):
        if gazetteer.cities(fold_key(part)):
            return part, state, country
    return (parts[-1] if len(parts) > 1 else None), state, country


def _known_part(city: str, gazetteer: Gazetteer) -> str:
    """Of a city with its district (`Tokyo, Chuo-ku`) the part that is known as a city."""
    if gazetteer.cities(fold_key(city)):
        return city
    parts = (part.strip() for part in _BETWEEN_PARTS.split(city))
    return next((part for part in parts if gazetteer.cities(fold_key(part))), city)


def _is_zip(part: str) -> bool:
    return any(map(str.isdigit, part)) and len(part) <= 12


def _code(country: str | None, gazetteer: Gazetteer) -> str | None:
    place = gazetteer.country(fold_key(country)) if country else None
    return place.country if place else None


def _region(state: str | None, country: str | None, gazetteer: Gazetteer) -> str | None:
    if not state:
        return None
    if country and gazetteer.region_of_code(country, state.strip(". ").upper()):
        return state.strip(". ").upper()
    regions: Sequence[Place] = gazetteer.regions(fold_key(state))
    return next((r.region for r in regions if country in (None, r.country)), None)


def _city(key: str, country: str | None, region: str | None, gazetteer: Gazetteer) -> Place | None:
    cities = [c for c in gazetteer.cities(key) if country in (None, c.country)]
    within = [c for c in cities if region and c.region == region]
    return next(iter(within or cities), None)

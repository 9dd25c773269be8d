"""Where places are: countries, regions and cities by their names in twelve languages.

The tables of `content/places/` stay as sorted lines and are searched by halving, so that opening
them costs a few milliseconds and little memory. A name can mean several places; all are returned,
largest first.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.errors import ContentError
from content.terms.folding import fold_key, folded_words

PLACES_FOLDER = Path(__file__).parent / "places"


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a region of it or a city.

    `kind` is `country`, `region` or `city`; `country` an ISO code; `region` the code of
    regions.tsv and of GeoNames. Coordinates in degrees and population of cities only.
    """

    kind: str
    name: str
    country: str
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0


class Gazetteer:
    """Looks places up by folded key. Reading is safe from any thread."""

    def __init__(
        self,
        names: list[bytes],
        cities: list[bytes],
        countries: Mapping[str, Place],
        country_keys: Mapping[str, str],
        regions: Mapping[str, tuple[Place, ...]],
        spaced: frozenset[str],
    ) -> None:
        self._names = names
        self._cities = cities
        self._countries = countries
        self._country_keys = country_keys
        self._regions = regions
        self._spaced = spaced
        self._region_by_code = {(p.country, p.region): p for ps in regions.values() for p in ps}
        self.cities = lru_cache(maxsize=20_000)(self._find_cities)

    def country(self, key: str) -> Place | None:
        """The country with this name, code or alias."""
        code = self._country_keys.get(key)
        return self._countries[code] if code else None

    def regions(self, key: str) -> tuple[Place, ...]:
        """The regions with this name; abbreviations only in `region_of_code`."""
        return self._regions.get(key, ())

    def region_of_code(self, country: str, code: str) -> Place | None:
        """A region by its country's code and its own (`US`, `TX`)."""
        return self._region_by_code.get((country, code))

    def is_everyday(self, key: str) -> bool:
        """Whether a city's name is also a word that people write all the time."""
        line = self._line(key)
        return line is not None and line.startswith(b"*")

    def has_spaces(self, key: str) -> bool:
        """Whether a name with this key is written in several words."""
        line = self._line(key)
        return key in self._spaced or (line is not None and b"+" in line[:2])

    def _line(self, key: str) -> bytes | None:
        wanted = key.encode() + b"\t"
        at = bisect_left(self._names, wanted)
        if at < len(self._names) and self._names[at].startswith(wanted):
            return self._names[at][len(wanted) :]
        return None

    def _find_cities(self, key: str) -> tuple[Place, ...]:
        line = self._line(key)
        if line is None:
            return ()
        numbers = line.lstrip(b"*+").split(b",")
        found = (_city(self._cities[int(number)]) for number in numbers)
        return tuple(sorted(found, key=lambda place: -place.population))


@lru_cache(maxsize=1)
def load_gazetteer(folder: Path = PLACES_FOLDER) -> Gazetteer:
    """The gazetteer in `folder`. Raises ContentError when a table cannot be read."""
    try:
        names = (folder / "names.tsv").read_bytes().splitlines()
        cities = (folder / "cities.tsv").read_bytes().splitlines()
        spaced: set[str] = set()
        countries, keys = _countries(folder / "countries.tsv", spaced)
        regions = _regions(folder / "regions.tsv", spaced)
    except (OSError, ValueError) as error:
        remedy = f"cannot be read ({error}): restore it or run content/places/make_places.py"
        raise ContentError(folder, remedy) from error
    return Gazetteer(names, cities, countries, keys, regions, frozenset(spaced))


def _city(line: bytes) -> Place:
    name, country, region, latitude, longitude, thousands = line.decode().split("\t")
    return Place(
        "city", name, country, region or None, float(latitude), float(longitude),
        int(thousands) * 1000,
    )  # fmt: skip


def _countries(path: Path, spaced: set[str]) -> tuple[dict[str, Place], dict[str, str]]:
    countries: dict[str, Place] = {}
    keys: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        code, name, names = line.split("\t")
        countries[code] = Place("country", name, code)
        for written in names.split(";"):
            key = written.replace("_", "")
            keys.setdefault(key, code)
            if key != written:
                spaced.add(key)
    return countries, keys


def _regions(path: Path, spaced: set[str]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            place = Place("region", row["name"], row["country"], row["code"])
            names = [row["name"], *(row["names"] or "").split(";")]
            spaced.update(fold_key(name) for name in names if len(folded_words(name)) > 1)
            for key in {fold_key(name) for name in names} - {""}:
                found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}

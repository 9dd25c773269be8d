"""Places are read in any language and script, narrowed by their neighbours, never guessed."""

from __future__ import annotations

import pytest

from content.gazetteer import load_gazetteer
from content.records import Site
from content.terms import load_lexicon
from index.places import PlaceReader
from index.site_table import ELSEWHERE, SiteTable
from index.sites import locate


@pytest.fixture(scope="module")
def reader() -> PlaceReader:
    return PlaceReader(
        load_gazetteer(), load_lexicon(), {("DE", "15", "badberka"), ("US", "PA", "bethlehem")}
    )


def countries(reader: PlaceReader, text: str) -> list[str]:
    return [option.country for place in reader.read(text) for option in place.options]


@pytest.mark.parametrize(
    "text",
    [
        "trials in Spain", "ensayos en España", "Studien in Spanien", "essais en Espagne",
        "estudos na Espanha", "studi in Spagna", "onderzoek in Spanje", "badania w Hiszpanii",
        "исследования в Испании", "西班牙的试验", "スペインの治験", "تجارب في إسبانيا",
    ],
)  # fmt: skip
def test_a_country_is_read_in_every_language(reader: PlaceReader, text: str) -> None:
    assert countries(reader, text) == ["ES"]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("near Tampa", "Tampa"),
        ("houston tx", "Houston"),
        ("in der Nähe von München", "Munich"),
        ("лютеций в Москве", "Moscow"),
        ("w Krakowie", "Kraków"),
        ("w pobliżu Warszawy", "Warsaw"),
        ("巴塞罗那附近", "Barcelona"),
        ("nyc", "New York City"),
        ("merkel trial in new york", "New York"),
        ("studies near Nice", "Nice"),
        ("PRRT in Bad Berka", "Bad Berka"),
    ],
)
def test_a_city_is_read_by_its_names(reader: PlaceReader, text: str, city: str) -> None:
    assert [place.name for place in reader.read(text)] == [city]


@pytest.mark.parametrize(
    "text",
    [
        "a nice trial",
        "tell us about it",
        "is it ok in pa",
        "reading about mobile apps",
        "i ran out",
    ],
)
def test_everyday_words_are_no_places(reader: PlaceReader, text: str) -> None:
    assert reader.read(text) == ()


@pytest.mark.parametrize(
    ("text", "region"),
    [("Cleveland, TN", "TN"), ("Cleveland, OH", "OH"), ("Cambridge, MA", "MA")],
)
def test_a_state_tells_cities_of_one_name_apart(
    reader: PlaceReader, text: str, region: str
) -> None:
    [place] = reader.read(text)
    assert {option.region for option in place.options} == {region}


def test_a_city_and_its_country_are_one_place(reader: PlaceReader) -> None:
    assert [place.name for place in reader.read("Madrid, Spain")] == ["Madrid"]
    assert [place.name for place in reader.read("Madrid or Italy")] == ["Madrid", "Italy"]


def test_a_name_of_several_places_keeps_them(reader: PlaceReader) -> None:
    [place] = reader.read("trials in Georgia")
    assert {(option.kind, option.country) for option in place.options} == {
        ("country", "GE"), ("region", "US"),
    }  # fmt: skip


def test_the_records_sites_tell_what_a_name_means(reader: PlaceReader) -> None:
    [place] = reader.read("trials in Bethlehem")
    assert ("US", "PA") in {(option.country, option.region) for option in place.options}


def test_a_name_said_twice_is_one_place(reader: PlaceReader) -> None:
    assert [place.name for place in reader.read("New York, New York")] == ["New York"]


def test_near_is_told_from_in(reader: PlaceReader) -> None:
    assert [place.near for place in reader.read("near Tampa")] == [True]
    assert [place.near for place in reader.read("in Tampa")] == [False]


def test_here_names_no_place(reader: PlaceReader) -> None:
    assert reader.asks_for_here("anything in my country?")
    assert not reader.asks_for_here("anything in Spain?")


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (Site("Moffitt, Tampa, Florida, 33612, United States"), ("US", "FL", "tampa")),
        (Site("Yale Cancer Center, New Haven, United States"), ("US", "CT", "newhaven")),
        (Site("Mayo Clinic", "Rochester", "MN", "United States"), ("US", "MN", "rochester")),
        (Site(None, "Sevilla", None, "Spain"), ("ES", "51", "sevilla")),
        (Site(country="Italy"), ("IT", None, None)),
        (Site("Seoul National University", "Seoul", None, "Korea, Republic of"),
         ("KR", "11", "seoul")),
        (Site("A hospital"), (None, None, None)),
    ],
)  # fmt: skip
def test_a_site_is_located(site: Site, expected: tuple[str | None, ...]) -> None:
    found = locate(site, load_gazetteer())
    assert (found.country, found.region, found.city) == expected


def test_a_table_of_sites_fits_places_at_once(reader: PlaceReader) -> None:
    features = [
        {"sites": [["US", "FL", "tampa", 27.95, -82.46]]},
        {"sites": [["US", "TX", "houston", 29.76, -95.37]]},
        {"sites": [["ES", None, None, None, None]]},
        {"sites": []},
        None,
    ]
    table = SiteTable(features)
    fit = table.fit(reader.read("near Tampa"))
    assert fit.tolist() == pytest.approx([1.0, ELSEWHERE, 0.0, 0.0, 0.0])
    assert table.silent.tolist() == [False, False, False, True, True]

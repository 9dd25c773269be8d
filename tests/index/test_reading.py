"""A question becomes a query: concepts with roles, ages, status; follow-ups change it."""

from __future__ import annotations

import pytest

from content.gazetteer import load_gazetteer
from content.terms import load_lexicon
from index.parts import describe
from index.places import PlaceReader
from index.query import Category, Query, Role, StatusWanted, merge
from index.reading import QueryReader

NAMES = {"netter1": ("NCT01578239",), "level": ("NCT05918302",), "s2104": ("NCT05040360",),
         "nct01578239": ("NCT01578239",)}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    lexicon = load_lexicon()
    return QueryReader(lexicon, PlaceReader(load_gazetteer(), lexicon), NAMES)


def roles(query: Query) -> dict[str, Role]:
    return {
        wanted.concepts[0]: wanted.role
        for wanted in query.wanted
        if wanted.category in (Category.THERAPY, Category.IMAGING)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("everolimus after lanreotide failed",
         {"drug_everolimus": Role.ASKED, "drug_lanreotide": Role.HAD}),
        ("had lutathera and afinitor already, whats left",
         {"drug_lu_dotatate": Role.HAD, "drug_everolimus": Role.HAD}),
        ("pancreatic NET failed chemo then everolimus?",
         {"cls_chemo": Role.HAD, "drug_everolimus": Role.ASKED}),
        ("something other than everolimus", {"drug_everolimus": Role.REFUSED}),
        ("MIBG treatment, not the scan",
         {"drug_mibg131": Role.ASKED, "img_scan": Role.REFUSED}),
        ("never had PRRT", {"cls_prrt": Role.NEVER}),
        ("nach Everolimus", {"drug_everolimus": Role.HAD}),
        ("依维莫司耐药后", {"drug_everolimus": Role.HAD}),
        ("PRRTは受けたことがない", {"cls_prrt": Role.NEVER}),
        ("lutathera vs afinitor",
         {"drug_lu_dotatate": Role.ASKED, "drug_everolimus": Role.ASKED}),
    ],
)  # fmt: skip
def test_treatments_have_roles(reader: QueryReader, text: str, expected: dict[str, Role]) -> None:
    assert roles(reader.read(text)) == expected


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my boy is 14", 14), ("daughter 10 with MTC", 10), ("scan for a 6 yr old", 6),
        ("mi hija de 16 años", 16), ("79 anos", 79), ("54 лет", 54), ("我54岁", 54),
        ("already had my 4", None), ("ki-67 40", None), ("every 8 weeks", None), ("grade 3", None),
    ],
)  # fmt: skip
def test_an_age_is_told_from_other_numbers(
    reader: QueryReader, text: str, age: float | None
) -> None:
    assert reader.read(text).age == age


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("which trials are still taking people", StatusWanted.RECRUITING),
        ("ensayos abiertos", StatusWanted.RECRUITING),
        ("recrute encore", StatusWanted.RECRUITING),
        ("not open yet", StatusWanted.NOT_YET),
        ("lung carcinoid", None),
    ],
)
def test_the_status_wanted_is_read(
    reader: QueryReader, text: str, status: StatusWanted | None
) -> None:
    assert reader.read(text).status is status


@pytest.mark.parametrize(
    ("text", "doc_ids"),
    [
        ("did netter-1 work", ("NCT01578239",)),
        ("whats nct 0157 8239", ("NCT01578239",)),
        ("S2104 swog", ("NCT05040360",)),
        ("studio LEVEL polmone", ("NCT05918302",)),
        ("what level of CgA is high", ()),
    ],
)
def test_trials_are_looked_up_by_id_and_name(
    reader: QueryReader, text: str, doc_ids: tuple[str, ...]
) -> None:
    assert reader.read(text).looked_up == doc_ids


def test_a_site_and_a_tumour_make_a_disease(reader: QueryReader) -> None:
    query = reader.read("NET of the pancreas")
    assert "tum_pnet" in {concept for wanted in query.wanted for concept in wanted.concepts}


def test_an_isotope_decides_between_scan_and_treatment(reader: QueryReader) -> None:
    scan, treatment = reader.read("ga 68 dotatoc"), reader.read("y90 dotatoc")
    assert "img_ga_dotatoc" in {w.concepts[0] for w in scan.wanted if len(w.concepts) == 1}
    assert "drug_y90_dotatoc" in {w.concepts[0] for w in treatment.wanted if len(w.concepts) == 1}


def test_a_follow_up_changes_only_what_it_names(reader: QueryReader) -> None:
    query = reader.read_with("and in Italy?", ("PRRT for pancreatic NET in Spain",))
    assert [place.name for place in query.places] == ["Italy"]
    assert {"cls_prrt", "tum_pnet"} <= {c for wanted in query.wanted for c in wanted.concepts}


def test_another_disease_takes_the_place_of_the_first(reader: QueryReader) -> None:
    query = reader.read_with("what about lung carcinoid", ("PRRT for pancreatic NET",))
    found = {concept for wanted in query.wanted for concept in wanted.concepts}
    assert "tum_lungnet" in found
    assert "cls_prrt" in found
    assert "tum_pnet" not in found


def test_a_whole_question_stands_alone(reader: QueryReader) -> None:
    before = reader.read("PRRT for pancreatic NET in Spain")
    new = reader.read("cabozantinib for lung carcinoid")
    assert merge(before, new) == new


def test_a_message_that_says_too_little_is_elliptical(reader: QueryReader) -> None:
    assert reader.read("and in Italy?").elliptical
    assert reader.read("how old do you have to be").elliptical
    assert not reader.read("PRRT for pancreatic NET").elliptical


def test_a_query_is_told_in_few_words(reader: QueryReader) -> None:
    query = reader.read("PRRT for pancreatic NET, recruiting, Spain")
    assert describe(query) == (
        "Peptide receptor radionuclide therapy", "Pancreatic Neuroendocrine Tumor", "recruiting",
        "Spain",
    )  # fmt: skip


def test_very_long_texts_are_read_in_part(reader: QueryReader) -> None:
    query = reader.read("neuroendocrine " * 5_000)
    assert len(query.words) < 200

"""A study is read whatever it leaves out or holds; only a missing id is an error."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.records import Contact, Intervention, OverallStatus, PartialDate, Site, TrialRecord
from content.registry.parse import RecordError, parse_study
from content.registry.study import read_study
from tests.content.registry.studies import Raw

ID = "NCT01578239"


def nested(**modules: Raw) -> Raw:
    ident = {"nctId": ID, "briefTitle": "A study"} | modules.pop("identificationModule", {})
    return {"protocolSection": {"identificationModule": ident, **modules}}


def test_a_bare_study_has_an_id_a_title_and_nothing_else() -> None:
    assert parse_study(nested()) == TrialRecord(ID, "A study")


def test_a_full_study() -> None:
    record = parse_study(
        nested(
            identificationModule={
                "officialTitle": "A study, officially",
                "acronym": "NETTER-1",
                "orgStudyIdInfo": {"id": "AAA-III-01"},
                "secondaryIdInfos": [{"id": "2011-005049-11"}, {"type": "OTHER"}],
                "nctIdAliases": ["NCT00000001", "not one"],
            },
            statusModule={
                "overallStatus": "ACTIVE_NOT_RECRUITING",
                "whyStopped": "No  money",
                "lastUpdatePostDateStruct": {"date": "2021-03-24", "type": "ACTUAL"},
                "startDateStruct": {"date": "2012-07"},
                "completionDateStruct": {"date": "2021"},
            },
            designModule={
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE2", "PHASE3"],
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "NONE"}},
                "enrollmentInfo": {"count": 231, "type": "ACTUAL"},
            },
            conditionsModule={"conditions": ["Carcinoid"], "keywords": ["midgut"]},
            armsInterventionsModule={
                "interventions": [
                    {"name": "Lutathera", "type": "DRUG", "otherNames": ["177Lu"]},
                    {"type": "DRUG"},
                ]
            },
            descriptionModule={"briefSummary": r"Ki\-67 \<20\%" + "\r\n\r\nSecond"},
            eligibilityModule={
                "eligibilityCriteria": r"1\. Age \>18",
                "minimumAge": "18 Years",
                "maximumAge": "N/A",
                "sex": "ALL",
            },
            contactsLocationsModule={
                "locations": [
                    {
                        "facility": "Moffitt",
                        "city": "Tampa",
                        "state": "Florida",
                        "country": "United States",
                        "status": "RECRUITING",
                        "geoPoint": {"lat": 27.9, "lon": -82.4},
                        "contacts": [{"name": "Desk", "phone": "1", "phoneExt": "2"}],
                    },
                    {"country": "Spain"},
                ],
                "overallOfficials": [{"name": "Jonathan Strosberg, MD"}],
            },
            sponsorCollaboratorsModule={
                "leadSponsor": {"name": "AAA"},
                "collaborators": [{"name": "Novartis"}],
            },
        )
        | {"hasResults": True}
    )
    assert record.org_study_ids == ("AAA-III-01", "2011-005049-11")
    assert record.aliases == ("NCT00000001",)
    assert record.overall_status == OverallStatus.ACTIVE_NOT_RECRUITING
    assert record.why_stopped == "No money"
    assert record.status_date == PartialDate("2021-03-24")
    assert (record.start_date, record.completion_date) == (
        PartialDate("2012-07"),
        PartialDate("2021"),
    )
    assert (record.phases, record.allocation, record.masking) == (
        ("PHASE2", "PHASE3"),
        "RANDOMIZED",
        "NONE",
    )
    assert record.interventions == (Intervention("Lutathera", "DRUG", ("177Lu",)),)
    assert record.brief_summary == r"Ki-67 <20\%" + "\n\nSecond"
    assert record.eligibility_criteria == "1. Age >18"
    assert (record.minimum_age, record.maximum_age) == (18.0, None)
    assert record.sites == (
        Site(
            "Moffitt", "Tampa", "Florida", "United States", OverallStatus.RECRUITING,
            27.9, -82.4, (Contact("Desk", "1 ext. 2"),),
        ),
        Site(country="Spain"),
    )  # fmt: skip
    assert (record.officials, record.lead_sponsor, record.collaborators) == (
        ("Jonathan Strosberg, MD",),
        "AAA",
        ("Novartis",),
    )
    assert (record.enrollment, record.has_results) == (231, True)


@pytest.mark.parametrize("status", list(OverallStatus))
def test_each_of_the_fourteen_statuses_is_read(status: OverallStatus) -> None:
    raw = nested(statusModule={"overallStatus": status.value})
    assert parse_study(raw).overall_status == status


@pytest.mark.parametrize("word", ["Active, not recruiting", "active_not_recruiting"])
def test_a_status_in_words_is_read(word: str) -> None:
    record = parse_study({"nct_id": ID, "status": word})
    assert record.overall_status == OverallStatus.ACTIVE_NOT_RECRUITING


def test_a_status_nobody_knows_is_left_out() -> None:
    raw = nested(statusModule={"overallStatus": "PERHAPS"})
    assert parse_study(raw).overall_status is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"lastUpdatePostDateStruct": {"date": "2022-05-04"}, "statusVerifiedDate": "2021-01"},
         "2022-05-04"),
        ({"lastUpdateSubmitDate": "2022-05-02", "statusVerifiedDate": "2021-01"}, "2022-05-02"),
        ({"statusVerifiedDate": "2021-01"}, "2021-01"),
        ({"lastUpdatePostDateStruct": {"date": "soon"}, "statusVerifiedDate": "2021"}, "2021"),
    ],
)  # fmt: skip
def test_the_date_of_a_status_is_the_day_it_was_posted(dates: Raw, expected: str) -> None:
    assert parse_study(nested(statusModule=dates)).status_date == PartialDate(expected)


def test_a_date_that_no_calendar_has_is_left_out() -> None:
    raw = nested(statusModule={"startDateStruct": {"date": "2022-13-45"}})
    assert parse_study(raw).start_date is None


def test_coordinates_off_the_globe_are_left_out() -> None:
    point = {"geoPoint": {"lat": 91.0, "lon": 181.0}}
    raw = nested(contactsLocationsModule={"locations": [point]})
    assert parse_study(raw).sites == (Site(),)


@pytest.mark.parametrize(
    ("locations", "sites"),
    [
        ({"city": "Leeds"}, (Site(city="Leeds"),)),
        ("A hospital, Leeds", (Site(facility="A hospital, Leeds"),)),
        (None, ()),
        ([], ()),
    ],
)
def test_sites_come_as_a_list_an_object_a_text_or_not(
    locations: object, sites: tuple[Site, ...]
) -> None:
    assert parse_study({"nct_id": ID, "locations": locations}).sites == sites


@pytest.mark.parametrize("phases", ["PHASE3", ["PHASE3"], ("PHASE3",)])
def test_phases_come_as_a_text_or_a_list(phases: object) -> None:
    raw = json.loads(json.dumps({"nct_id": ID, "phase": phases}))
    assert parse_study(raw).phases == ("PHASE3",)


def test_a_list_that_was_written_out_as_a_text_is_read() -> None:
    module = {"interventions": [{"name": "['everolimus', \"placebo\"]"}, {"name": "['broken"}]}
    record = parse_study(nested(armsInterventionsModule=module))
    assert [item.name for item in record.interventions] == ["everolimus", "placebo", "['broken"]


def test_a_flat_record_of_an_export_is_read() -> None:
    record = parse_study({
        "nct_id": ID, "brief_title": "A study", "status": "COMPLETED", "conditions": ["Carcinoid"],
        "interventions": ["Octreotide"], "minimum_age": "6 Months", "sponsor": "A sponsor",
        "last_update_posted": "2022-05", "enrollment": 12,
    })  # fmt: skip
    assert (record.overall_status, record.status_date) == (
        OverallStatus.COMPLETED,
        PartialDate("2022-05"),
    )
    assert (record.minimum_age, record.enrollment) == (0.5, 12)
    assert record.interventions == (Intervention("Octreotide"),)


def test_a_study_without_a_title_bears_its_id() -> None:
    raw = nested(identificationModule={"briefTitle": " "})
    assert parse_study(raw).brief_title == ID


def test_half_a_character_and_nul_are_left_out() -> None:
    record = parse_study(nested(identificationModule={"briefTitle": "A\x00 st\ud800udy"}))
    assert record.brief_title == "A study"


def test_long_criteria_are_kept_whole() -> None:
    text = "Ki-67 of 20 percent. " * 950
    record = parse_study(nested(eligibilityModule={"eligibilityCriteria": text}))
    assert record.eligibility_criteria == text.strip()


@pytest.mark.parametrize(
    "raw",
    [
        None, 7, "text", [], {}, {"nct_id": "NCT1"}, {"nct_id": 1578239},
        {"protocolSection": None}, {"protocolSection": {"identificationModule": [ID]}},
        {"nct_id": "NCT٠١٥٧٨٢٣٩"},
    ],
)  # fmt: skip
def test_what_has_no_id_is_refused(raw: object) -> None:
    with pytest.raises(RecordError):
        parse_study(raw)


KEYS = [
    "protocolSection", "identificationModule", "nctId", "briefTitle", "statusModule",
    "overallStatus", "date", "lastUpdatePostDateStruct", "designModule", "phases",
    "enrollmentInfo", "count", "eligibilityModule", "minimumAge", "eligibilityCriteria",
    "contactsLocationsModule", "locations", "geoPoint", "lat", "lon", "contacts",
    "armsInterventionsModule", "interventions", "name", "otherNames", "conditionsModule",
    "conditions", "nct_id", "status", "phase", "hasResults", "outcomesModule",
    "primaryOutcomes", "measure",
]  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from([ID, "18 Years", "2022-05", "0000-00-00", "COMPLETED", "['a', 'b']", "\ud800"]),
)  # fmt: skip
WILD = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=8),
    ),
    max_leaves=40,
)


@given(WILD)
@example({"nct_id": ID, "enrollment": True, "locations": [[["deep"]]]})
def test_wild_json_is_a_record_or_a_record_error(raw: object) -> None:
    for read in (parse_study, read_study):
        with suppress(RecordError):
            read(raw)


@given(st.dictionaries(st.sampled_from(KEYS), WILD, max_size=8), WILD)
def test_with_an_id_wild_json_is_always_a_record_that_can_be_written(
    modules: dict[str, Any], ident: object
) -> None:
    extra = ident if isinstance(ident, dict) else {"briefTitle": ident}
    identification = {**extra, "nctId": ID}
    raw = {"protocolSection": {**modules, "identificationModule": identification}}
    record = read_study(raw).record
    assert record.nct_id == ID
    repr(record).encode("utf-8")

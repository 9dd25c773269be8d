"""Every part of a document is read by the field whose weight it deserves."""

from __future__ import annotations

from content.documents import Term, Trial
from content.records import TrialRecord
from index.fields import FIELDS, fields_of
from tests.index.corpora import LUTETIUM, PRRT


def _fields(document: Trial | Term) -> dict[str, str]:
    return {name: text for name, text in zip(FIELDS, fields_of(document), strict=True) if text}


def test_a_trial_fills_its_fields_from_record_and_words() -> None:
    assert _fields(LUTETIUM) == {
        "title": "Lutetium for the small bowel\nLutetium in small bowel tumours",
        "acronym_and_ids": "NCT00000001",
        "interventions": "177Lu-dotatate\nLutathera",
        "conditions": "Neuroendocrine Tumors\nCarcinoid Tumor",
        "summary": "Lutetium is given every eight weeks.",
        "eligibility_inclusion": "* Age >= 18 years",
        "eligibility_exclusion": "* Pregnancy",
        "sites": "Hospital Clinic\nMadrid\nSpain",
        "sponsor_people": "Example Foundation",
    }


def test_a_term_is_found_by_its_name_and_its_meaning() -> None:
    assert _fields(PRRT) == {
        "title": "PRRT",
        "summary": "radiation that travels in the blood\nA drug.",
    }


def test_a_bare_record_has_its_id_and_nothing_invented() -> None:
    assert _fields(Trial(TrialRecord("NCT00000003", ""), "")) == {"acronym_and_ids": "NCT00000003"}

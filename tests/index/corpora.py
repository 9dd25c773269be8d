"""Small corpora for tests: trials made of a few words, and any number of them."""

from __future__ import annotations

from dataclasses import replace

from content.documents import Document, Section, Term, Trial
from content.records import Intervention, OverallStatus, Site, TrialRecord

LUTETIUM = Trial(
    TrialRecord(
        "NCT00000001",
        "Lutetium in small bowel tumours",
        overall_status=OverallStatus.RECRUITING,
        conditions=("Neuroendocrine Tumors", "Carcinoid Tumor"),
        interventions=(Intervention("177Lu-dotatate", other_names=("Lutathera",)),),
        brief_summary="Lutetium is given every eight weeks.",
        eligibility_criteria=(
            "Inclusion Criteria:\n\n* Age \\>= 18 years\n\nExclusion Criteria:\n\n* Pregnancy"
        ),
        sites=(Site("Hospital Clinic", "Madrid", None, "Spain"),),
        lead_sponsor="Example Foundation",
    ),
    "Lutetium for the small bowel",
)
EVEROLIMUS = Trial(
    TrialRecord(
        "NCT00000002",
        "Everolimus in lung carcinoid",
        conditions=("Lung Carcinoid",),
        interventions=(Intervention("Everolimus"),),
        brief_summary="Everolimus tablets are compared with placebo tablets.",
    ),
    "Everolimus for lung carcinoid",
    sections=(Section("Summary", "A tablet a day.\n\nIt is compared with a placebo."),),
)
PRRT = Term("prrt", "PRRT", "radiation that travels in the blood", (Section("Summary", "A drug."),))

CORPUS: tuple[Document, ...] = (LUTETIUM, EVEROLIMUS, PRRT)


def many(count: int, wording: str = "first") -> tuple[Document, ...]:
    """`count` trials of several passages each; another `wording` is another text for each."""
    return tuple(_numbered(number, wording) for number in range(count))


def _numbered(number: int, wording: str) -> Trial:
    record = replace(
        LUTETIUM.record,
        nct_id=f"NCT{number:08}",
        brief_summary=f"The {wording} summary of study {number}. " * 40,
    )
    return Trial(record, f"Study {number}")

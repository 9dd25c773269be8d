"""Ages and earlier treatments are read out of criteria where the record has no field for them."""

from __future__ import annotations

import pytest

from content.records import TrialRecord
from content.terms import load_lexicon
from index.ages import age_limits
from index.prior import prior_treatments

RECORD = TrialRecord("NCT00000001", "A study")


@pytest.mark.parametrize(
    ("criteria", "limits"),
    [
        ("Age >= 18 years", [18.0, None]),
        ("Patients 18 years or older", [18.0, None]),
        ("aged 18 to 75 years", [18.0, 75.0]),
        ("Between 2 and 21 years of age", [2.0, 21.0]),
        ("Histologically proven tumor", None),
    ],
)
def test_ages_are_read_from_words(criteria: str, limits: list[float | None] | None) -> None:
    assert age_limits(RECORD, criteria) == limits


def test_the_records_own_ages_win() -> None:
    record = TrialRecord("NCT00000001", "A study", minimum_age=12.0)
    assert age_limits(record, "Age >= 18 years") == [12.0, None]


def test_earlier_treatments_are_asked_for_or_refused() -> None:
    required, refused = prior_treatments(
        load_lexicon(),
        "",
        "Progression on everolimus. No prior PRRT.",
        "Previous treatment with cisplatin; pregnancy",
    )
    assert required == {"drug_everolimus"}
    assert refused == {"cls_prrt", "drug_cisplatin"}


@pytest.mark.parametrize(
    ("told", "asked_for"),
    [
        ("RYZ101 after PRRT", {"cls_prrt"}),
        ("Lutathera after surgery", {"proc_surgery"}),
        ("Sunitinib in tumors that progressed on everolimus", {"drug_everolimus"}),
        ("Everolimus for pancreas NETs", set()),
        ("Lanreotide after no prior octreotide", set()),
    ],
)
def test_in_a_title_only_what_stands_behind_after_was_had(told: str, asked_for: set[str]) -> None:
    assert prior_treatments(load_lexicon(), told, "", "") == (asked_for, set())

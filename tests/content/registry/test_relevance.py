"""Other diseases are kept out and no record of ours is lost: by example, and measured."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.errors import ContentError
from content.records import Intervention, TrialRecord
from content.registry.parse import parse_study
from content.registry.relevance import inclusion, is_relevant, load_rule
from content.registry.search import SEARCH_FILE, load_search
from tests.shared_data import SHARED, needs_shared

JUDGED = Path(__file__).parent / "relevance_judged.tsv"


def record(title: str = "A study", **more: object) -> TrialRecord:
    return TrialRecord("NCT00000001", title, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "Everolimus in Neuroendocrine Tumours of the Lung",
        "A trial for neuro-endocrine carcinomas",
        "Neuroendocrine (Ki-67 above 20%) Carcinoma",
        "Solid Tumors With Neuroendocrine Features",
        "Carcinoma, Neuroendocrine",
        "Atypical carcinoids",
        "Phaeochromocytoma and paraganglioma",
        "Medullary Thyroid Cancer with a RET mutation",
        "GEP-NETs after PRRT",
        "Feeding for NET patients",
        "Zollinger-Ellison syndrome",
    ],
)
def test_the_disease_in_the_title(title: str) -> None:
    assert is_relevant(record(title)).relevant


@pytest.mark.parametrize(
    "title",
    [
        "Neuroendocrine Response to Stress",
        "Neuroendocrine parameters in cervical cancer",
        "Leptin and neuroendocrine function",
        "Familial Non-Medullary Thyroid Cancer",
        "Primitive neuroectodermal tumors (PNET)",
        "Merkel cell polyomavirus on healthy skin",
        "A safety net for patients with lung cancer",
        "Sodium net balance",
        "Prostate cancer without neuroendocrine differentiation",
    ],
)
def test_another_disease_in_the_title(title: str) -> None:
    assert not is_relevant(record(title)).relevant


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (record(conditions=("Lung cancer", "Carcinoid tumor")), "conditions"),
        (record(conditions=("cancer", "neuroendocrine")), "conditions"),
        (record(keywords=("insulinoma",)), "keywords"),
        (record(interventions=(Intervention("PRRT in somatostatin receptor positive tumor"),)),
         "treatments"),
        (record(brief_summary="For adults with a neuroendocrine tumor."), "summary"),
        (record("Solid tumors", eligibility_criteria="Inclusion Criteria:\n\n* Merkel cell "
                "carcinoma"), "who can join"),
        (record("Pancreatectomy", detailed_description="Islet cell tumors are resected."),
         "description"),
    ],
)  # fmt: skip
def test_the_reason_names_the_place(found: TrialRecord, place: str) -> None:
    judged = is_relevant(found)
    assert judged.relevant
    assert judged.reason.startswith(f"{place}: ")


def test_a_disease_that_cannot_join_does_not_count() -> None:
    criteria = "Inclusion Criteria:\n\n* Solid tumor\n\nExclusion Criteria:\n\n* Carcinoid tumor"
    assert not is_relevant(record("Cancer", eligibility_criteria=criteria)).relevant
    refused = "Pancreatic adenocarcinoma (islet cell\n   neoplasms are excluded)"
    assert not is_relevant(record("Cancer", eligibility_criteria=refused)).relevant


def test_a_disease_in_passing_counts_only_in_a_study_of_tumors() -> None:
    text = "Pheochromocytoma raises the blood pressure."
    assert not is_relevant(record("Healthy men", detailed_description=text)).relevant
    assert is_relevant(record("Rare cancers", detailed_description=text)).relevant


def test_a_study_of_another_disease_that_tells_what_its_scan_was_made_for() -> None:
    text = "The scan was made for neuroendocrine tumors."
    judged = is_relevant(record("A scan in sarcoidosis", brief_summary=text))
    assert (judged.relevant, judged.reason) == (False, "about sarcoidosis")


@pytest.mark.parametrize(
    ("criteria", "kept"),
    [
        ("Inclusion Criteria:\nA\nExclusion Criteria:\nB", ":\nA\n"),
        ("A\n\nExclusion criteria\nB", "A\n\n"),
        ("A and B", "A and B"),
        ("", ""),
    ],
)
def test_who_can_join_ends_where_the_exclusions_begin(criteria: str, kept: str) -> None:
    assert inclusion(criteria) == kept


def test_the_version_follows_the_words(tmp_path: Path) -> None:
    path = tmp_path / "search.toml"
    path.write_text(SEARCH_FILE.read_text(encoding="utf-8").replace('"dipnech", ', ""), "utf-8")
    assert load_rule(path).version != load_rule().version


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[search]", "[relevance] is missing"),
        ("[relevance]\nadjective = 7", "`adjective` in [relevance]: expected a text"),
        ("[relevance", "is not TOML"),
    ],
)
def test_a_faulty_file_is_one_clear_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "search.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_rule(path)
    assert words in str(caught.value)


def test_a_missing_search_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_search(tmp_path / "none.toml")


def reference_records() -> Iterator[TrialRecord]:
    folder = SHARED / "registry"
    with (folder / "net.jsonl").open(encoding="utf-8") as lines:
        yield from (parse_study(json.loads(line)) for line in lines)
    with gzip.open(folder / "other.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (parse_study(json.loads(line)) for line in lines)


def judged() -> dict[str, bool]:
    """Records of the reference set that were read and judged by hand."""
    with JUDGED.open(encoding="utf-8") as file:
        return {
            row["nct_id"]: row["relevant"] == "1" for row in csv.DictReader(file, delimiter="\t")
        }


@pytest.mark.shared
@needs_shared
def test_precision_and_recall_on_records_judged_by_hand() -> None:
    truth = judged()
    kept = {r.nct_id for r in reference_records() if is_relevant(r).relevant} & set(truth)
    relevant = {nct_id for nct_id, about_it in truth.items() if about_it}
    precision, recall = len(kept & relevant) / len(kept), len(kept & relevant) / len(relevant)
    assert len(truth) >= 60
    assert precision >= 0.9
    assert recall >= 0.95


@pytest.mark.shared
@needs_shared
def test_almost_no_record_that_answers_a_judged_question_is_kept_out() -> None:
    with (SHARED / "questions" / "qrels.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    answers = {row["corpus-id"] for row in rows if row["score"] in {"1", "2"}}
    direct = {row["corpus-id"] for row in rows if row["score"] == "2"}
    lost = {r.nct_id for r in reference_records() if not is_relevant(r).relevant} & answers
    assert lost & direct == set()
    assert len(lost) <= len(answers) // 100


@pytest.mark.shared
@needs_shared
def test_records_of_other_diseases_are_kept_out() -> None:
    with gzip.open(SHARED / "registry" / "other.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [is_relevant(parse_study(json.loads(line))).relevant for line in lines]
    assert sum(found) <= len(found) // 100

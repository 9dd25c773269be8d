"""A few trials, a term, a guide and a news item: small enough to know every answer by hand."""

from __future__ import annotations

from pathlib import Path

from content.documents import Document, Guide, NewsItem, Section, Term, Trial
from content.records import Intervention, OverallStatus, PartialDate, Site, TrialRecord
from index.build import build
from index.features import document_features
from index.published import snapshots_folder
from index.retriever import Retriever, open_retriever
from index.snapshot import open_snapshot
from tests.index.doubles import WordHashEncoder, open_words


def _trial(
    number: int,
    title: str,
    conditions: tuple[str, ...],
    interventions: tuple[str, ...],
    *,
    acronym: str | None = None,
    status: OverallStatus | None = None,
    sites: tuple[Site, ...] = (),
    ages: tuple[float | None, float | None] = (None, None),
    criteria: str | None = None,
) -> Trial:
    record = TrialRecord(
        f"NCT{number:08}",
        title,
        acronym=acronym,
        overall_status=status,
        status_date=PartialDate("2024-05-01") if status else None,
        conditions=conditions,
        interventions=tuple(Intervention(name) for name in interventions),
        brief_summary=f"{title}. A study of {', '.join(interventions)}.",
        eligibility_criteria=criteria,
        minimum_age=ages[0],
        maximum_age=ages[1],
        sites=sites,
    )
    return Trial(record, title)


MADRID = Site("Hospital Universitario", "Madrid", None, "Spain")
TAMPA = Site("Moffitt Cancer Center, Tampa, Florida, 33612, United States")
PNET_PRRT = _trial(
    1, "177Lu-DOTATATE in Pancreatic Neuroendocrine Tumors", ("Pancreatic Neuroendocrine Tumor",),
    ("177Lu-DOTATATE",), acronym="LUPAN", status=OverallStatus.RECRUITING, sites=(MADRID,),
    ages=(18.0, None),
)  # fmt: skip
LUNG_EVEROLIMUS = _trial(
    2, "Everolimus in Lung Carcinoid", ("Lung Carcinoid",), ("Everolimus",),
    status=OverallStatus.COMPLETED, sites=(TAMPA,),
    criteria="Inclusion Criteria:\n\n* Progression on prior octreotide\n* Age >= 18 years",
)  # fmt: skip
GUT_PRRT = _trial(
    3, "Peptide Receptor Radionuclide Therapy in Midgut Neuroendocrine Tumors",
    ("Midgut Neuroendocrine Tumor",), ("PRRT",), status=OverallStatus.COMPLETED,
)  # fmt: skip
CHILD_MTC = _trial(
    4, "Vandetanib in Children With Medullary Thyroid Cancer", ("Medullary Thyroid Cancer",),
    ("Vandetanib",), ages=(5.0, 18.0),
)  # fmt: skip
NEC_CHEMO = _trial(
    5, "Cisplatin and Etoposide in Neuroendocrine Carcinoma", ("Neuroendocrine Carcinoma",),
    ("Cisplatin", "Etoposide"), sites=(Site("Charité", "Berlin", None, "Germany"),),
)  # fmt: skip
ASTHMA = _trial(
    6, "Omalizumab in Asthma", ("Asthma",), ("Omalizumab",),
    status=OverallStatus.RECRUITING, sites=(MADRID,),
)  # fmt: skip
PRRT = Term(
    "prrt", "PRRT", "radiation that travels in the blood",
    (Section("Summary", "PRRT brings radiation to the tumor."),), also=("radioligand therapy",),
    concept_id="cls_prrt",
)  # fmt: skip
LEAVING = Guide(
    "leave-a-trial", "Leaving a trial", (Section("Summary", "You can stop at any time."),),
    questions=("can I quit a trial", "what if I want to stop taking part"),
)  # fmt: skip
RESULTS = NewsItem(
    "news/2024-results", "Everolimus slows lung carcinoid", PartialDate("2024-01-02"),
    (Section("Summary", "A study of everolimus has reported."),), topics=("everolimus",),
)  # fmt: skip
DOCUMENTS: tuple[Document, ...] = (
    PNET_PRRT, LUNG_EVEROLIMUS, GUT_PRRT, CHILD_MTC, NEC_CHEMO, ASTHMA, PRRT, LEAVING, RESULTS,
)  # fmt: skip


def retriever_over(home: Path, documents: tuple[Document, ...] = DOCUMENTS) -> Retriever:
    """A retriever over a fresh snapshot of `documents` with the hand-made encoder."""
    report = build(
        documents, home, WordHashEncoder(), features=document_features(), open_encoder=open_words
    )
    folder = snapshots_folder(home) / report.snapshot_id
    return open_retriever(open_snapshot(folder, open_encoder=open_words))

"""The corpus: people's words joined with the registry's facts, the later status shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.corpus import Synced, check, join, load_corpus
from content.documents import Kind, Section, Trial, kind_of, section, title_of
from content.errors import ContentError
from content.records import Intervention, OverallStatus, PartialDate, Site, TrialRecord

WRITTEN = Trial(
    record=TrialRecord(
        "NCT00000001",
        "Written title",
        overall_status=OverallStatus.RECRUITING,
        status_date=PartialDate("2024-05"),
        why_stopped=None,
        interventions=(Intervention("Drug"),),
        enrollment=100,
    ),
    name="A plain name",
    sections=(Section("Summary", "Plain words."),),
    status_note="The date of this status is not known.",
)

TRIAL = """+++
nct_id = "NCT00000001"
name = "A plain name"
sources = ["A source"]
written = 2026-11-24

[record]
brief_title = "Written title"
overall_status = "RECRUITING"
status_date = "2024-05"
phases = ["PHASE2"]
countries = ["Spain"]
minimum_age = "6 Months"
+++
Plain words.

## Results

None yet.
"""
NEWS = """+++
title = "Results"
date = 2024-05-04
nct_ids = ["NCT00000001"]
topics = ["results"]
source = "A source"
written = 2026-11-24
+++
It was reported.
"""
TERM = """+++
term = "Trial"
short = "a study with people"
see_also = []
source = "A source"
written = 2026-11-24
+++
A study with people.
"""
GUIDE = """+++
title = "Joining"
questions = ["how do I join"]
sources = ["A source"]
written = 2026-11-24
+++
Ask the team.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "trials/NCT00000001.md": TRIAL,
        "news/2024-05-04-results.md": NEWS,
        "glossary/trial.md": TERM,
        "guides/join.md": GUIDE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_kind_of_file_is_a_document(folder: Path) -> None:
    corpus = load_corpus(folder)
    assert [(kind_of(document), document.doc_id) for document in corpus.documents] == [
        (Kind.TRIAL, "NCT00000001"),
        (Kind.NEWS, "news/2024-05-04-results"),
        (Kind.TERM, "glossary/trial"),
        (Kind.GUIDE, "guides/join"),
    ]
    assert len(corpus) == 4


def test_a_trial_is_read_with_its_record(folder: Path) -> None:
    [trial] = [d for d in load_corpus(folder).documents if isinstance(d, Trial)]
    assert title_of(trial) == "A plain name"
    assert section(trial, "Results") == "None yet."
    assert section(trial, "Where") is None
    assert trial.record == TrialRecord(
        "NCT00000001",
        "Written title",
        overall_status=OverallStatus.RECRUITING,
        status_date=PartialDate("2024-05"),
        phases=("PHASE2",),
        sites=(Site(country="Spain"),),
        minimum_age=0.5,
    )


def test_a_record_without_words_is_a_trial_of_its_own(folder: Path) -> None:
    extra = TrialRecord("NCT00000002", "From the registry")
    trials = [d for d in load_corpus(folder, [extra]).documents if isinstance(d, Trial)]
    assert [(trial.doc_id, trial.name, trial.sections) for trial in trials[1:]] == [
        ("NCT00000002", "From the registry", ())
    ]


def test_a_trial_that_a_synced_registry_does_not_hold_is_unconfirmed(folder: Path) -> None:
    def unconfirmed(*records: TrialRecord) -> dict[str, bool]:
        found = load_corpus(folder, records).documents
        return {trial.doc_id: trial.unconfirmed for trial in found if isinstance(trial, Trial)}

    held, other = TrialRecord("NCT00000001", "Held"), TrialRecord("NCT00000002", "Another")
    assert unconfirmed() == {"NCT00000001": False}
    assert unconfirmed(held) == {"NCT00000001": False}
    assert unconfirmed(other) == {"NCT00000001": True, "NCT00000002": False}


def test_a_record_joins_the_words_written_about_it(folder: Path) -> None:
    record = TrialRecord("NCT00000001", "Registry title", enrollment=120)
    trials = [d for d in load_corpus(folder, [record]).documents if isinstance(d, Trial)]
    assert len(trials) == 1
    assert trials[0].name == "A plain name"
    assert (trials[0].record.brief_title, trials[0].record.enrollment) == ("Registry title", 120)


def test_the_registry_owns_facts_and_people_own_words() -> None:
    joined = join(WRITTEN, TrialRecord("NCT00000001", "Registry title", enrollment=120))
    assert joined.record.brief_title == "Registry title"
    assert joined.record.enrollment == 120
    assert joined.name == "A plain name"
    assert joined.sections == WRITTEN.sections


def test_what_the_registry_leaves_out_stays_as_written() -> None:
    joined = join(WRITTEN, TrialRecord("NCT00000001", "Registry title"))
    assert joined.record.interventions == (Intervention("Drug"),)
    assert joined.record.overall_status == OverallStatus.RECRUITING
    assert joined.status_note == WRITTEN.status_note


@pytest.mark.parametrize(
    ("written_date", "registry_date", "registry_wins"),
    [
        ("2024-05", "2024-05-04", True),
        ("2024-05", "2024-05", True),
        ("2024-05", "2026-01-01", True),
        ("2024-05", "2024-04-30", False),
        ("2024-05", None, False),
        (None, "2020-01-01", True),
        (None, None, True),
    ],
)
def test_the_later_dated_status_is_shown(
    written_date: str | None, registry_date: str | None, registry_wins: bool
) -> None:
    written = replace(
        WRITTEN,
        record=replace(
            WRITTEN.record, status_date=PartialDate(written_date) if written_date else None
        ),
    )
    registry = TrialRecord(
        "NCT00000001",
        "Registry title",
        overall_status=OverallStatus.TERMINATED,
        status_date=PartialDate(registry_date) if registry_date else None,
        why_stopped="No money",
    )
    joined = join(written, registry)
    winner = registry if registry_wins else written.record
    assert joined.record.overall_status == winner.overall_status
    assert joined.record.status_date == winner.status_date
    assert joined.record.why_stopped == winner.why_stopped
    assert joined.status_note == (None if registry_wins else WRITTEN.status_note)


def test_a_registry_without_a_status_never_takes_one_away() -> None:
    registry = TrialRecord("NCT00000001", "A title", status_date=PartialDate("2026-01-01"))
    joined = join(WRITTEN, registry)
    assert joined.record.overall_status == OverallStatus.RECRUITING
    assert joined.record.status_date == PartialDate("2024-05")


def test_the_reason_of_an_older_status_is_not_carried_into_a_newer_one() -> None:
    stopped = replace(WRITTEN, record=replace(WRITTEN.record, why_stopped="Paused"))
    registry = TrialRecord(
        "NCT00000001",
        "A title",
        overall_status=OverallStatus.RECRUITING,
        status_date=PartialDate("2026-01-01"),
    )
    assert join(stopped, registry).record.why_stopped is None


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("trials/NCT00000001.md", '"RECRUITING"', '"OPEN"', "expected one of"),
        ("trials/NCT00000001.md", '"2024-05"', '"May 2024"', '"2022-05"'),
        ("trials/NCT00000001.md", '"6 Months"', '"half a year"', "expected an age"),
        ("trials/NCT00000001.md", '"NCT00000001"', '"NCT00000009"', "rename one of them"),
        ("trials/NCT00000001.md", '"NCT00000001"', '"NCT1"', "NCT and eight digits"),
        ("trials/NCT00000001.md", "phases", "phase", "unknown"),
        ("trials/NCT00000001.md", "## Results", "## Outcome", "expected one of"),
        ("news/2024-05-04-results.md", "2024-05-04", "2024-05-05", "rename one of them"),
        ("news/2024-05-04-results.md", "NCT00000001", "NCT1", "no NCT id"),
        ("glossary/trial.md", "see_also = []", 'see_also = ["none"]', "no file of glossary/"),
        ("guides/join.md", "questions", "question", "unknown"),
    ],
)
def test_a_faulty_file_is_told(folder: Path, name: str, old: str, new: str, words: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_corpus(folder)
    assert words in str(caught.value)
    assert caught.value.path == path
    assert [str(fault) for fault in check(folder)] == [str(caught.value)]


def test_every_fault_is_told_at_once(folder: Path) -> None:
    for path in folder.glob("*/*.md"):
        path.write_text("no header", encoding="utf-8")
    assert len(check(folder)) == 4


def test_a_month_is_enough_for_news(folder: Path) -> None:
    path = folder / "news" / "2024-06-paused.md"
    path.write_text(NEWS.replace("2024-05-04", '"2024-06"'), encoding="utf-8")
    dates = [d.date for d in load_corpus(folder).documents if hasattr(d, "date")]
    assert PartialDate("2024-06") in dates


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds no documents"):
        load_corpus(tmp_path)


LATER = TrialRecord(
    "NCT00000001", "Registry title", overall_status=OverallStatus.RECRUITING,
    status_date=PartialDate("2026-05-04"),
)  # fmt: skip


def test_a_trial_that_the_registry_lists_no_more_says_since_when(folder: Path) -> None:
    other = replace(LATER, nct_id="NCT00000009")
    since = PartialDate("2026-11-20")
    trials = load_corpus(folder, [], Synced(gone=((LATER, since), (other, since)))).documents
    found = {t.doc_id: t for t in trials if isinstance(t, Trial)}
    assert found["NCT00000001"].gone_since == since
    assert found["NCT00000001"].name == "A plain name"
    assert not found["NCT00000001"].unconfirmed
    assert found["NCT00000009"].gone_since == since


def test_what_an_admin_dropped_is_left_out_though_people_wrote_about_it(folder: Path) -> None:
    trials = load_corpus(folder, [], Synced(dropped=frozenset({"NCT00000001"}))).documents
    assert not any(isinstance(document, Trial) for document in trials)


def test_words_written_under_an_earlier_id_join_the_record_that_took_its_place(
    folder: Path,
) -> None:
    record = replace(LATER, nct_id="NCT00000007", aliases=("NCT00000001",))
    [trial] = [t for t in load_corpus(folder, [record]).documents if isinstance(t, Trial)]
    assert (trial.doc_id, trial.name) == ("NCT00000007", "A plain name")
    assert not trial.unconfirmed

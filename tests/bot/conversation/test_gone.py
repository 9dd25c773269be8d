"""A trial that left the registry, or has another number now, is told as that and never as open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.answering import Answerer, Reader
from bot.conversation.context import Context
from bot.corpus_build import read_corpus
from bot.plain import plain_text
from bot.settings import load_settings
from content.documents import Trial
from content.languages import LANGUAGES
from content.records import OverallStatus, PartialDate, TrialRecord
from content.registry.store import RegistryStore
from content.registry.study import read_study
from tests.bot.conversation.conftest import NOW, serve
from tests.content.registry.studies import nct_id, study

OPEN = TrialRecord(
    "NCT00000031", "Everolimus in lung carcinoid", overall_status=OverallStatus.RECRUITING,
    status_date=PartialDate("2026-11-01"), conditions=("Lung Carcinoid",),
    aliases=("NCT00000032",),
)  # fmt: skip
GONE = Trial(
    replace(OPEN, nct_id="NCT00000033", brief_title="Lanreotide in lung carcinoid", aliases=()),
    "Lanreotide in lung carcinoid",
    gone_since=PartialDate("2026-11-20"),
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    documents = (Trial(OPEN, OPEN.brief_title), GONE)
    return Answerer(serve(documents, tmp_path_factory.mktemp("gone")))


def ask(answerer: Answerer, text: str, language: str = "en") -> str:
    found = answerer.answer(text, Context(), Reader(language), NOW.date())
    return plain_text(found.text)


def test_a_trial_that_left_the_registry_says_so_when_it_is_asked_for(answerer: Answerer) -> None:
    answer = ask(answerer, "is NCT00000033 still open?")
    assert "No longer in the registry as of November 20, 2026" in answer
    assert "🟢" not in answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(answerer: Answerer, language: str) -> None:
    card = ask(answerer, "NCT00000033", language)
    assert "⚪" in card
    assert "2026" in next(line for line in card.splitlines() if line.startswith("⚪"))


def test_it_is_not_found_otherwise(answerer: Answerer) -> None:
    assert "NCT00000033" not in ask(answerer, "trials for lung carcinoid")


def test_an_earlier_number_leads_to_the_trial_and_says_so(answerer: Answerer) -> None:
    answer = ask(answerer, "what is NCT00000032?")
    assert "NCT00000032 is an earlier number of NCT00000031." in answer
    assert "Everolimus in lung carcinoid" in answer
    assert "not in my list" not in answer


def test_a_build_marks_what_a_full_sync_no_longer_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETTRIALS_HOME", str(tmp_path))
    with RegistryStore(tmp_path / "registry.db") as store:
        first = store.syncs.begin("https://example.org")
        studies = [read_study(study(number)) for number in range(1, 12)]
        store.upsert(studies, first, NOW.replace(day=1))
        later = store.syncs.begin("https://example.org")
        store.upsert(studies[1:], later, NOW)
        assert store.note_absent(later, NOW) == 1
    documents = read_corpus(load_settings()).documents
    trials = {t.doc_id: t for t in documents if isinstance(t, Trial)}
    assert trials[nct_id(1)].gone_since == PartialDate("2026-11-24")
    assert trials[nct_id(2)].gone_since is None

"""The retriever finds the right trial in a patient's words, and says when there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.documents import Kind
from index.retriever import Missing, Retriever
from tests.index.retrieval_corpus import (
    ASTHMA,
    CHILD_MTC,
    DOCUMENTS,
    GUT_PRRT,
    LEAVING,
    LUNG_EVEROLIMUS,
    NEC_CHEMO,
    PNET_PRRT,
    PRRT,
    RESULTS,
    retriever_over,
)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return retriever_over(tmp_path_factory.mktemp("home"))


def first(retriever: Retriever, text: str, *history: str) -> str:
    return retriever.search(text, history).hits[0].doc_id


@pytest.mark.parametrize(
    ("text", "trial"),
    [
        ("radioactive injection for pancreas NET", PNET_PRRT),
        ("lutathera for pancreatic net", PNET_PRRT),
        ("terapia con lutecio, tumor neuroendocrino de páncreas", PNET_PRRT),
        ("胰腺神经内分泌肿瘤 镥", PNET_PRRT),
        ("afinitor for my mum's lung carcinoid", LUNG_EVEROLIMUS),
        ("chemo for neuroendocrine carcinoma", NEC_CHEMO),
        ("whats nct 0000 0003", GUT_PRRT),
        ("tell me about LUPAN", PNET_PRRT),
        ("is lupan still open", PNET_PRRT),
    ],
)
def test_the_trial_that_was_meant_comes_first(
    retriever: Retriever, text: str, trial: object
) -> None:
    assert first(retriever, text) == trial.doc_id  # type: ignore[attr-defined]


def test_a_place_is_met_by_sites_in_one_text(retriever: Retriever) -> None:
    assert first(retriever, "NET trial near tampa") == LUNG_EVEROLIMUS.doc_id


def test_records_elsewhere_are_left_out_and_silent_ones_say_so(retriever: Retriever) -> None:
    hits = {hit.doc_id: hit for hit in retriever.search("PRRT in Spain").hits}
    assert hits[PNET_PRRT.doc_id].open_filters == ()
    assert hits[GUT_PRRT.doc_id].open_filters == ("place_not_stated",)
    assert LUNG_EVEROLIMUS.doc_id not in hits


def test_a_record_off_the_subject_is_no_hit(retriever: Retriever) -> None:
    result = retriever.search("recruiting trials in Spain for NET")
    assert ASTHMA.doc_id not in [hit.doc_id for hit in result.hits]
    assert result.hits[0].doc_id == PNET_PRRT.doc_id


def test_a_record_off_the_subject_is_shown_when_its_id_is_given(retriever: Retriever) -> None:
    assert first(retriever, f"what is {ASTHMA.doc_id}") == ASTHMA.doc_id


def test_age_rules_out_what_states_another(retriever: Retriever) -> None:
    hits = [h.doc_id for h in retriever.search("my son is 9, medullary thyroid cancer").hits]
    assert hits[0] == CHILD_MTC.doc_id
    assert PNET_PRRT.doc_id not in hits


def test_a_follow_up_keeps_the_subject(retriever: Retriever) -> None:
    assert first(retriever, "and in Germany?", "neuroendocrine carcinoma") == NEC_CHEMO.doc_id


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("acupuncture for carcinoid", Missing.THERAPY),
        ("proton beam for pancreatic net", Missing.THERAPY),
        ("fictatinib for lung carcinoid", Missing.THERAPY),
        ("PRRT in Argentina", Missing.PLACE),
        ("merkel cell carcinoma", Missing.DISEASE),
        ("vandetanib for lung carcinoid", Missing.TOGETHER),
        ("hypnotherapy for carcinoid", Missing.THERAPY),
        ("my dog has lung carcinoid", Missing.DISEASE),
        ("breast cancer trial", Missing.DISEASE),
        ("cáncer de mama", Missing.DISEASE),
        ("NCT09999999", Missing.WORD),
    ],
)
def test_what_no_record_has_is_not_answered(
    retriever: Retriever, text: str, missing: Missing
) -> None:
    result = retriever.search(text)
    assert (result.abstained, result.missing, result.hits) == (True, missing, ())
    assert result.missing_words


def test_what_is_near_by_is_offered_apart(retriever: Retriever) -> None:
    near = retriever.search("PRRT in Argentina").near
    assert {hit.doc_id for hit in near} >= {PNET_PRRT.doc_id, GUT_PRRT.doc_id}


def test_a_hit_shows_a_passage_of_its_own(retriever: Retriever) -> None:
    hit = retriever.search("everolimus lung carcinoid").hits[0]
    assert "Everolimus" in hit.passage
    assert hit.section


def test_the_query_is_told_back(retriever: Retriever) -> None:
    query = retriever.parse("lutathera for pancreatic net, still recruiting, in Spain")
    parts = retriever.describe(query)
    assert parts == (
        "Lutetium Lu 177 Dotatate", "Pancreatic Neuroendocrine Tumor", "recruiting", "Spain",
    )  # fmt: skip


def test_the_sites_of_a_trial_are_set_against_the_place_asked_for(retriever: Retriever) -> None:
    query = retriever.parse("NET near Tampa")
    [tampa] = retriever.sites(query, LUNG_EVEROLIMUS)
    assert (tampa.site, tampa.inside) == (LUNG_EVEROLIMUS.record.sites[0], True)
    assert not any(found.inside for found in retriever.sites(query, PNET_PRRT))


def test_texts_are_found_by_kind_or_not_at_all(retriever: Retriever) -> None:
    def found(text: str, kind: Kind) -> list[str]:
        return [hit.doc_id for hit in retriever.search_texts(text, (kind,), 3)]

    assert found("what is PRRT", Kind.TERM) == [PRRT.doc_id]
    assert found("can i quit the trial", Kind.GUIDE) == [LEAVING.doc_id]
    assert found("news on everolimus", Kind.NEWS) == [RESULTS.doc_id]
    assert found("how tall is the tower", Kind.TERM) == []


def test_the_latest_news_are_what_there_is(retriever: Retriever) -> None:
    hits = retriever.search_texts("latest news please", (Kind.NEWS,), 3)
    assert [hit.doc_id for hit in hits] == [RESULTS.doc_id]


def test_a_greeting_finds_no_trial(retriever: Retriever) -> None:
    result = retriever.search("hello")
    assert (result.abstained, result.hits, result.missing) == (True, (), None)


def test_what_a_message_names_is_told_apart(retriever: Retriever) -> None:
    named = retriever.named(retriever.parse("PRRT for pancreatic NET in Spain"))
    assert (named.trial, named.disease, named.therapy, named.place, named.term) == (
        False, True, True, True, True,
    )  # fmt: skip
    assert not retriever.named(retriever.parse("how is the weather")).in_scope


def test_open_trials_are_on_the_subject(retriever: Retriever) -> None:
    assert retriever.open_trials(date(2026, 1, 1)) == (PNET_PRRT.doc_id,)


def test_similar_trials_leave_out_the_trial_itself(retriever: Retriever) -> None:
    similar = [hit.doc_id for hit in retriever.similar(PNET_PRRT.doc_id, 3)]
    assert PNET_PRRT.doc_id not in similar
    assert similar[0] == GUT_PRRT.doc_id


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=40)
def test_any_text_is_answered_or_abstained(text: str) -> None:
    result = _cached().search(text)
    assert result.abstained == (not result.hits)


_MADE: list[Retriever] = []


def _cached() -> Retriever:
    if not _MADE:
        import tempfile

        _MADE.append(retriever_over(Path(tempfile.mkdtemp())))
    return _MADE[0]


def test_a_term_is_named_with_and_without_what_stands_in_brackets() -> None:
    from index.texts import _with_and_without_brackets

    assert _with_and_without_brackets("Hazard ratio (HR)") == (
        "Hazard ratio (HR)",
        "Hazard ratio",
        "HR",
    )
    assert _with_and_without_brackets("Placebo") == ("Placebo",)


def test_an_unconfirmed_trial_stands_below_a_confirmed_one_but_not_when_named(
    tmp_path: Path,
) -> None:
    unconfirmed = replace(GUT_PRRT, unconfirmed=True)
    documents = tuple(unconfirmed if each is GUT_PRRT else each for each in DOCUMENTS)
    retriever = retriever_over(tmp_path, documents)
    found = [hit.doc_id for hit in retriever.search("lutetium").hits]
    assert found.index(PNET_PRRT.doc_id) < found.index(GUT_PRRT.doc_id)
    assert first(retriever, f"lutetium {GUT_PRRT.doc_id}") == GUT_PRRT.doc_id

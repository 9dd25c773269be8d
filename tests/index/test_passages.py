"""Documents are cut along their own structure into pieces that an encoder can read whole."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.documents import Guide, Section, Term, Trial
from content.records import OverallStatus, PartialDate, Site, TrialRecord
from index.passages import PLACES, WORDS, passages_of, split
from tests.index.corpora import CORPUS, EVEROLIMUS, LUTETIUM


def _texts(document: Trial | Term | Guide) -> dict[str, str]:
    return {passage.section: passage.text for passage in passages_of(document)}


def test_a_trial_is_cut_along_its_structure() -> None:
    assert _texts(LUTETIUM) == {
        "Title": (
            "Lutetium for the small bowel. Lutetium in small bowel tumours\n"
            "Conditions: Neuroendocrine Tumors, Carcinoid Tumor.\n"
            "Interventions: 177Lu-dotatate, Lutathera."
        ),
        "Summary": "Lutetium for the small bowel\nLutetium is given every eight weeks.",
        "Who can join": "Lutetium for the small bowel\n* Age >= 18 years",
        "Who cannot join": "Lutetium for the small bowel\n* Pregnancy",
        "Where": "Lutetium for the small bowel\nSpain: Madrid.",
    }


def test_plain_words_take_the_place_of_the_records_own_summary() -> None:
    summary = _texts(EVEROLIMUS)["Summary"]
    assert (
        summary == "Everolimus for lung carcinoid\nA tablet a day.\nIt is compared with a placebo."
    )


def test_a_changed_status_changes_no_passage() -> None:
    record = replace(
        LUTETIUM.record,
        overall_status=OverallStatus.COMPLETED,
        status_date=PartialDate("2024-05"),
    )
    assert passages_of(replace(LUTETIUM, record=record)) == passages_of(LUTETIUM)


def test_the_hash_is_that_of_the_text() -> None:
    for passage in passages_of(LUTETIUM):
        assert passage.sha256 == hashlib.sha256(passage.text.encode()).hexdigest()


def test_no_document_is_without_a_passage() -> None:
    bare = Trial(TrialRecord("NCT00000009", ""), "")
    empty_term = Term("x", "X", "a letter", ())
    assert [passage.text for passage in passages_of(bare)] == ["NCT00000009"]
    assert [passage.text for passage in passages_of(empty_term)] == ["X: a letter."]
    assert all(passages_of(document) for document in CORPUS)


def test_hundreds_of_sites_become_one_list_of_cities() -> None:
    sites = tuple(Site(f"Hospital {n}", f"City {n}", None, "Spain") for n in range(844))
    record = replace(LUTETIUM.record, sites=sites)
    (where,) = [p for p in passages_of(replace(LUTETIUM, record=record)) if p.section == "Where"]
    assert where.text.count("City") == PLACES


def test_a_guide_has_its_questions_as_a_passage_of_their_own() -> None:
    guide = Guide("leave", "Leaving a trial", (Section("Summary", "You may."),), ("can I quit?",))
    assert [(p.section, p.text) for p in passages_of(guide)] == [
        ("Title", "Leaving a trial\ncan I quit?"),
        ("Summary", "Leaving a trial\nYou may."),
    ]


def test_a_long_text_is_split_at_lines_before_sentences() -> None:
    paragraph = "one two three four five."
    assert split(f"{paragraph}\n\n{paragraph}\n\n{paragraph}", words=10) == (
        f"{paragraph}\n{paragraph}",
        paragraph,
    )
    assert split("one two three. four five six. seven", words=4) == (
        "one two three.",
        "four five six.\nseven",
    )


@pytest.mark.parametrize("text", ["word " * 5000, "word. " * 5000, "word\n" * 5000])
def test_no_piece_is_longer_than_it_may_be(text: str) -> None:
    assert max(len(piece.split()) for piece in split(text)) <= WORDS


@given(st.text(), st.integers(1, 30))
def test_splitting_loses_no_word(text: str, words: int) -> None:
    pieces = split(text, words)
    whole = split(text, 10**9)
    assert " ".join(pieces).split() == " ".join(whole).split()
    assert all(0 < len(piece.split()) <= words for piece in pieces)

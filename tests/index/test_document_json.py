"""A document survives its JSON, whatever is in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.documents import Document, Guide, NewsItem, Term, Trial
from content.records import PartialDate
from index.document_json import decode, encode, sha256_of_document
from index.errors import SnapshotError
from tests.index.corpora import LUTETIUM

_dates = st.dates().map(lambda day: PartialDate(day.isoformat()))
_anything = {PartialDate: _dates}


def _documents() -> st.SearchStrategy[Document]:
    for kind, strategy in _anything.items():
        st.register_type_strategy(kind, strategy)
    return st.one_of(*(st.builds(kind) for kind in (Trial, NewsItem, Term, Guide)))


@given(_documents())
@settings(max_examples=150, deadline=None)
def test_every_document_comes_back_as_it_was(document: Document) -> None:
    assert decode(encode(document)) == document


def test_what_equals_its_default_is_left_out() -> None:
    trial = Trial(replace(LUTETIUM.record, enrollment=0), "A name")
    stored = json.loads(encode(trial))
    assert "status_note" not in stored
    assert stored["record"]["enrollment"] == 0


def test_equal_documents_have_equal_hashes_and_a_changed_status_another() -> None:
    again = replace(LUTETIUM, record=replace(LUTETIUM.record))
    closed = replace(LUTETIUM, record=replace(LUTETIUM.record, overall_status=None))
    assert sha256_of_document(again) == sha256_of_document(LUTETIUM)
    assert sha256_of_document(closed) != sha256_of_document(LUTETIUM)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"kind": "poem"}', '{"kind": "term", "surprise": 1}']
)
def test_what_is_no_document_is_an_error_that_says_what_to_do(text: str) -> None:
    with pytest.raises(SnapshotError, match="nettrials build --full"):
        decode(text)

"""What the project ships to read: complete, plain, and true to its sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from content.corpus import check, load_corpus
from content.documents import Document, Guide, Kind, NewsItem, Term, Trial, kind_of, title_of
from content.readability import grade
from content.registry.ids import NCT_ID, find_nct_ids
from content.terms import load_lexicon
from tests.shared_data import SHARED, needs_shared

DOCUMENTS = load_corpus().documents
THE_FOUR = {"NCT01578239", "NCT02724540", "NCT02683941", "NCT02595424"}
HIGHEST_GRADE = 8.0

_NAMES = {"drug", "isotope", "gene"}
_CONTACT = re.compile(r"\S+@\S+\.\w|https?://|www\.|\+?\d[\d ()-]{8,}\d")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def body(document: Document) -> str:
    """Everything under every heading."""
    return "\n\n".join(part.text for part in document.sections)


def named(document: Document) -> str:
    return document.doc_id


def of(kind: Kind) -> list[Document]:
    return [document for document in DOCUMENTS if kind_of(document) == kind]


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """What a reader skips over: names of drugs, isotopes and genes, and abbreviations."""
    found = set()
    for concept in load_lexicon().concepts.values():
        for language, form in concept.forms:
            abbreviation = len(form) > 1 and form.upper() == form
            if language == "en" and (abbreviation or concept.type in _NAMES):
                found.add(form)
    return frozenset(found)


def names_in(document: Document) -> frozenset[str]:
    own: set[str] = {title_of(document)}
    if isinstance(document, Trial):
        own |= {*document.also_known_as, *document.record.officials}
    if isinstance(document, Term):
        own |= set(document.also)
    if isinstance(document, Trial) and document.record.lead_sponsor:
        own.add(document.record.lead_sponsor)
    text = " ".join(body(document).casefold().split())
    return frozenset(name for name in names() | own if name.casefold() in text)


def test_every_file_loads() -> None:
    assert [str(fault) for fault in check()] == []


@pytest.mark.parametrize(
    ("kind", "least"), [(Kind.TRIAL, 55), (Kind.NEWS, 6), (Kind.GUIDE, 15), (Kind.TERM, 80)]
)
def test_there_is_enough_of_every_kind(kind: Kind, least: int) -> None:
    assert len(of(kind)) >= least


def test_the_four_trials_of_the_owner_are_there() -> None:
    assert {document.doc_id for document in DOCUMENTS} >= THE_FOUR


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_text_is_plain(document: Document) -> None:
    assert grade(body(document), ignore=names_in(document)) <= HIGHEST_GRADE


@pytest.mark.parametrize("document", of(Kind.TERM), ids=named)
def test_a_short_meaning_is_short(document: Term) -> None:
    assert len(document.short.split()) <= 15
    assert not document.short.endswith(".")


@pytest.mark.parametrize("document", of(Kind.GUIDE), ids=named)
def test_a_guide_knows_how_people_ask_for_it(document: Guide) -> None:
    assert 5 <= len(document.questions) <= 14
    assert len(document.asked) >= 15
    assert document.sources


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_trial_that_is_named_is_there(document: Document) -> None:
    mentioned = set(find_nct_ids(body(document)))
    if isinstance(document, NewsItem):
        mentioned |= set(document.nct_ids)
    assert mentioned <= {other.doc_id for other in DOCUMENTS}


def test_every_related_term_is_there() -> None:
    known = {document.doc_id for document in DOCUMENTS}
    related = {slug for document in DOCUMENTS if isinstance(document, Term)
               for slug in document.see_also}  # fmt: skip
    assert related <= known


def test_every_concept_of_the_glossary_is_in_the_lexicon() -> None:
    concepts = {d.concept_id for d in DOCUMENTS if isinstance(d, Term) and d.concept_id}
    assert concepts <= set(load_lexicon().concepts)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_no_text_holds_a_contact_or_a_link(document: Document) -> None:
    plain = NCT_ID.sub("", body(document))
    assert _CONTACT.findall(plain) == []


@pytest.mark.parametrize("document", [*of(Kind.TRIAL), *of(Kind.NEWS)], ids=named)
def test_recruiting_is_only_said_with_its_date(document: Document) -> None:
    undated = [
        sentence
        for sentence in _SENTENCE.split(body(document))
        if re.search(r"\brecruiting\b", sentence, re.I) and not _DATE.search(sentence)
    ]
    assert undated == []


@pytest.mark.parametrize("document", of(Kind.TRIAL), ids=named)
def test_every_trial_says_where_it_is_from_and_how_old_its_status_is(document: Trial) -> None:
    record = document.record
    assert document.sources
    if record.overall_status is not None:
        assert record.status_date is not None or document.status_note


@lru_cache(maxsize=1)
def known_numbers() -> tuple[frozenset[str], dict[str, str]]:
    """The numbers of the fact sheet, and the text of each record of the reference set."""
    sheet = (SHARED / "facts.md").read_text(encoding="utf-8")
    records = {}
    with (SHARED / "registry" / "net.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            ident = json.loads(line)["protocolSection"]["identificationModule"]
            records[ident["nctId"]] = line
    return frozenset(numbers(sheet)), records


def numbers(text: str) -> Iterator[str]:
    """The numbers of `text` as written, but 1,234 as 1234 and 04 as 4."""
    for match in re.findall(r"\d[\d,]*(?:\.\d+)?", text):
        plain = match.rstrip(",").replace(",", "")
        yield plain.lstrip("0") if "." not in plain else plain


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("document", [*of(Kind.TRIAL), *of(Kind.NEWS)], ids=named)
def test_every_number_stands_in_its_source(document: Document) -> None:
    sheet, records = known_numbers()
    mentioned = [document.doc_id, *(document.nct_ids if isinstance(document, NewsItem) else ())]
    known = sheet | {n for nct_id in mentioned for n in numbers(records.get(nct_id, ""))}
    said = {number for number in numbers(body(document)) if len(number) > 1}
    assert said - known == set()

"""Cuts a document into passages along its own structure, each small enough to encode.

A trial's name, conditions and interventions are a passage of their own: it is the one that dense
retrieval finds by. Then what people wrote, and where nobody wrote, the record's own text: summary,
who can join, who cannot, what is studied, where, results. News, terms and guides: title with
summary, then each section. Long parts are split at paragraphs, then sentences.

No passage holds a status or a date of it: those change without a word to encode again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.documents import SUMMARY, Document, Guide, NewsItem, Term, Trial, section
from content.records import Site, TrialRecord
from index.criteria import readable, split_criteria

TITLE = "Title"
STUDIED = "What is studied"
INCLUSION = "Who can join"
EXCLUSION = "Who cannot join"
WHERE = "Where"
RESULTS = "Results"

WORDS = 150
"""Words a passage holds at most; about the 256 tokens that the default model reads."""
PLACES = 40
"""Cities that a passage on places names at most; filters, not passages, find the rest."""
PARTS = 4
"""Passages of one long description at most."""

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: whose it is, which part, its text, and the hash of that text."""

    doc_id: str
    section: str
    text: str
    sha256: str


def passages_of(document: Document) -> tuple[Passage, ...]:
    """The passages of `document`, in reading order; never empty, never an empty text."""
    match document:
        case Trial():
            parts = _trial_parts(document)
        case NewsItem():
            parts = _titled_parts(document, document.title)
        case Term():
            names = "; ".join((document.title, *document.also))
            parts = _titled_parts(document, f"{names}: {document.short}.")
        case Guide():
            parts = _guide_parts(document)
    return tuple(
        Passage(document.doc_id, heading, text, hashlib.sha256(text.encode()).hexdigest())
        for heading, text in parts
    )


def split(text: str, words: int = WORDS) -> tuple[str, ...]:
    """`text` in pieces of at most `words` words, cut at lines, else sentences, else anywhere."""
    return tuple(_packed(_small_enough(readable(text), words), words))


def _trial_parts(trial: Trial) -> Iterator[tuple[str, str]]:
    record = trial.record
    yield TITLE, _title_text(trial)
    inclusion, exclusion = split_criteria(record.eligibility_criteria)
    written = {part.heading for part in trial.sections}
    yield from _pieces(trial, SUMMARY, [] if SUMMARY in written else [record.brief_summary])
    yield from _pieces(trial, STUDIED, [] if STUDIED in written else [_studied(record)])
    yield from _pieces(trial, INCLUSION, [inclusion])
    yield from _pieces(trial, EXCLUSION, [exclusion])
    yield from _pieces(trial, WHERE, [_places(record.sites)])
    yield from _pieces(trial, RESULTS, [])


def _pieces(trial: Trial, heading: str, registry: list[str | None]) -> Iterator[tuple[str, str]]:
    """What people wrote under `heading`, then the record's own text, each with the trial's name."""
    for text in (section(trial, heading), *registry):
        for piece in split(text or "")[: PARTS if heading == STUDIED else None]:
            yield heading, f"{trial.name}\n{piece}"


def _title_text(trial: Trial) -> str:
    record = trial.record
    names = _unique((trial.name, record.acronym, record.brief_title, *trial.also_known_as))
    interventions = _unique(
        name for tried in record.interventions for name in (tried.name, *tried.other_names[:2])
    )
    lines = [
        ". ".join(names),
        _labelled("Conditions", _unique(record.conditions)[:12]),
        _labelled("Interventions", interventions[:15]),
    ]
    return readable("\n".join(line for line in lines if line)) or trial.doc_id


def _labelled(label: str, values: list[str]) -> str:
    return f"{label}: {', '.join(values)}." if values else ""


def _studied(record: TrialRecord) -> str:
    outcomes = "; ".join(outcome.measure for outcome in record.primary_outcomes[:10])
    measured = f"Main outcomes: {outcomes}." if outcomes else ""
    return "\n".join(part for part in (measured, record.detailed_description or "") if part)


def _places(sites: tuple[Site, ...]) -> str:
    """Cities by country, in the record's order: `Spain: Madrid, Barcelona.`"""
    cities: dict[str, list[str]] = {}
    for site in sites:
        place = ", ".join(_unique((site.city, site.state))) or site.facility or ""
        known = cities.setdefault(site.country or "Country not stated", [])
        if place and place not in known and sum(map(len, cities.values())) < PLACES:
            known.append(place)
    return "\n".join(f"{country}: {'; '.join(names)}." for country, names in cities.items())


def _guide_parts(guide: Guide) -> Iterator[tuple[str, str]]:
    yield TITLE, "\n".join((guide.title, *guide.questions))
    yield from _titled_parts(guide, guide.title)


def _titled_parts(document: NewsItem | Term | Guide, title: str) -> Iterator[tuple[str, str]]:
    if not document.sections:
        yield TITLE, readable(title) or document.doc_id
    for part in document.sections:
        for piece in split(part.text):
            yield part.heading, f"{readable(title)}\n{piece}"


def _small_enough(text: str, words: int) -> Iterator[str]:
    """Lines, and where a line is too long its sentences, and where one is, runs of words."""
    for line in filter(None, text.split("\n")):
        for sentence in [line] if _length(line) <= words else _SENTENCE_END.split(line):
            parts = sentence.split()
            yield from (" ".join(parts[at : at + words]) for at in range(0, len(parts), words))


def _packed(pieces: Iterable[str], words: int) -> Iterator[str]:
    """Neighbouring pieces joined as long as they fit."""
    held: list[str] = []
    for piece in pieces:
        if held and _length(" ".join(held)) + _length(piece) > words:
            yield "\n".join(held)
            held = []
        held.append(piece)
    if held:
        yield "\n".join(held)


def _length(text: str) -> int:
    return len(text.split())


def _unique(names: Iterable[str | None]) -> list[str]:
    """`names` without the empty ones and without a second spelling in other case."""
    spelled: dict[str, str] = {}
    for name in filter(None, names):
        spelled.setdefault(name.casefold(), name)
    return list(spelled.values())

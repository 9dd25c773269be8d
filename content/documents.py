"""A document: what the bot may quote. Trial, news item, glossary term or guide, as frozen values.

A trial joins two owners: its `record` owns the facts (status, sites, dates), its plain words come
from people. Where nobody has written words yet, `sections` is empty and an answer quotes the
record's own first sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from content.records import PartialDate, TrialRecord


class Kind(StrEnum):
    """What a document is."""

    TRIAL = "trial"
    NEWS = "news"
    TERM = "term"
    GUIDE = "guide"


SUMMARY = "Summary"


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document, the first always `Summary`. A blank line parts paragraphs."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial: the registry's record and, where people wrote them, plain words.

    `unconfirmed`: the registry was synced and its sync does not hold this trial, so the record is
    as people transcribed it and nobody has looked since whether its status still holds.
    `gone_since`: the day on which the registry was first found not to list it any more.
    """

    record: TrialRecord
    name: str
    also_known_as: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    status_note: str | None = None
    sources: tuple[str, ...] = ()
    unconfirmed: bool = False
    gone_since: PartialDate | None = None

    @property
    def doc_id(self) -> str:
        """The NCT id."""
        return self.record.nct_id


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A dated news item; the date may be known to the month only."""

    doc_id: str
    title: str
    date: PartialDate
    sections: tuple[Section, ...]
    nct_ids: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: str = ""
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry; `short` is the meaning in a few words, for use in other texts."""

    doc_id: str
    title: str
    short: str
    sections: tuple[Section, ...]
    also: tuple[str, ...] = ()
    concept_id: str | None = None
    see_also: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A short guide on joining a trial.

    `questions` are ways people ask for it in English, `asked` ways in other languages.
    """

    doc_id: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


Document = Trial | NewsItem | Term | Guide


def kind_of(document: Document) -> Kind:
    """What `document` is."""
    match document:
        case Trial():
            return Kind.TRIAL
        case NewsItem():
            return Kind.NEWS
        case Term():
            return Kind.TERM
        case Guide():
            return Kind.GUIDE


def title_of(document: Document) -> str:
    """The name a patient sees."""
    return document.name if isinstance(document, Trial) else document.title


def section(document: Document, heading: str) -> str | None:
    """The text under `heading`, or None."""
    return next((part.text for part in document.sections if part.heading == heading), None)

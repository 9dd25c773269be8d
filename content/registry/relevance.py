"""Whether a record is about neuroendocrine tumors: a judged rule, its words in a data file.

A record counts when the disease is named where a record says what it is about (title, conditions,
keywords, treatments, summary) or among those who can join. "Neuroendocrine" alone does not: a
study of stress says "neuroendocrine response". The words stand in `content/registry_search.toml`;
nothing is deleted for being judged off, so an admin can look at it and decide otherwise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.records import TrialRecord
from content.registry.search import SEARCH_FILE, SearchTable, read_search_file

_SPELLINGS = (
    *((mark, " ") for mark in "-/‐‑–"),
    ("tumour", "tumor"),
    ("phaeochrom", "pheochrom"),
    ("oesoph", "esoph"),
    ("neuro endocrin", "neuroendocrin"),
)
# Lines of the criteria may be wrapped: a sentence ends at a blank line, a list mark or a full stop.
_SENTENCE = re.compile(r"\n\s*\n|\n\s*(?:[-*•]|\d+[.)])|;|\.\s")
_NEGATION_REACH = 40  # characters before a name
_CRITERIA_END = re.compile(r"exclusion\s+criteria|exclusion\s*:|\bexclusions?\s*\n", re.I)
_CRITERIA_START = re.compile(r"inclusion\s+criteria|inclusion\s*:|inclusions?\s*\n", re.I)


@dataclass(frozen=True, slots=True)
class Relevance:
    """The judgement and, in a few words, what it rests on."""

    relevant: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RelevanceRule:
    """The rule's words, made ready; `version` changes whenever they do."""

    stems: tuple[str, ...]  # one of these stands in every text that names the disease
    disease: re.Pattern[str]
    acronyms: tuple[str, ...]
    acronym: re.Pattern[str]
    bare: re.Pattern[str]
    negated: re.Pattern[str]
    refused: re.Pattern[str]
    oncology: re.Pattern[str]
    others: re.Pattern[str]
    version: str

    def judge(self, record: TrialRecord) -> Relevance:
        """The judgement on `record`."""
        about = _about(record)
        for place, text in about.items():
            if found := self._named(text) or self._bare(place, text):
                return Relevance(True, f"{place}: {found}")
        if found := self._other(about):
            return Relevance(False, f"about {found}")
        summary = record.brief_summary or ""
        if found := self._named(summary):
            return Relevance(True, f"summary: {found}")
        if not self.oncology.search(_fold(" ".join((*about.values(), summary)))):
            return Relevance(False, "about no tumor")
        return self._in_passing(record)

    def _in_passing(self, record: TrialRecord) -> Relevance:
        for place, text in _in_passing(record):
            sentences = _SENTENCE.split(inclusion(text)) if self._named(text) else ()
            for sentence in sentences:
                if (found := self._named(sentence)) and not self.refused.search(_fold(sentence)):
                    return Relevance(True, f"{place}: {found}")
        return Relevance(False, "no neuroendocrine tumor is named")

    def _named(self, text: str) -> str | None:
        if any(name in text for name in self.acronyms) and (found := self.acronym.search(text)):
            return found.group()
        plain = _fold(text)
        if not any(stem in plain for stem in self.stems):
            return None
        for match in self.disease.finditer(plain):
            before = plain[max(0, match.start() - _NEGATION_REACH) : match.start()]
            if not self.negated.search(before):
                return match.group()
        return None

    def _bare(self, place: str, text: str) -> str | None:
        """The adjective as a whole condition or keyword of its own."""
        match = self.bare.search(_fold(text)) if place in {"conditions", "keywords"} else None
        return match.group(1) if match else None

    def _other(self, about: Mapping[str, str]) -> str | None:
        match = self.others.search(_fold(f"{about['title']} {about['conditions']}"))
        return match.group() if match else None


def is_relevant(record: TrialRecord, rule: RelevanceRule | None = None) -> Relevance:
    """The judgement on `record` by `rule`, the shipped one where none is given."""
    return (rule or load_rule()).judge(record)


def rule_version() -> str:
    """Changes whenever the shipped rule does."""
    return load_rule().version


@lru_cache(maxsize=4)
def load_rule(path: Path = SEARCH_FILE) -> RelevanceRule:
    """The rule in `path`. Raises ContentError."""
    table = read_search_file(path).table("relevance")
    adjective = rf"{re.escape(table.text('adjective'))}\w*"
    negations = _choices(table.texts("negations"))
    return RelevanceRule(
        stems=_stems(table),
        disease=re.compile(rf"\b(?:{_choices(table.texts('diseases'))}s?\b|{_pair(table)})"),
        acronyms=table.texts("acronyms"),
        acronym=re.compile(rf"\b(?:{'|'.join(map(re.escape, table.texts('acronyms')))})\b"),
        bare=re.compile(rf"(?:^|\. )({adjective})(?=\.|$)"),
        negated=re.compile(rf"\b(?:{negations})[\s,:(]+(?:(?:a|an|the|any|of|for|history)\s+)*$"),
        refused=re.compile(rf"\b{_choices(table.texts('refusals'))}\b"),
        oncology=re.compile(rf"\b{_choices(table.texts('oncology'))}s?\b"),
        others=re.compile(rf"\b{_choices(table.texts('others'))}s?\b"),
        version=hashlib.sha256(repr(table.values).encode()).hexdigest()[:12],
    )


def _stems(table: SearchTable) -> tuple[str, ...]:
    """The first two words of every name: to look for these first is many times faster."""
    names = (" ".join(_fold(name).split()[:2]) for name in table.texts("diseases"))
    return tuple(dict.fromkeys((table.text("adjective"), *names)))


def _pair(table: SearchTable) -> str:
    """The adjective with a noun behind it, or a noun, the adjective and an end."""
    adjective = rf"{re.escape(table.text('adjective'))}\w*"
    noun = rf"{_choices(table.texts('nouns'))}s?\b"
    barriers = _choices(table.texts("barriers"))
    words = rf"(?:[\s,()]+(?!{barriers}\b)[^\s.;,()]+){{0,{table.number('gap')}}}?[\s,()]+"
    return rf"{adjective}{words}{noun}|{noun},?\s+{adjective}(?=\s*(?:[.;()]|$))"


def _choices(words: Sequence[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    choices = "|".join(re.escape(_fold(word)).replace(r"\ ", r"\s+") for word in longest_first)
    return f"(?:{choices})"


def _fold(text: str) -> str:
    """`text` in small letters, with single spaces and one spelling of words that have several."""
    plain = " ".join(text.lower().split())
    for spelling, chosen in _SPELLINGS:
        plain = plain.replace(spelling, chosen)
    return plain


def _about(record: TrialRecord) -> dict[str, str]:
    """Where a record says what it is about, the plainest place first."""
    return {
        "title": f"{record.brief_title}. {record.official_title or ''}",
        "conditions": ". ".join(record.conditions),
        "keywords": ". ".join(record.keywords),
        "treatments": ". ".join(item.name for item in record.interventions),
    }


def _in_passing(record: TrialRecord) -> Iterator[tuple[str, str]]:
    yield "who can join", record.eligibility_criteria or ""
    yield "description", record.detailed_description or ""


def inclusion(criteria: str) -> str:
    """The part of the criteria that says who can join, without the part that says who cannot."""
    start = _CRITERIA_START.search(criteria)
    end = _CRITERIA_END.search(criteria, start.end() if start else 0)
    return criteria[start.end() if start else 0 : end.start() if end else len(criteria)]

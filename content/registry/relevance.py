"""Whether a record is about neuroendocrine tumors: a judged rule, its words in a data file.

Placeholder: every record counts until the rule's words are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from content.records import TrialRecord


@dataclass(frozen=True, slots=True)
class Relevance:
    """The judgement and, in a few words, what it rests on."""

    relevant: bool
    reason: str


def is_relevant(record: TrialRecord) -> Relevance:
    """The judgement on `record`."""
    return Relevance(bool(record.nct_id), "not judged")


def rule_version() -> str:
    """Changes whenever the rule does."""
    return "0"

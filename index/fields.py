"""What the lexical side reads of a document: ten fields, each with its weight.

A word in a title says more than the same word in a body, and one among the exclusions says almost
nothing in favour of a trial. The weights are the prototype's, a parameter everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from content.documents import SUMMARY, Document, Guide, NewsItem, Term, Trial, section
from content.records import Intervention, Site, TrialRecord
from index.criteria import readable, split_criteria
from index.passages import EXCLUSION, INCLUSION, WHERE

WEIGHTS: Mapping[str, float] = {
    "title": 4.0,
    "acronym_and_ids": 3.0,
    "interventions": 3.0,
    "conditions": 2.5,
    "summary": 1.0,
    "eligibility_inclusion": 0.7,
    "eligibility_exclusion": 0.15,
    "sites": 0.5,
    "sponsor_people": 0.5,
    "body": 0.6,
}
FIELDS: tuple[str, ...] = tuple(WEIGHTS)


def fields_of(document: Document) -> tuple[str, ...]:
    """The text of `document` for each of FIELDS, in that order; empty where it has none."""
    texts = _trial_fields(document) if isinstance(document, Trial) else _other_fields(document)
    return tuple(readable(texts.get(name, "")) for name in FIELDS)


def _trial_fields(trial: Trial) -> dict[str, str]:
    record = trial.record
    inclusion, exclusion = split_criteria(record.eligibility_criteria)
    return {
        "title": _lines(trial.name, record.brief_title, record.official_title),
        "acronym_and_ids": _lines(
            record.nct_id, record.acronym, *record.aliases, *record.org_study_ids,
            *trial.also_known_as,
        ),
        "interventions": _lines(*map(_names, record.interventions)),
        "conditions": _lines(*record.conditions, *record.keywords),
        "summary": _lines(section(trial, SUMMARY), record.brief_summary),
        "eligibility_inclusion": _lines(section(trial, INCLUSION), inclusion),
        "eligibility_exclusion": _lines(section(trial, EXCLUSION), exclusion),
        "sites": _lines(section(trial, WHERE), *map(_place, record.sites)),
        "sponsor_people": _lines(record.lead_sponsor, *record.collaborators, *record.officials),
        "body": _trial_body(trial),
    }  # fmt: skip


def _trial_body(trial: Trial) -> str:
    record: TrialRecord = trial.record
    elsewhere = {SUMMARY, INCLUSION, EXCLUSION, WHERE}
    written = (part.text for part in trial.sections if part.heading not in elsewhere)
    outcomes = (outcome.measure for outcome in record.primary_outcomes)
    tried = (intervention.description for intervention in record.interventions)
    return _lines(*written, record.detailed_description, *outcomes, *tried)


def _other_fields(document: NewsItem | Term | Guide) -> dict[str, str]:
    texts = {
        "title": document.title,
        "summary": section(document, SUMMARY) or "",
        "body": _lines(*(part.text for part in document.sections if part.heading != SUMMARY)),
    }
    match document:
        case NewsItem():
            return texts | {
                "acronym_and_ids": _lines(*document.nct_ids),
                "conditions": _lines(*document.topics),
            }
        case Term():
            return texts | {
                "title": _lines(document.title, *document.also),
                "summary": _lines(document.short, texts["summary"]),
            }
        case Guide():
            return texts | {"conditions": _lines(*document.questions)}


def _names(intervention: Intervention) -> str:
    return _lines(intervention.name, *intervention.other_names)


def _place(site: Site) -> str:
    return _lines(site.facility, site.city, site.state, site.country)


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)

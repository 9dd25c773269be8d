"""What ranking wants to know of each document beforehand: worked out once per build, as JSON.

For a trial: the concepts of every part of its record, where its sites are, who may join by age,
where it stands, which earlier treatments it asks for or refuses, and under which names it can be
asked for. For other documents: concepts and the trials they speak of. Nothing here depends on any
question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from content.documents import SUMMARY, Document, Guide, NewsItem, Term, Trial, section
from content.gazetteer import PLACES_FOLDER, Gazetteer, load_gazetteer
from content.records import TrialRecord
from content.terms import Lexicon, load_lexicon
from content.terms.folding import fold_key
from content.terms.lexicon import LEXICON_FOLDER
from content.terms.trial_names import load_trial_names
from index.ages import age_limits
from index.criteria import split_criteria
from index.prior import prior_treatments
from index.reuse import Features
from index.sites import locate

_CODE_VERSION = "4"
_LONGEST_READ = 6000
_NAMED_SITES = 400
_PHASES = {"EARLY_PHASE1": "trw_phase0", **{f"PHASE{n}": f"trw_phase{n}" for n in range(1, 5)}}


class FeatureReader:
    """Reads features out of documents with one lexicon and one gazetteer."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer

    def read(self, document: Document) -> dict[str, Any]:
        """The features of `document`: JSON values, the same for the same document."""
        if isinstance(document, Trial) and document.gone_since is not None:
            return self._gone(document)
        if isinstance(document, Trial):
            return self._trial(document)
        return self._text(document)

    def _gone(self, trial: Trial) -> dict[str, Any]:
        """Those of a trial that the registry lists no more: it is found by its id alone."""
        features = self._trial(trial)
        nothing: dict[str, list[str]] = {name: [] for name in features["concepts"]}
        return features | {"concepts": nothing, "sites": [], "status": None}

    def _trial(self, trial: Trial) -> dict[str, Any]:
        record = trial.record
        inclusion, exclusion = split_criteria(record.eligibility_criteria)
        written = [part.text for part in trial.sections]
        told = "\n".join(filter(None, (
            trial.name, record.brief_title, record.official_title,
            *(section(trial, heading) for heading in (SUMMARY, "Who can join")),
        )))  # fmt: skip
        required, refused = prior_treatments(self._lexicon, told, inclusion, exclusion)
        return {
            "concepts": {
                "title": self._concepts(
                    trial.name, record.brief_title, record.official_title, record.acronym,
                    *trial.also_known_as,
                ),
                "conditions": self._concepts(*record.conditions, *record.keywords),
                "interventions": self._concepts(
                    *(n for i in record.interventions for n in (i.name, *i.other_names))
                ),
                "summary": sorted(
                    {*self._concepts(record.brief_summary, *written), *_phases(record)}
                ),
                "description": self._concepts(record.detailed_description),
                "inclusion": self._concepts(inclusion),
                "exclusion": self._concepts(exclusion),
            },
            "sites": self._sites(record),
            "ages": age_limits(record, inclusion),
            "status": record.overall_status,
            "status_date": record.status_date.text if record.status_date else None,
            "results": record.has_results,
            "unconfirmed": trial.unconfirmed,
            "required": sorted(required),
            "refused": sorted(refused),
            "names": _names(trial),
            "people": _keys((record.lead_sponsor, *record.collaborators, *record.officials)),
            "facilities": _keys(site.facility for site in record.sites[:_NAMED_SITES]),
        }  # fmt: skip

    def _text(self, document: NewsItem | Term | Guide) -> dict[str, Any]:
        match document:
            case NewsItem():
                names, trials = document.topics, document.nct_ids
            case Term():
                names, trials = document.also, ()
            case Guide():
                names, trials = document.questions, ()
        own = [document.concept_id] if isinstance(document, Term) and document.concept_id else []
        title = self._concepts(document.title, *names)
        texts = [part.text for part in document.sections]
        return {
            "concepts": {"title": sorted({*title, *own}), "summary": self._concepts(*texts)},
            "names": _keys((document.title, *names)),
            "trials": list(trials),
        }

    def _concepts(self, *texts: str | None) -> list[str]:
        """The concepts that the texts name beyond doubt: forms as written, one meaning each."""
        found: set[str] = set()
        for text in texts:
            if text:
                for mention in self._lexicon.find(text[:_LONGEST_READ], guess=False):
                    found.update(mention.concepts)
        return sorted(found)

    def _sites(self, record: TrialRecord) -> list[list[Any]]:
        """Country, region, city key, latitude, longitude and status of each place, once."""
        located = ((locate(site, self._gazetteer), site.status) for site in record.sites)
        rows = {
            (at.country, at.region, at.city, at.latitude, at.longitude, status)
            for at, status in located
        }
        return sorted(map(list, rows), key=str)


def document_features() -> Features:
    """The features for `build`, with the tables and the version of code that they depend on."""
    reader = FeatureReader(load_lexicon(check=True), load_gazetteer())
    return Features(of=reader.read, version=f"{_CODE_VERSION}-{_tables_hash()}")


def _tables_hash() -> str:
    whole = hashlib.sha256()
    for folder in (LEXICON_FOLDER, PLACES_FOLDER):
        for path in sorted(Path(folder).iterdir()):
            whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def _names(trial: Trial) -> list[str]:
    """Ids, acronyms and other names, folded, under which this very trial is asked for."""
    record = trial.record
    short_name = trial.name.split(":", 1)[0] if ":" in trial.name else ""
    ids = (record.nct_id, *record.aliases, *record.org_study_ids)
    known = load_trial_names().get(record.nct_id, ())
    return _keys((*ids, record.acronym, *trial.also_known_as, short_name, *known))


def _phases(record: TrialRecord) -> list[str]:
    """The phases of the record as concepts."""
    return [_PHASES[phase] for phase in record.phases if phase in _PHASES]


def _keys(names: Iterable[str | None]) -> list[str]:
    return sorted({key for name in names if name and (key := fold_key(name))})

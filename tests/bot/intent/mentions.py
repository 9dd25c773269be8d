"""What a text names, read with the lexicon alone: a stand-in for the query in these tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import content
from bot.intent import Mentions
from content.terms import Lexicon
from content.terms.lexicon import load_lexicon

_DISEASES = frozenset({"tumour_type", "syndrome"})
_THERAPIES = frozenset({"drug", "drug_class", "isotope", "imaging"})
_TERMS = frozenset({"hormone_or_marker", "trial_word", "grade_or_stage", "outcome"})
_NOT_OURS = frozenset({"tum_solid", "tum_adenoca"})
_SURE = 0.6
_NCT_ID = re.compile(r"\bNCT\s?\d{8}\b", re.IGNORECASE)
_ALSO_KNOWN_AS = re.compile(r"^also_known_as = \[(.*)\]", re.MULTILINE)
_ACRONYM = re.compile(r'"([A-Z][A-Z0-9]{3,}(?:-\d+)?)"')


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


@cache
def trial_names() -> re.Pattern[str]:
    """The acronyms of the shipped trials."""
    trials = Path(content.__file__).parent / "trials"
    texts = (path.read_text(encoding="utf-8") for path in sorted(trials.glob("*.md")))
    lists = (names for text in texts for names in _ALSO_KNOWN_AS.findall(text))
    names = sorted({name for names in lists for name in _ACRONYM.findall(names)})
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names) or r"(?!)")


def mentions(text: str) -> Mentions:
    named = {
        concept
        for mention in lexicon().find(text[:2000])
        if mention.weight >= _SURE
        for concept in mention.concepts
    }
    types = {lexicon().concepts[concept].type for concept in named - _NOT_OURS}
    return Mentions(
        has_trial_id=bool(_NCT_ID.search(text) or trial_names().search(text)),
        disease=bool(types & _DISEASES),
        therapy=bool(types & _THERAPIES),
        term_title=bool(types & _TERMS),
    )

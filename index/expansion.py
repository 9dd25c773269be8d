"""What a query looks for on the lexical side: the writer's words and the registry's words for them.

A concept adds its preferred term and search terms in English, which is what bridges languages. A
treatment that was had counts little, one that is not wanted nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from content.terms import Lexicon
from index.query import Category, Query, Role, Wanted
from index.words import WeightedTerm

_OWN_NAME = 0.7
_SEARCH_TERM = 0.5
_SYNONYM = 0.25
_SYNONYMS = 6
_KIND = 0.3
_KINDS = 12
_HAD = 0.4
_FAINT: dict[Category, float] = {
    Category.OTHER: 0.1, Category.STATUS: 0.0, Category.SETTING: 0.4, Category.OUTCOME: 0.3,
    Category.LINE: 0.5, Category.STAGE: 0.6,
}  # fmt: skip


def terms_of(query: Query, lexicon: Lexicon) -> list[WeightedTerm]:
    """The terms of `query`, each once, with the highest weight it got."""
    best: dict[str, float] = {}
    for text, weight in (*_own_words(query), *_concept_terms(query, lexicon)):
        if weight > best.get(text, 0.0):
            best[text] = weight
    return [WeightedTerm(text, weight) for text, weight in best.items()]


def _own_words(query: Query) -> Iterator[tuple[str, float]]:
    faint = {word: _role_weight(w) for w in query.wanted for word in _words(query, w)}
    for word in query.words:
        yield word.text, word.weight * faint.get(word.text, 1.0)


def _words(query: Query, wanted: Wanted) -> tuple[str, ...]:
    return tuple(query.text[wanted.start : wanted.end].lower().split())


def _concept_terms(query: Query, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    for wanted in query.wanted:
        share = wanted.weight * _role_weight(wanted) / len(wanted.concepts) ** 0.5
        if share <= 0:
            continue
        for concept_id in wanted.concepts:
            concept = lexicon.concepts[concept_id]
            yield concept.name.lower(), share * _OWN_NAME
            for term in concept.search_terms:
                yield term.lower(), share * _SEARCH_TERM
            english = [form for language, form in concept.forms if language == "en"]
            for form in english[: _SYNONYMS + 1]:
                yield form.lower(), share * _SYNONYM
            if not wanted.general:
                for kind in lexicon.descendants(concept_id)[:_KINDS]:
                    yield lexicon.concepts[kind].name.lower(), share * _KIND


def _role_weight(wanted: Wanted) -> float:
    if wanted.role in (Role.REFUSED, Role.NEVER):
        return 0.0
    return _FAINT.get(wanted.category, 1.0) * (_HAD if wanted.role is Role.HAD else 1.0)

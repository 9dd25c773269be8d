"""Earlier treatments that a trial asks for or refuses, read out of titles, our words and criteria.

English text only. A treatment counts as asked for when its sentence among the inclusion criteria
speaks of progression, failure or earlier use; as refused when the sentence denies it there or names
earlier use among the exclusions. In titles and in our own words only what stands behind "after" and
its like is asked for: what stands before is what the trial gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.terms import Lexicon

_SENTENCE = re.compile(r"[.;\n•]+")
_EARLIER = re.compile(
    r"\b(prior|previous(ly)?|pre-?treated|progress\w*|fail\w*|refractory|after|following|relapse\w*|"
    r"resistan\w*|recurr\w*|received|post|re-?treatment|second[- ]line|third[- ]line)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(no (prior|previous)|without (prior|previous)|not (have )?(received|been treated)|na[iï]ve|"
    r"never|untreated|have not)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:after|following|despite|(?:progress\w*|fail\w*) (?:on|to|of|with)|refractory to|"
    r"pre-?treated with|previous(?:ly)?|prior|have had|re-?treatment)\b(.*)",
    re.IGNORECASE,
)
_TREATMENTS = ("drug", "drug_class", "procedure")


def prior_treatments(
    lexicon: Lexicon, told: str, inclusion: str, exclusion: str
) -> tuple[set[str], set[str]]:
    """Concept ids of treatments `(asked for, refused)` as earlier ones.

    `told`: titles and our own words; `inclusion`, `exclusion`: the registry's criteria.
    """
    required: set[str] = set()
    refused: set[str] = set()
    for sentence in _sentences(told):
        if not _DENIED.search(sentence):
            required.update(*(_treatments(lexicon, part) for part in _BEHIND.findall(sentence)))
    for sentence in _sentences(inclusion):
        found = _treatments(lexicon, sentence)
        (refused if _DENIED.search(sentence) else required).update(found)
    for sentence in _sentences(exclusion):
        if not _DENIED.search(sentence):
            refused.update(_treatments(lexicon, sentence))
    return required, refused


def _sentences(text: str) -> Iterator[str]:
    """The sentences that speak of what was before."""
    return (part for part in _SENTENCE.split(text) if part and _EARLIER.search(part))


def _treatments(lexicon: Lexicon, sentence: str) -> set[str]:
    found = set()
    for mention in lexicon.find(sentence, guess=False):
        for concept in mention.concepts:
            if lexicon.concepts[concept].type in _TREATMENTS:
                found.add(concept)
    return found

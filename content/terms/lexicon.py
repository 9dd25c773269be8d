"""The lexicon: concepts of the field and `find`, which reads them out of a text in any language.

`find` promises the longest match at each place, all twelve languages at once, stems (`опухол*`),
Chinese and Japanese without spaces, Arabic with joined letters, words cut short or inflected, and
typing errors in words of five letters or more. Ambiguous forms count only where ambiguities.tsv
lets them. A mention carries every concept it may mean; its weight is 1.0 for a form as written,
less for a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from content.terms.folding import (
    Token,
    is_cjk,
    joined_variants,
    tokens,
)
from content.terms.forms import Form, FormTable, build_forms
from content.terms.guessing import Guesser
from content.terms.tables import (
    Ambiguity,
    Concept,
    ancestors,
    lint,
    read_ambiguities,
    read_concepts,
)

_MOST_TOKENS = 24
_SURELY_MEANT = 5
_SHORTEST_PLURAL = 5
LEXICON_FOLDER = Path(__file__).parent.parent / "lexicon"


@dataclass(frozen=True, slots=True)
class Mention:
    """Concepts read at `start:end` of a text: any one of `concepts` is meant.

    `how` is `exact`, `stem`, `part` (a rare word of some forms) or `typo`; `weight` is in 0..1.
    """

    start: int
    end: int
    text: str
    concepts: tuple[str, ...]
    how: str = "exact"
    weight: float = 1.0


@dataclass(frozen=True)
class Lexicon:
    """The concepts by id and their forms by folded key."""

    concepts: Mapping[str, Concept]
    ambiguities: Mapping[str, Ambiguity] = field(repr=False)
    table: FormTable = field(repr=False)
    guesser: Guesser = field(repr=False)
    children: Mapping[str, tuple[str, ...]] = field(repr=False)

    def find(self, text: str, guess: bool = True) -> tuple[Mention, ...]:
        """The mentions in `text`, left to right, never overlapping.

        Without `guess` only forms as written count.
        """
        words = tokens(text)
        folded = f" {' '.join(word.key for word in words)} "
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention, used = self._longest(text, folded, words, at)
            if mention is None and guess:
                mention, used = self._guessed(text, words[at]), 1
            if mention is not None:
                found.append(mention)
            at += max(used, 1)
        return tuple(found)

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """The parents of a concept, nearest first."""
        return ancestors(concept_id, self.concepts)

    def descendants(self, concept_id: str) -> tuple[str, ...]:
        """Every kind of a concept, itself not among them."""
        found: list[str] = []
        waiting = list(self.children.get(concept_id, ()))
        while waiting:
            child = waiting.pop()
            found.append(child)
            waiting.extend(self.children.get(child, ()))
        return tuple(found)

    def knows(self, word: str) -> bool:
        """Whether a single folded word is part of any form."""
        return self.guesser.knows(word)

    def is_common(self, word: str) -> bool:
        """Whether a folded word is an everyday word of any of the languages."""
        return self.guesser.is_common(word)

    def _longest(
        self, text: str, folded: str, words: Sequence[Token], at: int
    ) -> tuple[Mention | None, int]:
        used, form, how = self._longest_exact(words, at)
        stem_used, stem_form = self.table.longest_stem(words, at)
        if stem_form is not None and stem_used > used:
            used, form, how = stem_used, stem_form, "stem"
        if form is None:
            return None, 0
        start, end = words[at].start, words[at + used - 1].end
        written = text[start:end]
        concepts = self._readable(form, written, folded)
        if not concepts:
            return None, 0 if how == "stem" else used
        return Mention(start, end, written, concepts, how), used

    def _longest_exact(self, words: Sequence[Token], at: int) -> tuple[int, Form | None, str]:
        best: tuple[int, Form | None, str] = (0, None, "exact")
        table = self.table
        for key in (words[at].bare, *joined_variants(words[at].key)):
            for after in range(at + 1, min(at + _MOST_TOKENS, len(words)) + 1):
                if not table.may_begin(key):
                    break
                form = table.exact.get(key) or self._singular(key)
                if form is not None and after - at > best[0] and _may_join(form, words[at:after]):
                    best = (after - at, form, "exact")
                if after < len(words):
                    key += words[after].bare
        return best

    def _singular(self, key: str) -> Form | None:
        """The form of a plural that ends in `s`, `es` or `ies`."""
        if not key.endswith("s") or len(key) < _SHORTEST_PLURAL:
            return None
        form = self.table.exact.get(key[:-1])
        if form is None and key.endswith("es"):
            form = self.table.exact.get(key[:-2]) or self.table.exact.get(key[:-3] + "y")
        return form

    def _readable(self, form: Form, written: str, folded: str) -> tuple[str, ...]:
        rule = self.ambiguities.get(form.key)
        if rule is None or rule.read == "keep" or _reads(rule, written, folded):
            return form.concepts
        return tuple(c for c in form.concepts if c not in rule.concepts)

    def _guessed(self, text: str, word: Token) -> Mention | None:
        guess = self.guesser.guess(word.key)
        if guess is None:
            return None
        written = text[word.start : word.end]
        return Mention(word.start, word.end, written, guess.concepts, guess.how, guess.weight)


@lru_cache(maxsize=4)
def load_lexicon(folder: Path = LEXICON_FOLDER, check: bool = False) -> Lexicon:
    """The lexicon in `folder`; with `check` every form is linted too (a build and the tests do).

    Raises ContentError for a fault in a table.
    """
    concepts = read_concepts(folder / "terms.tsv")
    ambiguities = read_ambiguities(folder / "ambiguities.tsv", concepts)
    if check:
        lint(folder / "terms.tsv", concepts, ambiguities)
    table = build_forms(concepts, ambiguities)
    common = frozenset((folder / "common_words.txt").read_text(encoding="utf-8").split())
    children: dict[str, list[str]] = defaultdict(list)
    for concept in concepts.values():
        if concept.parent is not None:
            children[concept.parent].append(concept.concept_id)
    return Lexicon(
        concepts=concepts,
        ambiguities=ambiguities,
        table=table,
        guesser=Guesser(table, concepts, ambiguities, common),
        children={parent: tuple(ids) for parent, ids in children.items()},
    )


def _may_join(form: Form, words: Sequence[Token]) -> bool:
    """Whether these tokens may be one form: `a NET` is not `aNET`, `cap tem` is CAPTEM."""
    if len(words) == 1:
        return True
    if not form.solid:
        return True
    pairs = pairwise(words)
    return all(not after.spaced or _joinable(before.key, after.key) for before, after in pairs)


def _joinable(before: str, after: str) -> bool:
    digits = before[-1].isdigit() != after[0].isdigit()
    return digits or (len(before) >= 3 and len(after) >= 3) or is_cjk(before) or is_cjk(after)


def _reads(rule: Ambiguity, written: str, folded: str) -> bool:
    if rule.read == "upper":
        return written.isupper()
    if rule.read == "drop":
        return False
    present = any(word in folded for word in rule.words)
    if rule.read == "unless":
        return not present
    # Capitals say that a name is meant, where the letters are too many for chance.
    return present or (written.isupper() and written.isascii() and len(written) >= _SURELY_MEANT)

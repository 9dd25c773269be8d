"""How like a question is to the ways in which a guide is asked for, in any language.

The encoder knows English only, so likeness is of words: folded and cut to their beginning, pairs of
characters where a language writes no spaces. A word that few guides share counts most; a word that
no guide knows counts against the likeness. The best question of a guide counts most; the words that
its other questions share count a little. 0: nothing in common, 1: asked word for word.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from content.terms.folding import fold, words_of_folded

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_BEGINNING = 5
_BEST, _SHARED = 0.75, 0.25


class AskedFor:
    """The questions of every guide, by the guide's number."""

    def __init__(self, questions: Mapping[int, Sequence[str]]) -> None:
        self._questions = {
            n: [question_terms(each) for each in texts] for n, texts in questions.items()
        }
        self._all = {n: frozenset().union(*each) for n, each in self._questions.items()}
        shares = Counter(term for terms in self._all.values() for term in terms)
        self._weights = {
            term: 0.2 + math.log(max(len(self._all), 1) / count) for term, count in shares.items()
        }
        self._unknown = 0.2 + math.log(max(len(self._all), 2) / 2)
        self._roots = {
            n: [(terms, math.sqrt(self._weight(terms))) for terms in each]
            for n, each in self._questions.items()
        }

    def likeness(self, text: str) -> dict[int, float]:
        """For every guide, how like `text` is to its questions: 0 to 1."""
        said = question_terms(text)
        whole = self._weight(said)
        if not whole:
            return dict.fromkeys(self._questions, 0.0)
        root = math.sqrt(whole)
        best = {
            number: max((self._shared(said, each) for each in asked), default=0.0) / root
            for number, asked in self._roots.items()
        }
        return {
            number: _BEST * best[number] + _SHARED * self._weight(said & each) / whole
            for number, each in self._all.items()
        }

    def _shared(self, said: frozenset[str], asked: tuple[frozenset[str], float]) -> float:
        terms, root = asked
        common = said & terms
        return self._weight(common) / root if common and root else 0.0

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._weights.get(term, self._unknown) for term in terms)


def question_terms(text: str, is_common: Callable[[str], bool] = lambda _: False) -> frozenset[str]:
    """The beginnings of the words, and pairs of neighbouring Chinese or Japanese characters.

    Words that are common are left out; the pairs always stay.
    """
    words = words_of_folded(fold(text))
    unspaced = [bool(_UNSPACED.fullmatch(word)) for word in words]
    pairs = {a + b for (a, x), (b, y) in pairwise(zip(words, unspaced, strict=True)) if x and y}
    return frozenset(pairs) | {
        _beginning(word)
        for word, alone in zip(words, unspaced, strict=True)
        if not alone and not is_common(word)
    }


def _beginning(word: str) -> str:
    short = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return short[:_BEGINNING]

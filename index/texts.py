"""Search in news, glossary and guides: few documents, so every one is compared.

A title or another name of a document that stands in the question counts most, then shared
concepts, words and nearness; for a guide, how like the question is to those it is asked by. Below
a threshold nothing is found: a wrong explanation is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz

from content.documents import Guide, Kind, NewsItem, Term
from content.terms import Lexicon
from content.terms.folding import tokens
from index.answered import ANSWERS, Answered
from index.asked import AskedFor
from index.evidence import nearest_passages
from index.expansion import terms_of
from index.passages import Passage
from index.query import Category, Query, Wanted, Word
from index.snapshot import Snapshot
from index.table import Floats

_NAMED = 1.0
_CONCEPTS = 0.6
_WORDS = 0.4
_GUIDE_WORDS = 0.1
"""How rare a word is depends on the trials held; a guide must not change with a sync."""
_NEAREST = 0.8
_LIKE_A_TITLE = 0.7
_LIKE_A_QUESTION = 3.0
_ANSWERED = 4.0  # more than a guide that is asked for word by word
_ENOUGH = {Kind.NEWS: 0.75, Kind.TERM: 0.85, Kind.GUIDE: 0.85}
_SHORTEST_NAME = 3
_NO_SUBJECT = frozenset({"trial_word", "lay_concept", "status_word"})


class TextSearch:
    """Compares questions with the texts of a snapshot."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon) -> None:
        self._snapshot = snapshot
        self._lexicon = lexicon
        kinds = enumerate(snapshot.kinds)
        self._numbers = [number for number, kind in kinds if kind is not Kind.TRIAL]
        self._titles: dict[int, tuple[str, ...]] = {}
        self._headlines: dict[int, str] = {}
        self._concepts: set[str] = set()
        self._dates: dict[int, str] = {}
        asked: dict[int, tuple[str, ...]] = {}
        for number in self._numbers:
            document = snapshot.document_at(number)
            if isinstance(document, Term):
                names = (*_with_and_without_brackets(document.title), *document.also)
                self._titles[number] = tuple(map(_spaced, names))
                self._concepts.update(filter(None, [document.concept_id]))
            elif isinstance(document, Guide):
                asked[number] = (document.title, *document.questions, *document.asked)
            elif isinstance(document, NewsItem):
                self._headlines[number] = _spaced(document.title)
                self._dates[number] = document.date.text
        self._asked_for = AskedFor(asked)
        ids = snapshot.doc_ids
        answered = {n: texts[1:] for n, texts in asked.items() if ids[n].startswith(ANSWERS)}
        self._answered = Answered(answered, lexicon)

    def answered(self, text: str) -> tuple[int, float, Passage] | None:
        """The document written in answer to this very question, or None."""
        number = self._answered.find(text)
        if number is None:
            return None
        return number, _ANSWERED, self._snapshot.passages(self._snapshot.doc_ids[number])[0]

    def names_term(self, text: str) -> bool:
        """Whether a glossary entry stands in the text: its name, or its concept in any language."""
        spoken = _spaced(text)
        if any(_longest_name(spoken, names) for names in self._titles.values()):
            return True
        sure = (m for m in self._lexicon.find(text) if m.weight >= 1.0)
        return any(len(m.concepts) == 1 and self._explained(*m.concepts) for m in sure)

    def _explained(self, concept: str) -> bool:
        """Whether the glossary has an entry on `concept`, and it is no word of every day."""
        return concept in self._concepts and self._lexicon.concepts[concept].type not in _NO_SUBJECT

    def search(
        self, text: str, kinds: Sequence[Kind], limit: int, *, best_guess: bool
    ) -> list[tuple[int, float, Passage]]:
        """Document numbers with score and best passage, best first."""
        numbers = [n for n in self._numbers if self._snapshot.kinds[n] in kinds]
        if not numbers or not text.strip():
            return []
        if Kind.NEWS in kinds and not self._asks_for_something(text):
            return self.newest(limit)
        vector = self._snapshot.encoder.encode(text)
        scores = self._scores(text, numbers, self._snapshot.document_cosines(vector))
        ranked = sorted(numbers, key=lambda number: -scores[number])[:limit]
        kept = [n for n in ranked if best_guess or scores[n] >= _ENOUGH[self._snapshot.kinds[n]]]
        passages = nearest_passages(self._snapshot, kept, vector)
        return [(number, scores[number], passages[number]) for number in kept]

    def _asks_for_something(self, text: str) -> bool:
        """Whether the text names a subject: a concept or a word that is not of any day."""
        subjects = (
            concept
            for mention in self._lexicon.find(text)
            for concept in mention.concepts
            if self._lexicon.concepts[concept].type not in _NO_SUBJECT
        )
        rare = (t for t in tokens(text) if len(t.key) > 2 and not self._lexicon.is_common(t.key))
        return any(subjects) or any(not self._lexicon.knows(token.key) for token in rare)

    def newest(self, limit: int) -> list[tuple[int, float, Passage]]:
        """The latest news, where nothing in particular was asked."""
        numbers = [n for n in self._numbers if self._snapshot.kinds[n] is Kind.NEWS]
        newest = sorted(numbers, key=lambda n: self._dates.get(n, ""), reverse=True)[:limit]
        return [(n, 1.0, self._snapshot.passages(self._snapshot.doc_ids[n])[0]) for n in newest]

    def _scores(self, text: str, numbers: Sequence[int], cosines: Floats) -> dict[int, float]:
        spoken = _spaced(text)
        mentions = self._lexicon.find(text)
        asked = {concept for m in mentions for concept in m.concepts if m.weight >= 1.0}
        wanted = tuple(Wanted(m.concepts, Category.THERAPY, m.text) for m in mentions)
        words = tuple(Word(t.key) for t in tokens(text) if not self._lexicon.is_common(t.key))
        lexical = self._snapshot.words.scores(
            terms_of(Query(text, words=words, wanted=wanted), self._lexicon)
        )
        most = max(float(lexical[np.array(numbers)].max()), 1e-6)
        alike = self._asked_for.likeness(text)
        return {
            number: self._share_of_words(number) * float(lexical[number]) / most
            + _NEAREST * max(0.0, float(cosines[number]))
            + _LIKE_A_QUESTION * alike.get(number, 0.0)
            + self._by_name(number, spoken)
            + _CONCEPTS * self._shared(number, asked)
            for number in numbers
        }

    def _share_of_words(self, number: int) -> float:
        return _GUIDE_WORDS if self._snapshot.kinds[number] is Kind.GUIDE else _WORDS

    def _by_name(self, number: int, spoken: str) -> float:
        if number in self._titles:
            longest = _longest_name(spoken, self._titles[number])
            return _NAMED + 0.01 * longest if longest else 0.0
        likest = fuzz.token_set_ratio(spoken, self._headlines.get(number, ""))
        return _LIKE_A_TITLE * max(0.0, (likest - 50) / 50)

    def _shared(self, number: int, asked: set[str]) -> float:
        """The share of the concepts asked for that the document names in its title or text."""
        if not asked:
            return 0.0
        concepts = self._snapshot.features[number]["concepts"]
        title, body = set(concepts["title"]), set(concepts["summary"])
        whole = len(asked & title) + 0.5 * len((asked & body) - title)
        return whole / len(asked)


def _spaced(text: str) -> str:
    return f" {' '.join(token.key for token in tokens(text))} "


def _longest_name(spoken: str, names: Sequence[str]) -> int:
    """The letters of the longest of `names` that stands in `spoken` as whole words; 0: none."""
    return max((len(n) for n in names if len(n) - 2 >= _SHORTEST_NAME and n in spoken), default=0)


def _with_and_without_brackets(title: str) -> tuple[str, ...]:
    """A title, what stands before its brackets and what in them: "Hazard ratio (HR)"."""
    before, _, rest = title.partition(" (")
    return (title, before, rest.removesuffix(")")) if rest else (title,)

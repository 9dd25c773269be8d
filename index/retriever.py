"""The retriever: a question in, ranked trials with their evidence out, or an honest "none has it".

One retriever belongs to one snapshot; it holds the lexicon, the places, the names of the trials and
the features side by side. Reading is safe from any thread. Filters that a record leaves open put it
below those that meet them, and the hit says so; records that state the contrary are left out while
others fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from content.documents import Kind, Trial
from content.gazetteer import Gazetteer, load_gazetteer
from content.terms import Lexicon, load_lexicon
from index.abstention import Gap, Missing, find_gap
from index.evidence import Evidence, nearest_passages
from index.expansion import terms_of
from index.matching import CONTRARY, Matcher
from index.nearby import Nearby, SiteAt, find_nearby, sites_at
from index.parts import describe
from index.passages import Passage
from index.places import PlaceReader
from index.query import Category, Query, Wanted
from index.ranking import Scores, score
from index.reading import QueryReader
from index.reading_rules import load_rules
from index.snapshot import Snapshot
from index.table import Bools, FeatureTable, Floats, on_subject
from index.texts import TextSearch
from index.words import WeightedTerm

__all__ = ["Hit", "Missing", "Named", "Retriever", "SearchResult", "open_retriever"]

_NEAR = 3
_ON_TOPIC = 0.2
_NAMED = 20.0
_REMEDIES = frozenset({"cls_remedy"})
"""Ginger alone is no question about trials; ginger for carcinoid is one that none answers."""
_FILTERS = {"place": "place_not_stated", "status": "status_not_stated", "age": "age_not_stated"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. `passage` of `section` is its evidence; `open_filters` what it leaves open.

    `score` has no scale of its own: it compares hits of one question.
    """

    doc_id: str
    score: float
    passage: str = ""
    section: str = ""
    open_filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first; or `abstained`, with what is missing and what there is near by.

    `limit_km`: how far the question reaches around its place. `none_within`: no site that may be
    open lies so near; `beyond` is then the trial with the nearest one, None where there is none.
    """

    query: Query
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    missing: Missing | None = None
    missing_words: tuple[str, ...] = ()
    near: tuple[Hit, ...] = ()
    limit_km: float | None = None
    none_within: bool = False
    beyond: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a message names, for those who must tell kinds of messages apart."""

    trial: bool = False
    disease: bool = False
    therapy: bool = False
    place: bool = False
    term: bool = False

    @property
    def in_scope(self) -> bool:
        """Whether any of it belongs to the subject."""
        return self.trial or self.disease or self.therapy or self.term


class Retriever:
    """Searches one snapshot. Made by `open_retriever`."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._snapshot = snapshot
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        features = snapshot.features
        self._subject = on_subject(features, lexicon)
        self._table = FeatureTable([features[n] for n in self._subject.tolist()], lexicon)
        self._matcher = Matcher(self._table, lexicon)
        self._evidence = Evidence(snapshot, self._subject)
        ids = (snapshot.doc_ids[number] for number in self._subject.tolist())
        self._positions: Mapping[str, int] = {doc_id: at for at, doc_id in enumerate(ids)}
        sites = (site for feature in features for site in (feature or {}).get("sites", ()))
        cities = {(site[0], site[1], site[2]) for site in sites if site[2]}
        places = PlaceReader(gazetteer, lexicon, cities)
        self._reader = QueryReader(lexicon, places, _names(snapshot, self._table, self._positions))
        self._texts = TextSearch(snapshot, lexicon)

    def warm(self) -> None:
        """Loads what the first question would wait for: the encoder, shares of words."""
        self._snapshot.encoder.encode("neuroendocrine tumor")
        self.search("PRRT for pancreatic NET in Spain", limit=1)

    def parse(self, text: str, history: Sequence[str] = ()) -> Query:
        """The query of `text` after the earlier messages of the chat, oldest first."""
        return self._reader.read_with(text, history)

    def search(
        self,
        text: str,
        history: Sequence[str] = (),
        query: Query | None = None,
        limit: int = 10,
        today: date | None = None,
    ) -> SearchResult:
        """The trials for `text`. `query`: what to search for instead of parsing the text.

        `today`: the day by which an open status may be too old to count as open.
        """
        query = self.parse(text, history) if query is None else query
        vector = self._snapshot.encoder.encode(self._encoded_text(query))
        cosines = self._evidence.cosines(vector)
        scores = self._score(query, self._evidence.by_document(cosines))
        if not query.asks_for_something and not scores.parts["words"].any():
            return SearchResult(query, abstained=True)
        gap = self._gap(query)
        nearby = None
        if gap is None or gap.missing is Missing.PLACE:
            nearby = find_nearby(query, self._matcher, scores, today)
        if nearby and any(p.near for p in query.places) and (nearby.positions or gap is None):
            best = self._nearest_first(query, nearby, gap, self._best(query, scores, limit))
            hits = self._hits(best[:limit], scores, cosines, query)
            return self._around(query, nearby, hits)
        if gap is not None:
            close = nearby.positions[:_NEAR] if nearby else ()
            offered = close or self._near(gap, scores)
            near = self._hits(offered, scores, cosines, query)
            return SearchResult(query, (), True, gap.missing, gap.words, near)
        ranked = self._hits(self._best(query, scores, limit), scores, cosines, query)
        hits = (*self._off_subject(query, vector), *ranked)[:limit]
        return SearchResult(query, hits, abstained=not hits)

    def _around(self, query: Query, nearby: Nearby, hits: tuple[Hit, ...]) -> SearchResult:
        """The result of a question with a point, and what lies beyond where nothing is near."""
        nearest = nearby.positions[:1] if not nearby.within else ()
        beyond = [self._snapshot.doc_ids[self._subject[at]] for at in nearest]
        return SearchResult(
            query, hits, abstained=not hits, limit_km=nearby.limit_km,
            none_within=not nearby.within, beyond=next(iter(beyond), None),
        )  # fmt: skip

    @staticmethod
    def _nearest_first(
        query: Query, nearby: Nearby, gap: Gap | None, best: Sequence[int]
    ) -> list[int]:
        """The near ones, then the best of the others; a distance that was asked for is a filter.

        Where none is near, whatever lies there all the same (closed, it may be), else the nearest.
        """
        near = nearby.positions[: nearby.within or None]
        if not near:
            return list(best)
        if query.reach is not None or (gap is not None and not nearby.within):
            return list(near)
        if not nearby.within:
            return list(best)
        return list(dict.fromkeys((*nearby.positions[: nearby.around], *best)))

    def search_texts(
        self, text: str, kinds: Sequence[Kind], limit: int = 3, *, best_guess: bool = False
    ) -> tuple[Hit, ...]:
        """News, terms and guides for `text`; empty where none fits, save with `best_guess`."""
        return self._text_hits(self._texts.search(text, kinds, limit, best_guess=best_guess))

    def answered(self, text: str) -> Hit | None:
        """The document that a person wrote in answer to this very question, or None."""
        found = self._texts.answered(text)
        return self._text_hits([found])[0] if found else None

    def newest_news(self, limit: int) -> tuple[Hit, ...]:
        """The latest news items, newest first."""
        return self._text_hits(self._texts.newest(limit))

    def _text_hits(self, found: Sequence[tuple[int, float, Passage]]) -> tuple[Hit, ...]:
        return tuple(
            Hit(self._snapshot.doc_ids[number], value, passage.text, passage.section)
            for number, value, passage in found
        )

    def describe(self, query: Query) -> tuple[str, ...]:
        """The parts of `Looking for: …`."""
        return describe(query)

    def name_in(self, wanted: Wanted, language: str) -> str:
        """What a concept is called in `language`; in English where the lexicon has no name."""
        concept = self._lexicon.concepts[wanted.concepts[0]]
        if language == "en" or concept.name != wanted.name:
            return wanted.name
        names = (form for spoken, form in concept.forms if spoken == language and "*" not in form)
        # A code or a number that the English name lacks names one drug of many.
        return next((name for name in names if _digits(name) <= _digits(wanted.name)), wanted.name)

    def named(self, query: Query) -> Named:
        """What the message of `query` names."""
        return Named(
            trial=bool(query.nct_ids or query.looked_up),
            disease=bool(query.of(Category.DISEASE, Category.SYNDROME)),
            therapy=any(
                not w.general and not _REMEDIES.intersection(self._lexicon.ancestors(w.concepts[0]))
                for w in query.of(Category.THERAPY, Category.IMAGING)
            ),
            place=bool(query.places or query.reach or query.near_here),
            term=self._texts.names_term(query.text),
        )

    def looked_up(self, query: Query) -> tuple[str, ...]:
        """The trials asked for by id or name, as far as they are held."""
        return tuple(
            doc_id for doc_id in query.looked_up if self._snapshot.number_of(doc_id) is not None
        )

    def sites(self, query: Query, trial: Trial) -> tuple[SiteAt, ...]:
        """The sites of `trial` against the places of `query`, the nearest first."""
        reach_km = query.reach.km if query.reach else None
        return sites_at(trial.record, query.places, reach_km, self._gazetteer)

    def open_trials(self, today: date, limit: int = 10) -> tuple[str, ...]:
        """Trials on neuroendocrine tumours that are recruiting, newest status first.

        Those that the last sync does not hold stand behind the others.
        """
        dated = []
        for doc_id, at in self._positions.items():
            feature = self._table.features[at]
            since = feature.get("status_date") or ""
            if feature.get("status") == "RECRUITING" and since <= today.isoformat():
                dated.append((not feature.get("unconfirmed"), since, doc_id))
        return tuple(doc_id for *_, doc_id in sorted(dated, reverse=True)[:limit])

    def similar(self, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """Other trials on the same disease and treatment as `doc_id`."""
        document = self._snapshot.document(doc_id)
        if not isinstance(document, Trial):
            return ()
        record = document.record
        tried = ", ".join(each.name for each in record.interventions[:3])
        result = self.search(f"{record.brief_title}. {tried}"[:400], limit=limit + 1)
        found = result.hits or result.near
        return tuple(hit for hit in found if hit.doc_id != doc_id)[:limit]

    def _encoded_text(self, query: Query) -> str:
        """The question with the English names of what it asks: the encoder knows little else."""
        names = [w.name for w in query.topics] if not query.text.isascii() else []
        earlier = [w.name for w in query.topics if w.weight < 1.0]
        return " ".join(dict.fromkeys([query.text, *names, *earlier]))

    def _score(self, query: Query, cosines: Floats) -> Scores:
        words = self._snapshot.words.scores(terms_of(query, self._lexicon))[self._subject]
        return score(query, self._matcher, words, cosines, self._positions)

    def _gap(self, query: Query) -> Gap | None:
        def holds(word: str) -> bool:
            return bool(self._snapshot.words.scores([WeightedTerm(word)])[self._subject].any())

        return find_gap(query, self._matcher, load_rules(), holds)

    def _best(self, query: Query, scores: Scores, limit: int) -> list[int]:
        """Positions of the best trials: none that fails a filter while others meet it."""
        kept = np.ones(self._table.count, dtype=bool)
        for name in _FILTERS:
            if name in scores.parts:
                fits = kept & (scores.parts[name] > CONTRARY)
                kept = fits if fits.any() else kept
        if query.reach is not None and "place" in scores.parts:
            inside = kept & (scores.parts["place"] >= 1)
            kept = inside if inside.any() else kept
        kept[[at for d in query.looked_up if (at := self._positions.get(d)) is not None]] = True
        return _top(scores.total, kept, limit)

    def _near(self, gap: Gap, scores: Scores) -> list[int]:
        """What there is near by: on the disease or the treatment, whatever was missing."""
        kept = np.ones(self._table.count, dtype=bool)
        concepts = scores.parts.get("concepts")
        if concepts is not None and gap.missing is not Missing.WORD:
            kept &= concepts >= _ON_TOPIC
        return _top(scores.total, kept, _NEAR)

    def _off_subject(self, query: Query, vector: Floats) -> tuple[Hit, ...]:
        """Trials of other diseases that were asked for by id: shown because they were named."""
        held = (self._snapshot.number_of(d) for d in query.looked_up if d not in self._positions)
        numbers = [number for number in held if number is not None]
        passages = nearest_passages(self._snapshot, numbers, vector)
        return tuple(
            Hit(self._snapshot.doc_ids[n], _NAMED, passages[n].text, passages[n].section)
            for n in numbers
        )

    def _hits(
        self, positions: Sequence[int], scores: Scores, cosines: Floats, query: Query
    ) -> tuple[Hit, ...]:
        found = []
        for at in positions:
            passage = self._evidence.passage(at, cosines)
            doc_id = self._snapshot.doc_ids[self._subject[at]]
            value = float(scores.total[at])
            silent = self._open_filters(at, query)
            found.append(Hit(doc_id, value, passage.text, passage.section, silent))
        return tuple(found)

    def _open_filters(self, at: int, query: Query) -> tuple[str, ...]:
        silent: dict[str, Bools] = {}
        if query.places:
            silent["place"] = self._matcher.silent_on_place
        if query.status is not None:
            silent["status"] = self._matcher.silent_on_status
        if query.age is not None:
            silent["age"] = ~self._table.ages_stated
        return tuple(_FILTERS[name] for name, mask in silent.items() if mask[at])


def open_retriever(snapshot: Snapshot) -> Retriever:
    """The retriever of `snapshot`. Raises ContentError when a table of words is damaged."""
    return Retriever(snapshot, load_lexicon(), load_gazetteer())


def _names(
    snapshot: Snapshot, table: FeatureTable, positions: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    """The trials that each folded id, acronym or name stands for.

    Trials off the subject go by their ids only: their acronyms are everyday words too often.
    """
    known = zip(snapshot.doc_ids, snapshot.kinds, strict=True)
    trials = (doc_id for doc_id, kind in known if kind is Kind.TRIAL)
    found: dict[str, tuple[str, ...]] = {doc_id.lower(): (doc_id,) for doc_id in trials}
    for doc_id, at in positions.items():
        for key in table.features[at]["names"]:
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), doc_id)))
    return found


def _digits(name: str) -> set[str]:
    return set(filter(str.isdigit, name))


def _top(total: Floats, kept: Bools, limit: int) -> list[int]:
    numbers = np.flatnonzero(kept)
    order = np.argsort(-total[numbers], kind="stable")[:limit]
    return [int(numbers[at]) for at in order]

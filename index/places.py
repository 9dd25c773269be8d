"""Places in a patient's words: countries, regions, states and cities, in any of the languages.

A name that means several places keeps them all unless the text narrows it (`Cleveland, TN`) or one
is far larger. A city written in lower case must not be an everyday word, or must follow a word like
`in` or `near`. Nothing is guessed: a place that the gazetteer and the records do not know is none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from content.gazetteer import PLACES_FOLDER, Gazetteer, Place
from content.terms import Lexicon
from content.terms.folding import Token, fold_key, folded_words, is_cjk, tokens, without_article

_LONGEST = 6
_LONGEST_CJK = 10
_BIG = 100_000
_HUGE = 300_000
_LARGE, _LARGEST = 600_000, 1_000_000
"""Between these a name that is an everyday word is mostly so because people speak of the city."""
_FAR_SMALLER = 0.1
_ABBREVIATION = 2
_CUE_WORDS = 4
_STATES = "US"
_ENDINGS = ("", "а", "я", "и", "ы", "о", "a", "y", "o")


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """A place asked for: any of `options` is meant. `near` widens a city to its surroundings."""

    name: str
    options: tuple[Place, ...]
    near: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Cues:
    """Folded words around places, from cues.toml."""

    sure: frozenset[str]
    near: tuple[str, ...]
    after: tuple[str, ...]
    here: tuple[str, ...]
    declining: frozenset[str]
    state_words: frozenset[str]
    short: frozenset[str]
    institution: tuple[str, ...]


class PlaceReader:
    """Finds places in texts. `sites`: country, region and folded city of the records' sites."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        lexicon: Lexicon,
        sites: Iterable[tuple[str | None, str | None, str]] = (),
    ) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._sites = frozenset(sites)
        self._site_cities = frozenset(city for _, _, city in self._sites)
        self._cues = load_cues()
        self._institution = tuple(f" {words}" for words in self._cues.institution)

    def asks_for_here(self, text: str) -> bool:
        """Whether the text asks for places near the writer without naming one."""
        spaced = _joined(tokens(text)) + " "
        return any(f" {cue} " in spaced for cue in self._cues.here)

    def read(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[PlaceWanted, ...]:
        """The places in `text`, in order; spans in `taken` have another meaning already."""
        words = tokens(text)
        found: list[PlaceWanted] = []
        at = 0
        while at < len(words):
            place, used = self._longest(text, words, at, taken)
            if place is not None:
                found.append(place)
            at += max(used, 1)
        return self._narrowed(text, _without_repeats(found))

    def _narrowed(self, text: str, found: Sequence[PlaceWanted]) -> tuple[PlaceWanted, ...]:
        """Each place without the options that a wider place in the text rules out, nor that place.

        `Madrid, Spain` is one place; `Madrid or Italy` are two.
        """
        spent: set[int] = set()
        kept: list[PlaceWanted] = []
        for number, place in enumerate(found):
            options = place.options
            for other_number, other in enumerate(found):
                inside = tuple(o for o in options if any(_within(o, w) for w in other.options))
                if inside and other_number != number:
                    options = inside
                    spent.add(other_number)
            if len(options) == len(place.options):
                options = self._likely(fold_key(text[place.start : place.end]), options)
            kept.append(replace(place, options=options, name=options[0].name))
        return tuple(place for number, place in enumerate(kept) if number not in spent)

    def _likely(self, key: str, options: tuple[Place, ...]) -> tuple[Place, ...]:
        """Of cities with one name: the largest, those not far smaller; smaller ones where
        the records have sites in none of these."""
        cities = [place for place in options if place.kind == "city"]
        if not cities:
            return options
        first = fold_key(cities[0].name)
        own = [city for city in cities if fold_key(city.name) == first]
        least = _FAR_SMALLER * own[0].population
        held = any((c.country, c.region, key) in self._sites for c in own if c.population >= least)
        return tuple(
            p
            for p in options
            if p.kind != "city"
            or (p in own and p.population >= least)
            or (not held and fold_key(p.name) == key and (p.country, p.region, key) in self._sites)
        )

    def _longest(
        self, text: str, words: Sequence[Token], at: int, taken: Sequence[tuple[int, int]]
    ) -> tuple[PlaceWanted | None, int]:
        most = _LONGEST_CJK if is_cjk(words[at].key) else _LONGEST
        if _joined(words[max(0, at - _CUE_WORDS) : at]).endswith(self._institution):
            return None, 0
        for count in range(min(most, len(words) - at), 0, -1):
            start, end = words[at].start, words[at + count - 1].end
            if any(start < after and end > before for before, after in taken):
                continue
            options = self._options(text, words, at, count)
            if options:
                near = self._near_before(words, at) or self._near_after(words, at + count)
                return PlaceWanted(options[0].name, options, near, start, end), count
        return None, 0

    def _options(self, text: str, words: Sequence[Token], at: int, count: int) -> tuple[Place, ...]:
        written = text[words[at].start : words[at + count - 1].end]
        if count == 1 and (state := self._state(text, words, at)) is not None:
            after_city = at > 0 and bool(self._gazetteer.cities(words[at - 1].key))
            if after_city or (written.isupper() and self._cue_before(words, at)):
                return (state,)
        for key in self._readings(words, at, count):
            if count > 1 and not self._may_join(key, words[at : at + count]):
                continue
            country = self._gazetteer.country(key)
            found = [country] if country is not None and _stands(key, written) else []
            found.extend(r for r in self._gazetteer.regions(key) if _stands(key, written))
            if country is None and self._is_city(key, bool(found), text, words, at, count):
                found.extend(self._gazetteer.cities(key))
            if found:
                return tuple(found)
        return ()

    def _readings(self, words: Sequence[Token], at: int, count: int) -> tuple[str, ...]:
        """The key as written, then without what a language joins to a name or declines of it."""
        key = "".join(without_article(word.key) for word in words[at : at + count])
        last = words[at + count - 1].key
        if last[:1] in "بلوف" and len(key) > 4:
            return (key, without_article(key[1:]))
        slavic = "\u0400" <= last[-1] <= "\u045f"
        polish = at > 0 and words[at - 1].key in self._cues.declining
        if not (slavic or polish) or len(last) < 5:
            return (key,)
        return (key, *(key[:-cut] + ending for cut in (1, 2) for ending in _ENDINGS))

    def _is_city(
        self, key: str, is_region: bool, text: str, words: Sequence[Token], at: int, count: int
    ) -> bool:
        cities = self._gazetteer.cities(key) if len(key) > 1 else ()
        if not cities or is_region or is_cjk(key):
            return bool(cities)
        state = self._state(text, words, at + count)
        if state is not None and any(_within(city, state) for city in cities):
            return True
        written = text[words[at].start : words[at + count - 1].end]
        return self._stands_as_city(key, written, words, at)

    def _stands_as_city(self, key: str, written: str, words: Sequence[Token], at: int) -> bool:
        """Whether a city's name stands as a name: by capitals, the word before, and the records."""
        capital = not written[0].islower()
        near = self._near_before(words, at)
        cue = near or self._cue_before(words, at)
        if len(key) <= 3 and key not in self._cues.short:
            return capital and cue
        known = key in self._site_cities
        population = self._gazetteer.cities(key)[0].population
        everyday, common = self._gazetteer.is_everyday(key), self._lexicon.is_common(key)
        if common and not capital:
            return near or _LARGE <= population < _LARGEST or (population >= _HUGE and not everyday)
        if everyday:
            return cue or known or (capital and at > 0)
        return population >= _BIG or known or (capital and cue)

    def _may_join(self, key: str, words: Sequence[Token]) -> bool:
        """Whether several words are one name: `cape town` is, `i ran` and `and in` are not."""
        if is_cjk(key):
            return True
        if not self._gazetteer.has_spaces(key):
            return False
        if self._gazetteer.country(key) or self._gazetteer.regions(key):
            return True
        everyday = all(len(w.key) < 3 or self._lexicon.is_common(w.key) for w in words)
        cities = self._gazetteer.cities(key)
        return not (everyday and cities) or any(fold_key(city.name) == key for city in cities)

    def _state(self, text: str, words: Sequence[Token], at: int) -> Place | None:
        """The American state whose two letters stand at `at`."""
        if at >= len(words) or len(words[at].key) != _ABBREVIATION:
            return None
        written = text[words[at].start : words[at].end]
        if words[at].key in self._cues.state_words and not written.isupper():
            return None
        return self._gazetteer.region_of_code(_STATES, written.upper())

    def _cue_before(self, words: Sequence[Token], at: int) -> bool:
        sure = at > 0 and words[at - 1].key in self._cues.sure
        return sure or self._near_before(words, at)

    def _near_before(self, words: Sequence[Token], at: int) -> bool:
        before = _joined(words[max(0, at - _CUE_WORDS) : at])
        return any(before.endswith(f" {cue}") for cue in self._cues.near)

    def _near_after(self, words: Sequence[Token], at: int) -> bool:
        return _joined(words[at : at + _CUE_WORDS]).lstrip().startswith(self._cues.after)


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The words of cues.toml."""
    with (PLACES_FOLDER / "cues.toml").open("rb") as file:
        table: dict[str, list[str]] = tomllib.load(file)
    words = {name: [" ".join(folded_words(cue)) for cue in cues] for name, cues in table.items()}
    return Cues(
        sure=frozenset(words["in"]),
        near=tuple(words["near"]),
        after=tuple(words["after"]),
        here=tuple(words["here"]),
        declining=frozenset(words["declining"]),
        state_words=frozenset(words["state_words"]),
        short=frozenset(words["short"]),
        institution=tuple(words["institution"]),
    )


def _joined(words: Sequence[Token]) -> str:
    return " " + " ".join(without_article(word.key) for word in words)


def _stands(key: str, written: str) -> bool:
    """Short names count in capitals only: `US` is a country, `us` is not."""
    return len(key) > 3 or written.isupper() or is_cjk(key) or key in load_cues().short


def _without_repeats(found: Sequence[PlaceWanted]) -> list[PlaceWanted]:
    """`New York, New York` is one place."""
    return list({place.options: place for place in reversed(found)}.values())[::-1]


def _within(inner: Place, outer: Place) -> bool:
    if inner.country != outer.country or inner.kind == "country":
        return False
    return outer.kind == "country" or (
        outer.kind == "region" and inner.kind == "city" and inner.region == outer.region
    )

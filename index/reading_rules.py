"""The tables of reading: cues around treatments and ages, compositions of site and tumour."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.errors import ContentError
from content.terms.folding import Token, folded_words, is_cjk
from content.terms.lexicon import LEXICON_FOLDER

_NEAR_BEFORE = 5
_BETWEEN = 2
_NEAR_BEHIND = 5
_NEAR_BEHIND_UNSPACED = 12
_SETS = (
    "years",
    "no_age",
    "child",
    "drug_endings",
    "purpose",
    "study",
    "trials",
    "no_name",
    "titles",
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Folded phrases that are looked for beside a word."""

    spaced: tuple[str, ...]
    unspaced: tuple[str, ...]
    _spaced_set: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Phrases by script: Chinese and Japanese ones have no spaces."""
        folded = {" ".join(folded_words(phrase)) for phrase in phrases}
        cjk = {phrase.replace(" ", "") for phrase in folded if is_cjk(phrase)}
        spaced = sorted((p for p in folded if not is_cjk(p)), key=len, reverse=True)
        unspaced = sorted(cjk, key=len, reverse=True)
        return cls(tuple(spaced), tuple(unspaced), frozenset(spaced))

    def before(self, words: Sequence[Token]) -> int:
        """How many letters of phrase end these words (at most two words between); 0: none."""
        near = [word.key for word in words[-_NEAR_BEFORE:]]
        whole = self._spaced_set
        ends = (
            len(phrase)
            for cut in range(_BETWEEN + 1)
            for start in range(len(near) - cut)
            if (phrase := " ".join(near[start : len(near) - cut])) in whole
        )
        joined = "".join(word.key for word in words[-_NEAR_BEFORE:])
        return max((*ends, *(len(p) for p in self.unspaced if joined.endswith(p))), default=0)

    def behind(self, words: Sequence[Token], near: int = _NEAR_BEHIND) -> int:
        """How many letters of phrase stand among the `near` next words; 0: none."""
        text = " " + " ".join(word.key for word in words[:near]) + " "
        joined = "".join(word.key for word in words[:_NEAR_BEHIND_UNSPACED])
        found = (len(p) for p in self.spaced if f" {p} " in text)
        return max((*found, *(len(p) for p in self.unspaced if joined.startswith(p))), default=0)


@dataclass(frozen=True, slots=True)
class Rules:
    """reading.toml, folded."""

    had_before: Phrases
    had_behind: Phrases
    refused_before: Phrases
    refused_behind: Phrases
    never_before: Phrases
    never_behind: Phrases
    follow: Phrases
    years: Set[str]
    persons: Phrases
    no_age: Set[str]
    child: Set[str]
    drug_endings: Set[str]
    purpose: Set[str]
    study: Set[str]
    trials: Set[str]
    no_name: Set[str]
    titles: Set[str]


@lru_cache(maxsize=1)
def load_rules(folder: Path = LEXICON_FOLDER) -> Rules:
    """The rules of reading. Raises ContentError when the table is not as expected."""
    path = folder / "reading.toml"
    try:
        table: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
        names = Rules.__dataclass_fields__
        phrases = {name: Phrases.of(table[name]) for name in names if name not in _SETS}
        sets = {name: frozenset(_keys(table[name])) for name in _SETS}
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(path, f"is not as expected ({error!r}): restore the table") from error
    return Rules(**phrases, **sets)  # type: ignore[arg-type]


def _keys(words: Iterable[str]) -> set[str]:
    return {" ".join(folded_words(word)) for word in words} - {""}


@lru_cache(maxsize=1)
def load_compositions(folder: Path = LEXICON_FOLDER) -> dict[tuple[str, str], str]:
    """What a site and a tumour named apart mean together, by (site, tumour)."""
    with (folder / "compositions.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["site"], row["tumour"]): row["means"] for row in rows}


def compositions(concepts: Set[str]) -> dict[tuple[str, str], str]:
    """What the sites and tumours among `concepts` make together, by (site, tumour)."""
    known = load_compositions().items()
    return {pair: means for pair, means in known if concepts >= set(pair)}

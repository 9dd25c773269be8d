"""Which of the twelve languages a message is written in.

The writing system settles Chinese, Japanese, Arabic and Russian. The eight that share the Latin
letters are told apart by common words, letters and word endings, kept as data in
`content/intents/languages.toml`; the words of the intent patterns tell a little too. Where the
signs are too few (a drug name, an id, "ok") the chat's own language stands, then English. No model
is loaded: py3langid is as accurate on patients' messages, but costs a second at start and 130 MB.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import content
from bot.intent.folding import clip, fold
from content.errors import ContentError
from content.languages import FALLBACK, LANGUAGES

_TABLE = Path(content.__file__).parent / "intents" / "languages.toml"
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9d]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"\n]*)"')
_LATIN_PER_HAN = 3  # one Chinese character says about as much as three Latin letters
_LETTER_WEIGHT, _STEM_WEIGHT, _ENDING_WEIGHT = 1.0, 0.7, 0.4
_SHORTEST_WITH_ENDING = 6
_ENOUGH = 0.7
_MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class _Signs:
    """Weights by language of words, letters, stems and endings; and the telling Han characters."""

    words: Mapping[str, Mapping[str, float]]
    letters: Mapping[str, Mapping[str, float]]
    stems: Mapping[str, Mapping[str, float]]
    endings: Mapping[str, Mapping[str, float]]
    japanese: frozenset[str]
    chinese: frozenset[str]


def detect(text: str, fallback: str = FALLBACK) -> str:
    """The language code of `text`; `fallback` (the chat's language) where the text does not tell.

    A fallback outside the twelve counts as English. Raises ContentError when the table is broken.
    """
    fallback = fallback if fallback in LANGUAGES else FALLBACK
    clipped = clip(text)
    return _by_script(clipped, fallback) or _by_words(clipped, fallback)


def _by_script(text: str, fallback: str) -> str | None:
    """The language that its letters alone give away, or None for Latin letters and none."""
    latin = len(_LATIN.findall(text))
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    counts = {
        "ar": len(_ARABIC.findall(text)),
        "ru": len(_CYRILLIC.findall(text)),
        "cjk": (han + kana) * _LATIN_PER_HAN,
    }
    best = max(counts, key=lambda script: counts[script])
    if not counts[best] or counts[best] < latin:
        return None
    return best if best != "cjk" else _chinese_or_japanese(text, kana, fallback)


def _chinese_or_japanese(text: str, kana: int, fallback: str) -> str:
    if kana:
        return "ja"
    signs = _signs()
    japanese = sum(c in signs.japanese for c in text)
    chinese = sum(c in signs.chinese for c in text)
    if japanese == chinese:
        return "ja" if fallback == "ja" else "zh"
    return "ja" if japanese > chinese else "zh"


def _by_words(text: str, fallback: str) -> str:
    scores = _scores(text)
    if not scores:
        return fallback
    # In the order of LANGUAGES, so that a tie falls the same way in every process.
    best = max(LANGUAGES, key=lambda language: scores.get(language, 0.0))
    lead = scores[best] - scores.get(fallback, 0.0)
    return best if scores[best] >= _ENOUGH and lead >= _MARGIN else fallback


def _scores(text: str) -> dict[str, float]:
    signs = _signs()
    scores: Counter[str] = Counter()
    for letter in dict.fromkeys(text.casefold()):
        scores.update(signs.letters.get(letter, {}))
    for word in dict.fromkeys(fold(text).split()):
        scores.update(signs.words.get(word) or _by_stem(word, signs) or _by_ending(word, signs))
    return dict(scores)


def _by_stem(word: str, signs: _Signs) -> Mapping[str, float] | None:
    found = (signs.stems.get(word[:length]) for length in range(len(word), 3, -1))
    return next((weights for weights in found if weights), None)


def _by_ending(word: str, signs: _Signs) -> Mapping[str, float]:
    if len(word) < _SHORTEST_WITH_ENDING:
        return {}
    found = (signs.endings.get(word[-length:]) for length in (6, 5, 4, 3))
    return next((weights for weights in found if weights), {})


@cache
def _signs() -> _Signs:
    try:
        raw = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
        words = {code: raw["words"][code].split() for code in raw["words"]}
        return _Signs(
            words=_shared(words, 1.0),
            letters=_shared(raw["letters"], _LETTER_WEIGHT),
            stems=_shared({code: _pattern_words(code) for code in words}, _STEM_WEIGHT),
            endings=_shared(raw["endings"], _ENDING_WEIGHT),
            japanese=frozenset(raw["han"]["ja"]) - frozenset(raw["han"]["zh"]),
            chinese=frozenset(raw["han"]["zh"]) - frozenset(raw["han"]["ja"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(_TABLE, f"cannot be used: {error!r}") from error


def _pattern_words(language: str) -> frozenset[str]:
    """The words of four letters or more in the intent patterns of `language`, stems as they are."""
    text = _TABLE.with_name(f"{language}.toml").read_text(encoding="utf-8")
    quoted = " ".join(_QUOTED.findall(text)).replace("_", " ")
    return frozenset(word for word in fold(quoted).split() if len(word) >= 4)


def _shared(signs: Mapping[str, Iterable[str]], weight: float) -> dict[str, dict[str, float]]:
    """Every sign with its weight by language: the more languages use it, the less it tells."""
    users: dict[str, set[str]] = defaultdict(set)
    for language, entries in signs.items():
        for sign in entries:
            users[sign].add(language)
    return {
        sign: dict.fromkeys(languages, weight / len(languages)) for sign, languages in users.items()
    }

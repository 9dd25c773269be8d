"""The cues of one language, read from `content/intents/` and compiled once.

Every language file holds the same sections; `other_topics.toml` names other diseases for all of
them. A file that cannot be used is a ContentError naming it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import content
from bot.intent.folding import without_article
from bot.intent.kinds import MessageKind
from bot.intent.patterns import UNSPACED, Sets, compile_patterns
from content.errors import ContentError
from content.languages import LANGUAGES

FOLDER = Path(content.__file__).parent / "intents"

CUED_KINDS = tuple(
    kind for kind in MessageKind if kind not in (MessageKind.OFF_TOPIC, MessageKind.GIBBERISH)
)


@dataclass(frozen=True, slots=True)
class Cue:
    """The signs of one kind: one strong sign is enough, weak ones need company.

    A `sure` sign is a strong one that no strong sign of another kind outweighs.
    """

    strong: re.Pattern[str]
    weak: re.Pattern[str]
    sure: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """All signs of one language.

    `topic`: words of this bot's subject; `core`: names of the NET family; `filler`: words that add
    nothing to a greeting. `trap`: look-alikes of "NET"; `general`: subjects of other people's bots.
    """

    language: str
    kinds: Mapping[MessageKind, Cue]
    topic: re.Pattern[str]
    core: re.Pattern[str]
    filler: re.Pattern[str]
    trap: re.Pattern[str]
    animal: re.Pattern[str]
    general: re.Pattern[str]
    other_cancer: re.Pattern[str]
    other_disease: re.Pattern[str]

    def form(self, folded: str) -> str:
        """The folded text as these patterns want it: every word followed by a space, or none."""
        if self.language in UNSPACED:
            return folded.replace(" ", "")
        return f"{without_article(folded) if self.language == 'ar' else folded} "


@cache
def cues(language: str, folder: Path = FOLDER) -> Cues:
    """The compiled cues of `language`. Raises ContentError when its file cannot be used."""
    path = folder / f"{language}.toml"
    raw, other = _read(path), _read(folder / "other_topics.toml")
    sets = {name: tuple(entries) for name, entries in raw.get("sets", {}).items()}
    try:
        return _compile(raw, other, sets, language)
    except KeyError as error:
        raise ContentError(path, f"section, key or set {error} is missing: add it") from error


def _compile(raw: Mapping[str, Any], other: Mapping[str, Any], sets: Sets, language: str) -> Cues:
    def compiled(patterns: list[str]) -> re.Pattern[str]:
        return compile_patterns(patterns, sets, language)

    vocabulary, off_topic = raw["vocabulary"], raw["off_topic"]
    return Cues(
        language=language,
        kinds={
            kind: Cue(
                strong=compiled([*raw[kind].get("sure", ()), *raw[kind]["strong"]]),
                weak=compiled(raw[kind]["weak"]),
                sure=compiled(raw[kind].get("sure", [])),
            )
            for kind in CUED_KINDS
        },
        topic=compiled(vocabulary["topic"]),
        core=compiled(vocabulary["core"]),
        filler=compiled(vocabulary["filler"]),
        trap=compiled(off_topic["trap"]),
        animal=compiled(off_topic["animal"]),
        general=compiled(off_topic["general"]),
        other_cancer=compiled(other["cancers"][language]),
        other_disease=compiled(other["diseases"][language]),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(path, f"cannot be read as TOML: {error}") from error


def warm(languages: Iterable[str] = LANGUAGES) -> None:
    """Compile the cues of `languages` (about 0.1 s each), so that no message waits for it."""
    for language in languages:
        cues(language)

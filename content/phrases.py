"""What the bot says: the sentences of `replies/`, by language, with named placeholders.

English is complete; another language that lacks a sentence falls back to English, so that nobody
is left without an answer. Values put into a sentence are escaped for Telegram's HTML here, at the
one place where texts and values meet; `Html` marks those that are markup already.
"""

from __future__ import annotations

import html
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content import FOLDER
from content.errors import ContentError
from content.languages import FALLBACK, LANGUAGES


class Html(str):
    """Text that is Telegram HTML already and is put in as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language."""

    language: str
    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence `key` (such as `start.hello`) with `values` escaped and put in.

        Raises KeyError where neither this language nor English has it.
        """
        safe = {
            name: value if isinstance(value, Html) else self.escape(str(value))
            for name, value in values.items()
        }
        return self.sentences[key].format(**safe)

    @staticmethod
    def escape(text: str) -> Html:
        """Text of a document, made harmless for Telegram's HTML."""
        return Html(html.escape(text, quote=False))

    def has(self, key: str) -> bool:
        """Whether there is a sentence `key` that says something."""
        return bool(self.sentences.get(key))


def read_sentences(path: Path) -> dict[str, str]:
    """The file's sentences by `table.key`. Raises ContentError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path, f"cannot be read as TOML: {error}") from error
    sentences: dict[str, str] = {}
    for table, entries in tables.items():
        if not isinstance(entries, dict):
            raise ContentError(path, f"`{table}` stands outside a table such as [start]")
        for key, text in entries.items():
            if not isinstance(text, str):
                raise ContentError(path, f"`{table}.{key}`: expected a text in quotes")
            sentences[f"{table}.{key}"] = text.strip("\n")
    return sentences


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@lru_cache(maxsize=len(LANGUAGES))
def phrases(language: str, folder: Path = FOLDER / "replies") -> Phrases:
    """The sentences of `language`, English where it has none. Raises ContentError."""
    sentences = read_sentences(folder / f"{FALLBACK}.toml")
    own = folder / f"{language}.toml"
    if language != FALLBACK and own.is_file():
        sentences |= read_sentences(own)
    return Phrases(language, sentences)

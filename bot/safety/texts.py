"""The fixed safety texts in the reader's language, with numbers of the country they chose.

The texts (`content/safety/texts/`) and the numbers (`content/safety/numbers.toml`, with the day on
which they were checked) are data, reviewed by hand, and need neither index nor model. A country is
never guessed from a language: without a chosen one, or one without a checked number, a short list
is shown. Raises ContentError where a file is missing or broken; a test reads them all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.safety.findings import SafetyKind
from content import FOLDER
from content.errors import ContentError

_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Emergency numbers and crisis lines of a country, in the order to try them."""

    emergency: tuple[str, ...]
    crisis: tuple[str, ...]


def safety_reply(kind: SafetyKind, language: str, country: str | None) -> str:
    """The whole reply to a message of `kind`, as plain text; English where there is no other."""
    return _texts(language)[kind.value].format(
        numbers=emergency_numbers(country, language), crisis=_crisis_lines(country, language)
    )


def unclear_line(language: str) -> str:
    """The line at the end of an answer to a message that may be about an emergency."""
    return _texts(language)["unclear_line"]


def known_countries() -> tuple[str, ...]:
    """The ISO codes of the countries with a checked emergency number."""
    return tuple(code for code, numbers in _numbers().items() if numbers.emergency)


def emergency_numbers(country: str | None, language: str) -> str:
    """The numbers to call in `country`, or the short list of all, with notes in `language`."""
    return _listed(_of(country).emergency or _default().emergency, language)


def _crisis_lines(country: str | None, language: str) -> str:
    lines = _of(country).crisis or _default().crisis
    return _listed((*lines, _directory()), language)


def _listed(numbers: Sequence[str], language: str) -> str:
    return " · ".join(numbers).format_map(_file(language)["where"])


def _of(country: str | None) -> Numbers:
    return _numbers().get(country or "", Numbers((), ()))


def _texts(language: str) -> Mapping[str, str]:
    return {key: text.strip() for key, text in _file(language).items() if isinstance(text, str)}


@lru_cache(maxsize=16)
def _file(language: str) -> Mapping[str, Any]:
    folder = FOLDER / "safety" / "texts"
    path = folder / f"{language}.toml"
    return _read(path if path.is_file() else folder / f"{_FALLBACK}.toml")


@lru_cache(maxsize=1)
def _table() -> Mapping[str, object]:
    return _read(FOLDER / "safety" / "numbers.toml")


@lru_cache(maxsize=1)
def _numbers() -> Mapping[str, Numbers]:
    return {
        code: _entry(entry)
        for code, entry in _table().items()
        if isinstance(entry, dict) and code != "default"
    }


def _default() -> Numbers:
    entry = _table()["default"]
    return _entry(entry) if isinstance(entry, dict) else Numbers((), ())


def _directory() -> str:
    entry = _table()["default"]
    return str(entry["directory"]) if isinstance(entry, dict) else ""


def _entry(entry: Mapping[str, object]) -> Numbers:
    def texts(key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    return Numbers(texts("emergency"), texts("crisis"))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error})") from error

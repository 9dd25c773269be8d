"""How signs add up, read from `content/safety/patterns/rules.toml`: the same for every language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.safety.tables import PATTERNS
from content.errors import ContentError

Choice = frozenset[str]  # any one of these concepts


@dataclass(frozen=True, slots=True)
class Combination:
    """Concepts that make one sign when they stand within so many words in one sentence."""

    sign: str
    parts: tuple[Choice, ...]
    within: float


@dataclass(frozen=True, slots=True)
class Together:
    """Concepts that weigh more in one another's company."""

    parts: tuple[Choice, ...]
    add: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Weights, combinations and the sums from which a message is unclear or an emergency."""

    emergency: float
    unclear: float
    window: float
    weights: Mapping[str, float]
    lifting_only: frozenset[str]
    unless: Mapping[str, str]
    combinations: tuple[Combination, ...]
    together: tuple[Together, ...]


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """The shipped rules. Raises ContentError where they cannot be used."""
    path = PATTERNS / "rules.toml"
    try:
        return _rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ContentError(path, f"{error!r}; see the comments in the file") from error


def _rules(table: dict[str, Any]) -> Rules:
    thresholds = table["thresholds"]
    return Rules(
        emergency=thresholds["emergency"],
        unclear=thresholds["unclear"],
        window=thresholds["window"],
        weights=table["weights"],
        lifting_only=frozenset(table["only_with_signs"]["names"]),
        unless=table["unless"],
        combinations=tuple(
            Combination(row["sign"], _choices(row["all"]), row["within"])
            for row in table["combine"]
        ),
        together=tuple(Together(_choices(row["all"]), row["add"]) for row in table["together"]),
    )


def _choices(names: list[str]) -> tuple[Choice, ...]:
    return tuple(frozenset(name.split("|")) for name in names)

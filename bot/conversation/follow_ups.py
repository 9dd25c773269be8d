"""Messages that go on from the answer before: "the second one", "is it still open?".

Understood only where nothing but such words is left of the message and something was shown: a
message with words of its own is a new question (which may still narrow the one before; that is the
query's work). The words stand in `content/intents/follow_ups.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.context import Context
from bot.conversation.trial_page import Tab
from content import FOLDER
from content.terms.folding import fold

_POSITIONS = {"first": 0, "second": 1, "third": 2, "last": -1}
_TABS = {
    "status": Tab.MAIN,
    "contact": Tab.CONTACT,
    "where": Tab.WHERE,
    "who": Tab.WHO,
    "results": Tab.RESULTS,
    "details": Tab.DETAILS,
}
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 80  # characters; nothing longer is a mere pointer


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Which trial is meant (None: unclear which of the shown ones) and what about it."""

    nct_id: str | None
    tab: Tab


@dataclass(frozen=True, slots=True)
class _Words:
    ordinals: Mapping[str, str]
    aspects: Mapping[str, str]
    fillers: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    tables = tomllib.loads((FOLDER / "intents" / "follow_ups.toml").read_text(encoding="utf-8"))
    return _Words(
        {fold(form): name for name, forms in tables["ordinals"].items() for form in forms},
        {fold(form): name for name, forms in tables["aspects"].items() for form in forms},
        frozenset(fold(form) for form in tables["fillers"]["words"]),
    )


def follow_up(text: str, context: Context) -> FollowUp | None:
    """What `text` points to, or None where it is a question of its own."""
    trials = [doc_id for doc_id in context.shown if doc_id.startswith("NCT")]
    if not (trials or context.focus) or len(text) > _LONGEST:
        return None
    rest = f" {' '.join(_WORD.findall(fold(text)))} "
    aspect, rest = _take(rest, _words().aspects)
    ordinal, rest = _take(rest, _words().ordinals)
    if not (aspect or ordinal) or any(word not in _words().fillers for word in rest.split()):
        return None
    tab = _TABS[aspect] if aspect else Tab.MAIN
    return FollowUp(_meant(ordinal, trials, context.focus), tab)


def _take(text: str, forms: Mapping[str, str]) -> tuple[str | None, str]:
    """The longest of `forms` that stands in `text`, and the text without it."""
    for form in sorted(forms, key=len, reverse=True):
        spaced = f" {form} "
        if spaced in text:
            return forms[form], text.replace(spaced, " ", 1)
        if not form.isascii() and _unspaced(form) and form in text:
            return forms[form], text.replace(form, " ", 1)
    return None, text


def _unspaced(form: str) -> bool:
    """Whether the script puts no spaces between words."""
    return bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff]", form))


def _meant(ordinal: str | None, trials: list[str], focus: str | None) -> str | None:
    if ordinal:
        position = _POSITIONS[ordinal]
        return trials[position] if -len(trials) <= position < len(trials) else None
    if focus:
        return focus
    return trials[0] if len(trials) == 1 else None

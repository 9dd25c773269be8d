"""Redaction: the one function between a person's words and anything that is written down.

    redact("I'm Tom Adeyemi, NHS 943 476 5919, trial in Leeds?").text
    -> "I'm [name], NHS [number], trial in Leeds?"

Replaced: names, handles, profiles, e-mail, phones, addresses, postcodes, birth dates, identity
numbers and cards, in twelve languages. Kept: drugs, registry ids, doses, laboratory values, dates
of treatment, hospitals, eponyms, towns, and the people who are named for a study. Rules and tables
only; measured on `tests/bot/privacy/examples.tsv` and, beside the checkout, on the labelled set.

No redactor finds everything. That is why words are only kept with consent, and not for long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.privacy.addresses import find_addresses
from bot.privacy.cjk import find_cjk
from bot.privacy.dates import all_dates, find_birth_dates
from bot.privacy.message import Message, Span
from bot.privacy.names import find_names
from bot.privacy.numbers import find_codes_beside, find_numbers
from bot.privacy.online import find_online
from bot.privacy.tables import Phrases

LONGEST = 4_096  # characters; what a longer message has beyond them is dropped, not kept
_CUT = " [cut]"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A message without what names a person. `removed`: (kind, how often), by kind."""

    text: str
    removed: tuple[tuple[str, int], ...] = ()


def redact(text: str, keep: Collection[str] = frozenset()) -> Redacted:
    """`text` with personal parts replaced by their kind in brackets.

    `keep`: names of people who are public (the investigators of the loaded records); they stay
    where nothing says that the sender speaks of their own doctor or family.
    """
    whole = Message(text[:LONGEST], _people(frozenset(keep)))
    dates = all_dates(whole)
    addresses = [*find_addresses(whole)]
    spans = _disjoint(
        [
            *find_online(whole),
            *find_birth_dates(whole, dates),
            *addresses,
            *find_codes_beside(whole, addresses),
            *find_numbers(whole, dates),
            *find_names(whole),
            *find_cjk(whole),
        ]
    )
    clean = _replace(whole.text, spans) + (_CUT if len(text) > LONGEST else "")
    return Redacted(clean, tuple(sorted(Counter(span.kind for span in spans).items())))


def prepare() -> None:
    """Reads the tables and compiles every pattern (0.3 s), so that no message waits for it."""
    redact("我叫 a at b 1")


@lru_cache(maxsize=4)
def _people(keep: frozenset[str]) -> Phrases:
    """Each person as written, without degrees, and by surname."""
    entries: list[tuple[str, str]] = []
    for person in keep:
        name = person.split(",")[0].strip()
        entries += [("person", name), ("person", name.split()[-1] if name else "")]
    return Phrases(entries)


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps: what overlaps becomes one, of the longer one's kind."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if span.end <= span.start:
            continue
        if merged and span.start < merged[-1].end:
            before = merged[-1]
            longer = max(before, span, key=lambda item: item.end - item.start)
            merged[-1] = Span(before.start, max(before.end, span.end), longer.kind)
        else:
            merged.append(span)
    return merged


def _replace(text: str, spans: list[Span]) -> str:
    """`text` with each span as its kind in brackets."""
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += [text[end : span.start], f"[{span.kind}]"]
        end = span.end
    return "".join([*parts, text[end:]])

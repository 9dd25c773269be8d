"""Nothing invented: every id, number, date, contact and link in a card stands in its document.

The cards quote; this is the second belt. A card is checked line by line against the words of the
document it was made from, the bot's own sentences in that language, and the document's dates in
the reader's form. A distance is worked out, so it is checked by what it was worked out from: it
stands only in a line that names the site it leads to, and the document must have that site. A
sentence with an atom that stands in none of these is dropped and counted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache

from bot.conversation import quoting
from bot.conversation.dates import in_words, number
from bot.conversation.distances import Measured
from bot.conversation.sites import SHOWN, named_sites
from bot.plain import plain_text
from content.documents import Document, NewsItem, Trial
from content.phrases import Phrases, phrases
from content.records import PartialDate

log = logging.getLogger(__name__)

_ATOM = re.compile(
    r"NCT\d{8}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|https?://[^\s<>\"]+"
    r"|\d+(?:[.,]\d+)*"
)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")


def atoms(text: str) -> frozenset[str]:
    """The ids, addresses and figures in `text`; a phone number counts as its groups of digits."""
    return frozenset(match.group().strip(" .,)-") for match in _ATOM.finditer(text))


def supported(
    text: str, documents: Sequence[Document], say: Phrases, measured: Sequence[Measured] = ()
) -> str:
    """`text` without the sentences whose atoms stand in none of `documents`, nor follow from them.

    `measured`: the distances that the text may name.
    """
    allowed = set(_own_atoms(say.language))
    for document in documents:
        allowed |= _atoms_of(document, say.language)
    sites = tuple(s for d in documents if isinstance(d, Trial) for s in d.record.sites)
    ways = [(way.name, atoms(way.text(say))) for way in measured if way.leads_to(sites)]
    lines = []
    for line in text.split("\n"):
        plain = plain_text(line)
        beside = {atom for name, found in ways if name in plain for atom in found}
        lines.append(_line(line, allowed | beside))
    return "\n".join(line for line in lines if line is not None)


def _line(line: str, allowed: set[str]) -> str | None:
    if atoms(plain_text(line)) <= allowed:
        return line
    kept = [part for part in _SENTENCE.split(line) if atoms(plain_text(part)) <= allowed]
    log.warning("unsupported sentence dropped count=%d", len(_SENTENCE.split(line)) - len(kept))
    return " ".join(kept) if kept else None


@lru_cache(maxsize=16)
def _own_atoms(language: str) -> frozenset[str]:
    """What the bot's own sentences say, and the numbers of a short list."""
    own = " ".join(phrases(language).sentences.values())
    return atoms(own) | {str(position) for position in range(1, 11)}


@lru_cache(maxsize=512)
def _atoms_of(document: Document, language: str) -> frozenset[str]:
    found = {atom for text in _strings(document) for atom in atoms(quoting.clean(text))}
    if isinstance(document, Trial):
        record = document.record
        found |= {record.url, f"{record.url}?tab=results"}
        ages = (record.minimum_age, record.maximum_age, record.enrollment)
        found |= {contact.email for contact in record.central_contacts if contact.email}
        named = len(named_sites(record))
        found |= {str(left) for left in range(named - SHOWN, 0, -SHOWN)}
        for value in ages:
            if value is not None:
                found |= atoms(number(value, language))
        dates: tuple[PartialDate | None, ...] = (
            record.status_date, record.start_date, record.primary_completion_date,
            record.completion_date, document.gone_since,
        )  # fmt: skip
    else:
        dates = (document.date,) if isinstance(document, NewsItem) else ()
        if isinstance(document, NewsItem) and document.source_url:
            found.add(document.source_url)
    for day in dates:
        found |= atoms(in_words(day, language))
    return frozenset(found)


def _strings(value: object) -> list[str]:
    """Every text and number in a document, its nested parts too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, tuple | list):
        return [text for item in value for text in _strings(item)]
    fields = getattr(value, "__dataclass_fields__", {})
    return [text for name in fields for text in _strings(getattr(value, name))]

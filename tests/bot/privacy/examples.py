"""The hand-written examples: a message, what must go, what must stay; and how a leak is judged."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_STREET_WORDS = frozenset(
    re.findall(
        r"\w+",
        "street road lane court grove calle via harbour canal flat apt dot example com net org",
    )
)


@dataclass(frozen=True, slots=True)
class Example:
    """A message in `lang` with the spans that must be gone and those that must stay."""

    lang: str
    text: str
    gone: tuple[str, ...]
    kept: tuple[str, ...]


def examples() -> Iterator[Example]:
    """The lines of examples.tsv."""
    with (Path(__file__).parent / "examples.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = row["text"].replace("\\n", "\n")
            yield Example(row["lang"], text, _spans(row["redact"]), _spans(row["keep"]))


def _spans(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("¦") if part.strip())


def plain(text: str) -> str:
    """`text` for comparison: width, case and spaces made equal."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()


def leaks(span: str, kept: str) -> bool:
    """Whether `span` is still in `kept`: whole, by its digits, or by one of its words."""
    wanted, there = plain(span), plain(kept)
    digits = re.sub(r"\D", "", wanted)
    if wanted in there or (len(digits) >= 8 and digits in re.sub(r"\D", "", there)):
        return True
    parts = (part for part in re.findall(r"[^\W_]{3,}", wanted) if part not in _STREET_WORDS)
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", there) for part in parts)

"""NCT ids in the spellings that people and records use."""

from __future__ import annotations

import re
import unicodedata

NCT_ID = re.compile(r"NCT\d{8}", re.A)
_LOOSE = re.compile(r"(?<![a-z0-9])n\s*c\s*t[\s:#nº°o.\-_/]{0,4}((?:\d[\s\-.]?){7}\d)(?!\d)", re.I)
_CUT = re.compile(r"(?<![a-z0-9])n\s*c\s*t[\s:#\-]{0,3}([1-9]\d{6})(?!\d)", re.I)
_BARE = re.compile(r"(?<![\d.\-/])(0\d{7})(?![\d.\-/])")
_FEW = 4  # words beside eight bare digits; in a longer message they may be a record number


def find_nct_ids(text: str) -> tuple[str, ...]:
    """NCT ids in `text`, in order, once each: any case, spaces, links, eight lone digits.

    Seven digits behind "NCT" are read with the 0 that all ids begin with and people leave out.
    """
    text = _with_western_digits(text)
    found = [(m.start(), re.sub(r"\D", "", m.group(1))) for m in _LOOSE.finditer(text)]
    found += [(m.start(), f"0{m.group(1)}") for m in _CUT.finditer(text)]
    if len(text.split()) <= _FEW:
        found += [(m.start(1), m.group(1)) for m in _BARE.finditer(text)]
    return tuple(dict.fromkeys(f"NCT{digits}" for _, digits in sorted(found)))


def _with_western_digits(text: str) -> str:
    """`text` with Arabic, Persian and full-width digits as 0-9, full-width letters as A-Z."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)

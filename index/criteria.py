"""Text of the registry made readable: escaped markdown undone, criteria split into in and out.

The registry's criteria are one free text in which "Inclusion Criteria" and "Exclusion Criteria"
are headings by habit only. A text without an exclusion heading is all inclusion.
"""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|&=^$])")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_HEADING = re.compile(
    r"""^[*#\s\d.)]*(?:\w+\ )?(?P<line>inclusion|exclusion)s?
        (?:\ criteri(?:a|on)\b(?:[^\n:]{0,30}:|[^\w\n:]*$|[\ -]*)|[^\n:]{0,30}(?::|$))
      | \b(?P<run>inclusion|exclusion)\ criteri(?:a|on)\ ?:
      | \b(?P<capital>(?-i:Inclusion|Exclusion))\ (?-i:Criteria)\b
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def readable(text: str) -> str:
    """`text` without markdown escapes, with single spaces and at most one blank line in a row."""
    unescaped = _ESCAPED.sub(r"\1", text.replace("\r\n", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in unescaped.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def split_criteria(text: str | None) -> tuple[str, str]:
    """Who can join and who cannot, as `(inclusion, exclusion)`; either may be empty."""
    whole = readable(text or "")
    parts: dict[str, list[str]] = {"inclusion": [], "exclusion": []}
    kind, start = "inclusion", 0
    for heading in _HEADING.finditer(whole):
        parts[kind].append(whole[start : heading.start()].strip())
        kind, start = (
            (heading["line"] or heading["run"] or heading["capital"]).lower(),
            heading.end(),
        )
    parts[kind].append(whole[start:].strip())
    inclusion, exclusion = ("\n".join(filter(None, found)) for found in parts.values())
    return inclusion, exclusion

"""Who may join by age: the record's own limits, else what its criteria say in words."""

from __future__ import annotations

import re

from content.records import TrialRecord

_YEARS = r"(?:years?|yrs?|y\.?o\.?|y)\b"
_RANGE = re.compile(
    rf"\b(?:age[ds]?|between|from|patients)\b[^.\n]{{0,30}}?(\d{{1,3}})\s*(?:{_YEARS})?\s*"
    rf"(?:to|-|–|and|through)\s*(\d{{1,3}})\s*{_YEARS}",
    re.IGNORECASE,
)
_LOWEST = re.compile(
    rf"(?:age[ds]?[^.\n\d]{{0,25}}"
    rf"(?:≥|>=|>|at least|over|above|older than|minimum of)\s*(\d{{1,3}}))"
    rf"|(?:(?:≥|>=|at least|over)\s*(\d{{1,3}})\s*{_YEARS})"
    rf"|(?:(\d{{1,3}})\s*{_YEARS}\s*(?:of age\s*)?(?:or|and|or\s+more|&)\s*(?:older|over|above))"
    rf"|(?:adults?\s*\(?\s*(?:≥|>=|aged?)?\s*(\d{{2}}))",
    re.IGNORECASE,
)
_HIGHEST = re.compile(
    rf"(?:age[ds]?[^.\n\d]{{0,25}}(?:≤|<=|<|at most|under|below|younger than|up to)\s*(\d{{1,3}}))"
    rf"|(?:(?:≤|<=|up to|under|younger than)\s*(\d{{1,3}})\s*{_YEARS})",
    re.IGNORECASE,
)
_OLDEST = 120


def age_limits(record: TrialRecord, inclusion: str) -> list[float | None] | None:
    """Lowest and highest age in years, each None where there is no limit; None: not stated."""
    if record.minimum_age is not None or record.maximum_age is not None:
        return [record.minimum_age, record.maximum_age]
    between = _RANGE.search(inclusion)
    if between:
        return [float(between.group(1)), float(between.group(2))]
    lowest, highest = _first(_LOWEST, inclusion), _first(_HIGHEST, inclusion)
    return None if lowest is None and highest is None else [lowest, highest]


def _first(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    if match is None:
        return None
    value = float(next(group for group in match.groups() if group))
    return value if value <= _OLDEST else None

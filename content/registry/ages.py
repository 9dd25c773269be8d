"""Ages as the registry writes them ("18 Years", "6 Months", "N/A"), in years."""

from __future__ import annotations

import re

_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)?s?", re.I)
_PER_YEAR = {
    "year": 1.0, "month": 12.0, "week": 52.18, "day": 365.25, "hour": 8766.0, "minute": 525960.0,
}  # fmt: skip


def years(text: str | None) -> float | None:
    """The age in years; None where the registry sets no limit. Raises ValueError on other text."""
    if text is None or text.strip().upper() in {"", "N/A", "NA", "NONE"}:
        return None
    match = _AGE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not an age: {text!r}")
    return float(match.group(1)) / _PER_YEAR[(match.group(2) or "year").lower()]

"""How long something has waited, in the reader's words."""

from __future__ import annotations

from datetime import timedelta


def waited(time: timedelta, language: str) -> str:
    """`3 hours`, `2 days`: rounded down to what matters, at least a minute."""
    # Imported here: babel costs more than most commands need.
    from babel.dates import format_timedelta

    whole = timedelta(days=time.days) if time.days else time
    if not time.days and time >= timedelta(hours=1):
        whole = timedelta(hours=time.seconds // 3600)
    return format_timedelta(max(whole, timedelta(minutes=1)), locale=language, threshold=1)

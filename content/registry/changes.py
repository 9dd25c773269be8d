"""What changed between two versions of a record, as data that can be put into words later.

Only what a patient would want to hear of: status, why it stopped, phase, places, ages, dates of
the end, results. A version without a status is a partial copy of the record, not the record as it
was; nothing is compared with it, so that filling in a gap is never announced as news. For the same
reason a value that is merely left out later is no change; a site that is gone from a list is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.records import OverallStatus, Site, TrialRecord


@dataclass(frozen=True, slots=True)
class Change:
    """One change of `nct_id`. Values are the registry's words; None where there was or is none.

    `field` is `overall_status`, `why_stopped`, `phases`, `minimum_age`, `maximum_age`,
    `brief_title`, `lead_sponsor`, `primary_completion_date`, `completion_date`, `has_results`,
    `site` (before or after is the place, such as "Warsaw, Poland"), `site_status` (of `place`) or
    `listed` (before "true": the registry no longer lists the study).
    """

    nct_id: str
    field: str
    before: str | None
    after: str | None
    place: str | None = None


_COMPARED = (
    "overall_status",
    "why_stopped",
    "phases",
    "minimum_age",
    "maximum_age",
    "brief_title",
    "lead_sponsor",
    "primary_completion_date",
    "completion_date",
    "has_results",
)

# Countries in which people name the state with the city; elsewhere it only lengthens the line.
_NAMED_BY_STATE = frozenset({"United States", "Canada", "Australia"})


def compare(before: TrialRecord, after: TrialRecord) -> tuple[Change, ...]:
    """The changes from `before` to `after`, the status first; empty for partial versions."""
    if before.overall_status is None or after.overall_status is None:
        return ()
    found = [
        Change(after.nct_id, name, old, new)
        for name in _COMPARED
        if (new := _word(after, name)) is not None and (old := _word(before, name)) != new
    ]
    return (*found, *_site_changes(after.nct_id, before.sites, after.sites))


def _word(record: TrialRecord, name: str) -> str | None:
    value = getattr(record, name)
    if value in (None, ()) or (name == "has_results" and value is False):
        return None
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    return "true" if value is True else str(getattr(value, "text", value))


def _site_changes(
    nct_id: str, before: tuple[Site, ...], after: tuple[Site, ...]
) -> Iterator[Change]:
    old, new = _by_place(before), _by_place(after)
    if not new:
        return
    yield from (Change(nct_id, "site", None, place) for place in new if place not in old)
    yield from (Change(nct_id, "site", place, None) for place in old if place not in new)
    for place in new:
        if place in old and old[place] != new[place]:
            yield Change(nct_id, "site_status", old[place], new[place], place)


def _by_place(sites: tuple[Site, ...]) -> Mapping[str, OverallStatus | None]:
    """The status of each city; an open hospital speaks for its city, then the first one does."""
    found: dict[str, OverallStatus | None] = {}
    for site in sites:
        place = place_of(site)
        if place and (place not in found or site.status == OverallStatus.RECRUITING):
            found[place] = site.status
    return found


def place_of(site: Site) -> str | None:
    """Where a site is, such as "Warsaw, Poland" or "Tampa, Florida, United States"."""
    state = site.state if site.country in _NAMED_BY_STATE else None
    return ", ".join(part for part in (site.city, state, site.country) if part) or None

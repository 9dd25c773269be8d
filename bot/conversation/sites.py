"""The hospitals of a trial: which a record names, how open each is, in what order they are shown.

No hospital is more open than its trial. Where the record leaves out a hospital's own status that
is said, and it stands behind those that are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

from bot.conversation.statuses import Openness, openness
from content.documents import Trial
from content.records import OverallStatus, Site, TrialRecord
from index.nearby import SiteAt

SHOWN = 12
_TAKING = (OverallStatus.RECRUITING, OverallStatus.AVAILABLE)


class SiteStatus(IntEnum):
    """What a hospital's status means for somebody who looks for a place, best first."""

    OPEN = 0
    UNSTATED = 1  # the record does not say, or said it too long ago
    CLOSED = 2


def site_status(site: Site, trial: Trial, today: date) -> SiteStatus:
    """How open a hospital of `trial` is on `today`."""
    if trial.record.overall_status not in _TAKING or site.status not in (None, *_TAKING):
        return SiteStatus.CLOSED
    sure = openness(trial, today) is Openness.OPEN and site.status is not None
    return SiteStatus.OPEN if sure else SiteStatus.UNSTATED


def is_named(site: Site) -> bool:
    """Whether the record says more of a site than its country."""
    return bool(site.facility or site.city)


def named_sites(record: TrialRecord) -> tuple[Site, ...]:
    """The sites of which the record names a hospital or a city."""
    return tuple(filter(is_named, record.sites))


def hidden_sites(record: TrialRecord, offset: int = 0) -> int:
    """How many named sites are left out behind the page that begins at `offset`."""
    return max(0, len(named_sites(record)) - offset - SHOWN)


def in_order(found: Sequence[SiteAt], trial: Trial, today: date) -> list[SiteAt]:
    """Named sites: open ones first, then those that do not say, the nearest of each first."""
    named = [each for each in found if is_named(each.site)]
    return sorted(named, key=lambda each: (site_status(each.site, trial, today), each.km))

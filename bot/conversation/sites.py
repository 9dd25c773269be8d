"""The hospitals of a trial, as far as one message names them."""

from __future__ import annotations

from content.records import Site, TrialRecord

SHOWN = 12


def named_sites(record: TrialRecord) -> tuple[Site, ...]:
    """The sites of which the record names a hospital or a city."""
    return tuple(site for site in record.sites if site.facility or site.city)


def hidden_sites(record: TrialRecord) -> int:
    """How many named sites one message leaves out."""
    return max(0, len(named_sites(record)) - SHOWN)

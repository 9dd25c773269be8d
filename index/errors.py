"""What can go wrong between a corpus and a search: one base, and the remedy in every message.

A subclass exists only where the caller does something else: build first (NoSnapshotError), wait
(BuildBusyError), or show the report and keep what is served (BuildRefusedError).
"""

from __future__ import annotations


class SnapshotError(Exception):
    """A snapshot, or the encoder it needs, cannot be used as it is. The message says what to do."""


class NoSnapshotError(SnapshotError):
    """Nothing has been built here yet."""


class BuildBusyError(SnapshotError):
    """Another build of the same home is running."""


class BuildRefusedError(SnapshotError):
    """A build finished and was not published, for the reason given; the old snapshot stays."""

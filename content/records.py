"""A clinical trial as the registry states it: frozen values, nothing inferred.

Field names are ClinicalTrials.gov's own in snake case. Everything the registry leaves out stays
None or empty here; no default stands in for a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class OverallStatus(StrEnum):
    """The registry's fourteen words for where a study stands."""

    NOT_YET_RECRUITING = "NOT_YET_RECRUITING"
    RECRUITING = "RECRUITING"
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION"
    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"
    COMPLETED = "COMPLETED"
    WITHDRAWN = "WITHDRAWN"
    UNKNOWN = "UNKNOWN"
    AVAILABLE = "AVAILABLE"
    NO_LONGER_AVAILABLE = "NO_LONGER_AVAILABLE"
    TEMPORARILY_NOT_AVAILABLE = "TEMPORARILY_NOT_AVAILABLE"
    APPROVED_FOR_MARKETING = "APPROVED_FOR_MARKETING"
    WITHHELD = "WITHHELD"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as the registry gives it: `2022`, `2022-05` or `2022-05-04`.

    Ordered by its text, so `2022-05` stands before `2022-05-04`.
    """

    text: str

    def __post_init__(self) -> None:
        """Raises ValueError on anything but a year, a year-month or a calendar day."""
        if not _PARTIAL_DATE.fullmatch(self.text):
            raise ValueError(f"not a date (YYYY, YYYY-MM or YYYY-MM-DD): {self.text!r}")
        self.earliest()

    def earliest(self) -> date:
        """The first day the text can mean."""
        match = _PARTIAL_DATE.fullmatch(self.text)
        assert match is not None  # noqa: S101 - checked at construction
        year, month, day = match.groups()
        return date(int(year), int(month or 1), int(day or 1))


@dataclass(frozen=True, slots=True)
class Intervention:
    """What a study tries. `type` is the registry's word; never filter on it (it varies)."""

    name: str
    type: str | None = None
    other_names: tuple[str, ...] = ()
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or desk that the record names for questions."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital of a study. Coordinates in degrees; `status` is the site's own."""

    facility: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    status: OverallStatus | None = None
    latitude: float | None = None
    longitude: float | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study measures."""

    measure: str
    time_frame: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One study. Ages in years (a record's "6 Months" is 0.5). `aliases`: earlier NCT ids of it."""

    nct_id: str
    brief_title: str
    official_title: str | None = None
    acronym: str | None = None
    org_study_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    overall_status: OverallStatus | None = None
    status_date: PartialDate | None = None
    why_stopped: str | None = None
    study_type: str | None = None
    phases: tuple[str, ...] = ()
    allocation: str | None = None
    masking: str | None = None
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    brief_summary: str | None = None
    detailed_description: str | None = None
    eligibility_criteria: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    sex: str | None = None
    sites: tuple[Site, ...] = ()
    central_contacts: tuple[Contact, ...] = ()
    officials: tuple[str, ...] = ()
    lead_sponsor: str | None = None
    collaborators: tuple[str, ...] = ()
    enrollment: int | None = None
    enrollment_type: str | None = None
    primary_outcomes: tuple[Outcome, ...] = ()
    start_date: PartialDate | None = None
    primary_completion_date: PartialDate | None = None
    completion_date: PartialDate | None = None
    has_results: bool | None = None

    @property
    def url(self) -> str:
        """The public page of the study."""
        return f"https://clinicaltrials.gov/study/{self.nct_id}"

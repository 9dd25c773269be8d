"""One study of the API (version 2), or a flat record of a bulk export, as a `TrialRecord`.

Real records omit keys, give dates by the month, phases as one text or a list, ages in six units,
backslash-escaped Markdown, sites as a list, a single object or one string. All of that is read;
what is missing stays missing. Raises RecordError only where there is no NCT id.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from content.records import (
    Contact,
    Intervention,
    Outcome,
    OverallStatus,
    PartialDate,
    Site,
    TrialRecord,
)
from content.registry.ages import years
from content.registry.ids import NCT_ID

Raw = Mapping[str, Any]
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|^&])")

# Half a character (a lone surrogate) or a NUL cannot be written to a file or sent.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
# Some exports write a list as the text of a Python list: "['everolimus', 'placebo']".
_LIST_AS_TEXT = re.compile(r"""\[(?:'[^']*'|"[^"]*")(?:, (?:'[^']*'|"[^"]*"))*\]""")


_SHORT = 120  # letters


class RecordError(Exception):
    """A study that cannot be kept; the message says why."""


def parse_study(raw: object) -> TrialRecord:
    """The study `raw`: an API-v2 study with `protocolSection`, or a flat record."""
    if not isinstance(raw, dict):
        raise RecordError("not an object")
    if "protocolSection" in raw:
        return _nested(raw)
    return _flat(raw)


def _nested(raw: Raw) -> TrialRecord:
    protocol = _table(raw, "protocolSection")
    ident = _table(protocol, "identificationModule")
    status = _table(protocol, "statusModule")
    design = _table(protocol, "designModule")
    design_info = _table(design, "designInfo")
    conditions = _table(protocol, "conditionsModule")
    eligibility = _table(protocol, "eligibilityModule")
    places = _table(protocol, "contactsLocationsModule")
    sponsors = _table(protocol, "sponsorCollaboratorsModule")
    enrollment = _table(design, "enrollmentInfo")
    description = _table(protocol, "descriptionModule")
    return TrialRecord(
        nct_id=_nct_id(ident.get("nctId")),
        brief_title=_title(ident),
        official_title=_text(ident.get("officialTitle")),
        acronym=_text(ident.get("acronym")),
        org_study_ids=_study_ids(ident),
        aliases=tuple(a for a in _texts(ident.get("nctIdAliases")) if NCT_ID.fullmatch(a)),
        overall_status=_status(status.get("overallStatus")),
        status_date=_status_date(status),
        why_stopped=_text(status.get("whyStopped")),
        study_type=_text(design.get("studyType")),
        phases=_texts(design.get("phases")),
        allocation=_text(design_info.get("allocation")),
        masking=_text(_table(design_info, "maskingInfo").get("masking")),
        conditions=_texts(conditions.get("conditions")),
        keywords=_texts(conditions.get("keywords")),
        interventions=_interventions(_table(protocol, "armsInterventionsModule")),
        brief_summary=_prose(description.get("briefSummary")),
        detailed_description=_prose(description.get("detailedDescription")),
        eligibility_criteria=_prose(eligibility.get("eligibilityCriteria")),
        minimum_age=_age(eligibility.get("minimumAge")),
        maximum_age=_age(eligibility.get("maximumAge")),
        sex=_text(eligibility.get("sex")),
        sites=tuple(_site(item) for item in _list(places.get("locations"))),
        central_contacts=tuple(_contact(c) for c in _maps(places.get("centralContacts"))),
        officials=_names(places.get("overallOfficials")),
        lead_sponsor=_text(_table(sponsors, "leadSponsor").get("name")),
        collaborators=_names(sponsors.get("collaborators")),
        enrollment=_number(enrollment.get("count")),
        enrollment_type=_text(enrollment.get("type")),
        primary_outcomes=_outcomes(_table(protocol, "outcomesModule").get("primaryOutcomes")),
        start_date=_date(_table(status, "startDateStruct").get("date")),
        primary_completion_date=_date(_table(status, "primaryCompletionDateStruct").get("date")),
        completion_date=_date(_table(status, "completionDateStruct").get("date")),
        has_results=raw.get("hasResults") if isinstance(raw.get("hasResults"), bool) else None,
    )


def _flat(raw: Raw) -> TrialRecord:
    return TrialRecord(
        nct_id=_nct_id(raw.get("nct_id")),
        brief_title=_title({"briefTitle": raw.get("brief_title"), **raw}),
        official_title=_text(raw.get("official_title")),
        acronym=_text(raw.get("acronym")),
        overall_status=_status(raw.get("status") or raw.get("overall_status")),
        status_date=_date(raw.get("last_update_posted")),
        study_type=_text(raw.get("study_type")),
        phases=_texts(raw.get("phase") or raw.get("phases")),
        conditions=_texts(raw.get("conditions")),
        keywords=_texts(raw.get("keywords")),
        interventions=tuple(Intervention(name) for name in _texts(raw.get("interventions"))),
        brief_summary=_prose(raw.get("brief_summary")),
        detailed_description=_prose(raw.get("detailed_description")),
        eligibility_criteria=_prose(raw.get("eligibility_criteria")),
        minimum_age=_age(raw.get("minimum_age")),
        maximum_age=_age(raw.get("maximum_age")),
        sites=tuple(_site(item) for item in _list(raw.get("locations"))),
        lead_sponsor=_text(raw.get("sponsor")),
        enrollment=_number(raw.get("enrollment")),
        start_date=_date(raw.get("start_date")),
        completion_date=_date(raw.get("completion_date")),
    )


def _nct_id(value: object) -> str:
    text = _text(value) if isinstance(value, str) else None
    if text is None or not NCT_ID.fullmatch(text.upper()):
        found = repr(text[:40]) if text else "none"
        raise RecordError(f"no NCT id (found {found})")
    return text.upper()


def _title(ident: Raw) -> str:
    """The study's title; where the registry gives none, its id stands in for it."""
    own = (ident.get(key) for key in ("briefTitle", "officialTitle", "official_title", "acronym"))
    title = next((text for value in own if (text := _text(value))), None)
    return title or _nct_id(ident.get("nctId") or ident.get("nct_id"))


def _study_ids(ident: Raw) -> tuple[str, ...]:
    own = _text(_table(ident, "orgStudyIdInfo").get("id"))
    others = [_text(item.get("id")) for item in _maps(ident.get("secondaryIdInfos"))]
    return tuple(dict.fromkeys(found for found in (own, *others) if found))


def _status(value: object) -> OverallStatus | None:
    return _status_word(value) if isinstance(value, str) else None


@lru_cache(maxsize=256)
def _status_word(text: str) -> OverallStatus | None:
    word = re.sub(r"[^A-Z]+", "_", text.upper()).strip("_")
    return OverallStatus.__members__.get(word)


def _status_date(status: Raw) -> PartialDate | None:
    """The day on which the registry last posted the record; the other dates stand in for it."""
    candidates = (
        _table(status, "lastUpdatePostDateStruct").get("date"),
        status.get("lastUpdateSubmitDate"),
        status.get("statusVerifiedDate"),
    )
    return next((found for value in candidates if (found := _date(value))), None)


def _interventions(module: Raw) -> tuple[Intervention, ...]:
    return tuple(
        Intervention(name, _text(item.get("type")), _texts(item.get("otherNames")),
                     _prose(item.get("description")))
        for item in _maps(module.get("interventions"))
        for name in _listed(_text(item.get("name")))
    )  # fmt: skip


def _listed(text: str | None) -> tuple[str, ...]:
    """One name, or the names of a list that was written out as a text."""
    if text is None:
        return ()
    if not _LIST_AS_TEXT.fullmatch(text):
        return (text,)
    try:
        return tuple(name for item in ast.literal_eval(text) if (name := _text(item)))
    except (ValueError, SyntaxError):
        return (text,)


def _site(item: object) -> Site:
    if not isinstance(item, dict):
        return Site(facility=_text(item))
    # Half of all reading is here: a record has up to thousands of sites.
    get = item.get
    point, contacts = _table(item, "geoPoint"), get("contacts")
    return Site(
        _text(get("facility")),
        _text(get("city")),
        _text(get("state")),
        _text(get("country")),
        _status(get("status")),
        _degrees(point.get("lat"), 90),
        _degrees(point.get("lon"), 180),
        tuple([_contact(contact) for contact in _maps(contacts)]) if contacts else (),
    )


def _contact(item: Raw) -> Contact:
    phone = _text(item.get("phone"))
    if phone and (extension := _text(item.get("phoneExt"))):
        phone = f"{phone} ext. {extension}"
    return Contact(
        _text(item.get("name")), phone, _text(item.get("email")), _text(item.get("role"))
    )


def _outcomes(value: object) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(measure, _text(item.get("timeFrame")), _prose(item.get("description")))
        for item in _maps(value)
        if (measure := _text(item.get("measure")))
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for item in _maps(value) if (name := _text(item.get("name"))))


def _date(value: object) -> PartialDate | None:
    match = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", _text(value) or "", re.A)
    try:
        return PartialDate(match.group()) if match else None
    except ValueError:
        return None


def _age(value: object) -> float | None:
    try:
        return years(_text(value))
    except ValueError:
        return None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _degrees(value: object, limit: int) -> float | None:
    if type(value) is float:
        return value if -limit <= value <= limit else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= limit else None


def _text(value: object) -> str | None:
    if value is None or isinstance(value, dict | list | tuple):
        return None
    text = value if isinstance(value, str) else str(value)
    return _short(text) if len(text) < _SHORT else _one_line(text)


def _one_line(text: str) -> str | None:
    text = " ".join(text.split())
    return (text if text.isprintable() else _UNWRITABLE.sub("", text)) or None


# Names of cities, countries and hospitals come again and again.
_short = lru_cache(maxsize=32_768)(_one_line)


def _prose(value: object) -> str | None:
    """Text that keeps its lines, without the registry's backslash escapes."""
    if not isinstance(value, str):
        return None
    text = _ESCAPE.sub(r"\1", _UNWRITABLE.sub("", value).replace("\r\n", "\n")).strip()
    return text or None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for item in _list(value) if (text := _text(item)))


def _table(raw: Raw, key: str) -> Raw:
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def _maps(value: object) -> list[Raw]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _list(value: object) -> Sequence[object]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)

"""From a content file to a document: one reader per folder, each naming the keys it takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from content.documents import Document, Guide, NewsItem, Term, Trial
from content.header import ContentFile, Header, read
from content.records import Intervention, OverallStatus, PartialDate, Site, TrialRecord
from content.registry.ages import years
from content.registry.ids import NCT_ID

TRIAL_HEADINGS = ("What is studied", "Who can join", "Where", "Results", "Contact")

_RECORD_KEYS = """
    brief_title official_title acronym org_study_ids overall_status status_date status_note
    why_stopped study_type phases conditions interventions lead_sponsor collaborators officials
    countries minimum_age maximum_age enrollment enrollment_type start_date
    primary_completion_date completion_date has_results
""".split()  # noqa: SIM905


def read_trial(path: Path) -> Trial:
    """A file of `trials/`. Raises ContentError."""
    file = read(path)
    header = file.header
    header.allow("nct_id", "name", "also_known_as", "sources", "written", "record")
    nct_id = _file_name_id(header, path)
    header.day("written")
    record = header.subtable("record")
    record.allow(*_RECORD_KEYS)
    return Trial(
        record=_record(nct_id, record),
        name=header.text("name"),
        also_known_as=header.texts("also_known_as"),
        sections=file.sections(TRIAL_HEADINGS),
        status_note=record.optional_text("status_note"),
        sources=header.texts("sources"),
    )


def _file_name_id(header: Header, path: Path) -> str:
    nct_id = header.text("nct_id")
    if not NCT_ID.fullmatch(nct_id):
        raise header.fail("nct_id", "expected NCT and eight digits, such as NCT01578239")
    if path.stem != nct_id:
        raise header.fail("nct_id", f"is {nct_id} but the file is {path.name}; rename one of them")
    return nct_id


def _record(nct_id: str, header: Header) -> TrialRecord:
    return TrialRecord(
        nct_id=nct_id,
        brief_title=header.text("brief_title"),
        official_title=header.optional_text("official_title"),
        acronym=header.optional_text("acronym"),
        org_study_ids=header.texts("org_study_ids"),
        overall_status=_status(header),
        status_date=_partial_date(header, "status_date"),
        why_stopped=header.optional_text("why_stopped"),
        study_type=header.optional_text("study_type"),
        phases=header.texts("phases"),
        conditions=header.texts("conditions"),
        interventions=tuple(Intervention(name) for name in header.texts("interventions")),
        minimum_age=_age(header, "minimum_age"),
        maximum_age=_age(header, "maximum_age"),
        sites=tuple(Site(country=name) for name in header.texts("countries")),
        officials=header.texts("officials"),
        lead_sponsor=header.optional_text("lead_sponsor"),
        collaborators=header.texts("collaborators"),
        enrollment=header.optional_number("enrollment"),
        enrollment_type=header.optional_text("enrollment_type"),
        start_date=_partial_date(header, "start_date"),
        primary_completion_date=_partial_date(header, "primary_completion_date"),
        completion_date=_partial_date(header, "completion_date"),
        has_results=header.optional_flag("has_results"),
    )


def _status(header: Header) -> OverallStatus | None:
    value = header.optional_text("overall_status")
    if value is None:
        return None
    if value not in OverallStatus.__members__:
        wanted = ", ".join(OverallStatus.__members__)
        raise header.fail("overall_status", f"expected one of {wanted}")
    return OverallStatus(value)


def _partial_date(header: Header, key: str) -> PartialDate | None:
    value = header.optional_text(key)
    try:
        return PartialDate(value) if value else None
    except ValueError as error:
        raise header.fail(key, 'expected "2022", "2022-05" or "2022-05-04"') from error


def _age(header: Header, key: str) -> float | None:
    value = header.optional_text(key)
    try:
        return years(value)
    except ValueError as error:
        raise header.fail(key, 'expected an age such as "18 Years" or "6 Months"') from error


def read_news(path: Path) -> NewsItem:
    """A file of `news/`, named DATE-slug.md. Raises ContentError."""
    file = read(path)
    header = file.header
    header.allow("title", "date", "nct_ids", "topics", "source", "source_url", "written")
    header.day("written")
    day = _news_date(header)
    if not path.stem.startswith(f"{day.text}-"):
        raise header.fail("date", f"is {day.text} but the file is {path.name}; rename one of them")
    return NewsItem(
        doc_id=f"news/{path.stem}",
        title=header.text("title"),
        date=day,
        sections=file.sections(),
        nct_ids=_nct_ids(header),
        topics=header.texts("topics"),
        source=header.text("source"),
        source_url=header.optional_text("source_url"),
    )


def _news_date(header: Header) -> PartialDate:
    """The day, written without quotes, or a month in quotes where no day is known."""
    if isinstance(header.values.get("date"), str):
        month = _partial_date(header, "date")
        assert month is not None  # noqa: S101 - the text is there
        return month
    return PartialDate(header.day("date").isoformat())


def _nct_ids(header: Header) -> tuple[str, ...]:
    for nct_id in header.texts("nct_ids"):
        if not NCT_ID.fullmatch(nct_id):
            raise header.fail("nct_ids", f"{nct_id!r} is no NCT id (NCT and eight digits)")
    return header.texts("nct_ids")


def read_term(path: Path) -> Term:
    """A file of `glossary/`. Raises ContentError."""
    file = read(path)
    header = file.header
    header.allow("term", "also", "concept_id", "short", "see_also", "source", "written")
    header.day("written")
    return Term(
        doc_id=f"glossary/{path.stem}",
        title=header.text("term"),
        short=header.text("short"),
        sections=file.sections(),
        also=header.texts("also"),
        concept_id=header.optional_text("concept_id"),
        see_also=_neighbours(file, path),
        source=header.text("source"),
    )


def _neighbours(file: ContentFile, path: Path) -> tuple[str, ...]:
    slugs = file.header.texts("see_also")
    for slug in slugs:
        if not (path.parent / f"{slug}.md").is_file():
            raise file.header.fail("see_also", f"{slug!r} is no file of {path.parent.name}/")
    return tuple(f"glossary/{slug}" for slug in slugs)


def read_guide(path: Path) -> Guide:
    """A file of `guides/`. Raises ContentError."""
    return _guide(path, "guides")


def read_answer(path: Path) -> Guide:
    """A file of `answers/`: what a person wrote in answer to a question. Raises ContentError."""
    return _guide(path, "answers")


def _guide(path: Path, folder: str) -> Guide:
    file = read(path)
    header = file.header
    header.allow("title", "questions", "asked", "sources", "written")
    header.day("written")
    return Guide(
        doc_id=f"{folder}/{path.stem}",
        title=header.text("title"),
        sections=file.sections(),
        questions=header.texts("questions"),
        asked=header.texts("asked"),
        sources=header.texts("sources"),
    )


READERS: dict[str, Callable[[Path], Document]] = {
    "trials": read_trial,
    "news": read_news,
    "glossary": read_term,
    "guides": read_guide,
    "answers": read_answer,
}

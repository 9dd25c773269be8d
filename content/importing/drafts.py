"""Findings -> draft files. Creates, never overwrites; every open point is a TODO in the header.

A draft has the form of the finished document, so that an editor only fills and moves it. Text of
the page goes into the body word for word, without anything that would read as mark-up.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from content.errors import ContentError
from content.importing.items import FoundNews, FoundTrial, ImportReport

_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9-]{1,14})\)")
_SLUG_WORDS = 6
_SLUG_FILLERS = frozenset(
    (
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "in",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "was",
        "with",
    )
)


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What an import made. `skipped`: (what exists, why it was left alone)."""

    page: Path
    written: tuple[Path, ...]
    skipped: tuple[tuple[Path, str], ...]
    unread: tuple[str, ...]
    artefacts: tuple[tuple[str, int], ...]

    def lines(self) -> tuple[str, ...]:
        """The report, a line for each thing to know."""
        return (
            *(f"wrote {path}" for path in self.written),
            *(f"left alone {path}: {why}" for path, why in self.skipped),
            *(f"not read: {_cut(text, 90)}" for text in self.unread),
            *(f"took out: {name} ({count}x)" for name, count in self.artefacts),
            f"{len(self.written)} drafts written, {len(self.skipped)} left alone, "
            f"{len(self.unread)} paragraphs not read. Finish the TODOs in each draft, "
            "then move it to the folder of finished documents.",
        )


def write_drafts(report: ImportReport, folder: Path, today: date | None = None) -> DraftReport:
    """Drafts under `folder`/drafts/trials and /news. Raises ContentError when it cannot write."""
    today = today or datetime.now(UTC).date()
    written: list[Path] = []
    skipped: list[tuple[Path, str]] = []
    for kind, name, text in _drafts(report, today):
        draft = folder / "drafts" / kind / f"{name}.md"
        existing = _existing(folder / kind, name, draft)
        if existing is not None:
            what = "a draft" if existing == draft else "a finished document"
            skipped.append((existing, f"{what} of that name exists"))
        else:
            _create(draft, text)
            written.append(draft)
    return DraftReport(report.page, tuple(written), tuple(skipped), report.unread, report.artefacts)


def _drafts(report: ImportReport, today: date) -> Iterator[tuple[str, str, str]]:
    """(kind, file name, text) of every draft."""
    source = report.page.name
    for trial in report.trials:
        yield "trials", trial.nct_id, _trial_text(trial, source, today)
    for item in report.news:
        slug = _slug(item)
        when = item.day.isoformat() if item.day else "undated"
        yield "news", f"{when}-{slug}", _news_text(item, source, today)


def _existing(finished: Path, name: str, draft: Path) -> Path | None:
    """The file that stands in the way: the draft, or the finished document in any letter case."""
    if draft.exists():
        return draft
    if not finished.is_dir():
        return None
    wanted = f"{name}.md".casefold()
    return next((each for each in finished.iterdir() if each.name.casefold() == wanted), None)


def _create(path: Path, text: str) -> None:
    """Writes a file that must not exist yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ContentError(path, f"the draft cannot be written ({reason}).") from None


def _trial_text(trial: FoundTrial, source: str, today: date) -> str:
    """A trial's draft."""
    name = trial.title or trial.nct_id
    acronyms = _ACRONYM.findall(trial.title or "")
    header = [
        *_opening(source, today, "content/trials"),
        *_trial_notes(trial),
        f"nct_id = {_quoted(trial.nct_id)}",
        "# TODO name: a short plain name for patients; this is the page's title.",
        f"name = {_quoted(name)}",
        f"also_known_as = [{', '.join(map(_quoted, acronyms))}]",
        "# TODO sources: name the society, the page and its date, and the registry record.",
        f"sources = [{_quoted(source)}]",
        f"written = {today.isoformat()}",
        "",
        "[record]",
        "# TODO record: the registry owns these facts; add overall_status and status_date from it.",
        f"brief_title = {_quoted(name)}",
    ]
    return _document(header, trial.paragraphs)


def _trial_notes(trial: FoundTrial) -> Iterator[str]:
    """What an editor has to know about a trial's draft."""
    if trial.called:
        yield _comment(f'the page called this "{trial.called}"; status must come from the registry')
    if trial.title is None:
        yield _comment("TODO: the page gives no title for this trial.")
    if trial.other_ids:
        named = ", ".join(trial.other_ids)
        yield _comment(f"TODO: the paragraph also names {named}; check which trial it is about.")
    yield from _contact_notes(trial.hidden_contacts)


def _news_text(item: FoundNews, source: str, today: date) -> str:
    """A news item's draft; without a year there is no date key, and so it cannot be published."""
    if item.day is None:
        when = [
            _comment(f'TODO date: the page says "{item.date_words}" without a year. Find the year'),
            "# in the source, then add the key date = YYYY-MM-DD and rename the file to match.",
        ]
    else:
        when = [f"date = {item.day.isoformat()}"]
    title = item.title or _cut(item.paragraphs[0], 80)
    if item.title is None:
        when.append("# TODO title: a plain one; these are the page's first words.")
    header = [
        *_opening(source, today, "content/news"),
        *_contact_notes(item.hidden_contacts),
        *when,
        f"title = {_quoted(title)}",
        "# TODO nct_ids, topics: what this news is about.",
        f"nct_ids = [{', '.join(map(_quoted, item.nct_ids))}]",
        "topics = []",
        "# TODO source: the first source of the news, not this page.",
        f"source = {_quoted(source)}",
        f"written = {today.isoformat()}",
    ]
    return _document(header, item.paragraphs)


def _opening(source: str, today: date, goal: str) -> tuple[str, ...]:
    """The first lines of every draft."""
    return (
        _comment(f"Draft made from {source} on {today.isoformat()}. Finish each TODO, then move"),
        f"# this file to {goal}.",
        "# TODO body: rewrite in plain words (grade 8 or below); below is the page's own text.",
    )


def _contact_notes(hidden: tuple[str, ...]) -> Iterator[str]:
    """The sentences that were left out because the page hides the address in them."""
    for sentence in hidden:
        yield _comment(f'left out, its address is hidden on the page: "{sentence}"')
        yield "# TODO contact: take contacts from the registry record only."


def _document(header: list[str], paragraphs: tuple[str, ...]) -> str:
    """Header and body as a file's text."""
    body = "\n\n".join(filter(None, map(_body_paragraph, paragraphs)))
    return "\n".join(["+++", *header, "+++", body]) + "\n"


def _body_paragraph(text: str) -> str:
    """A paragraph that cannot be read as a heading, a list or a header line."""
    return re.sub(r"^[\s#+*>-]+", "", _printable(text))


def _comment(text: str) -> str:
    """One comment line."""
    return f"# {_printable(text)}"


def _quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(_printable(text), ensure_ascii=False)


def _printable(text: str) -> str:
    """`text` on one line, without characters that TOML refuses."""
    kept = (char if char.isprintable() else " " for char in text)
    return " ".join("".join(kept).split())


def _cut(text: str, longest: int) -> str:
    """The first words of `text`, at most `longest` characters."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _slug(item: FoundNews) -> str:
    """File name words: from the title, else from the first words after the date."""
    text = item.title or item.paragraphs[0]
    text = text.replace(item.date_words, " ", 1)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    found = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SLUG_FILLERS]
    return "-".join(found[:_SLUG_WORDS])[:60].strip("-") or "news"

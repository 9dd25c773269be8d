"""The corpus: every document there is, read from the files and joined with the registry's records.

Registry owns facts, people own words. A trial file carries its record as people transcribed it on
a date; a record from the registry replaces what it states, and whichever status is dated later is
the one shown. A trial that a synced registry does not hold is marked unconfirmed. Files are read
in the order of their names, so the corpus is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from content import FOLDER
from content.documents import Document, Trial
from content.errors import ContentError
from content.files import READERS
from content.records import TrialRecord


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents with unique ids: trials first, then news, glossary, guides."""

    documents: tuple[Document, ...]

    def __len__(self) -> int:
        return len(self.documents)


def load_corpus(folder: Path = FOLDER, records: Iterable[TrialRecord] = ()) -> Corpus:
    """The documents of `folder`, with `records` of the registry joined by NCT id.

    Raises ContentError on the first file that cannot be read; several faults at once are all
    named by `check`.
    """
    documents: list[Document] = []
    for name, reader in READERS.items():
        paths = sorted((folder / name).glob("*.md"))
        documents += [reader(path) for path in paths]
    if not documents:
        raise ContentError(folder, "holds no documents (trials/, news/, glossary/, guides/)")
    return Corpus(tuple(_join(documents, {record.nct_id: record for record in records})))


def check(folder: Path = FOLDER) -> tuple[ContentError, ...]:
    """Every fault in the files of `folder`, for an editor who wants them all at once."""
    faults: list[ContentError] = []
    for name, reader in READERS.items():
        for path in sorted((folder / name).glob("*.md")):
            try:
                reader(path)
            except ContentError as error:
                faults.append(error)
    return tuple(faults)


def _join(documents: Iterable[Document], records: Mapping[str, TrialRecord]) -> Iterable[Document]:
    left = dict(records)
    synced = bool(records)
    trials: list[Document] = []
    texts: list[Document] = []
    for document in documents:
        if not isinstance(document, Trial):
            texts.append(document)
            continue
        record = left.pop(document.doc_id, None)
        trials.append(
            replace(document, unconfirmed=synced) if record is None else join(document, record)
        )
    trials += [Trial(record, record.brief_title) for _, record in sorted(left.items())]
    return [*trials, *texts]


def join(written: Trial, record: TrialRecord) -> Trial:
    """The people's words of `written` with the facts of the registry's `record`.

    What the record states wins; what it leaves out stays as transcribed. The status is the later
    dated of the two, an undated one the earlier.
    """
    facts = {
        field.name: value
        for field in fields(TrialRecord)
        if (value := getattr(record, field.name)) not in (None, ())
    }
    merged = replace(written.record, **facts)
    keep = _later_status(written.record, record)
    merged = replace(
        merged,
        overall_status=keep.overall_status,
        status_date=keep.status_date,
        why_stopped=keep.why_stopped,
    )
    note = written.status_note if keep is written.record else None
    return replace(written, record=merged, status_note=note)


def _later_status(written: TrialRecord, registry: TrialRecord) -> TrialRecord:
    if registry.overall_status is None:
        return written
    if written.overall_status is None or written.status_date is None:
        return registry
    if registry.status_date is None:
        return written
    return registry if registry.status_date >= written.status_date else written

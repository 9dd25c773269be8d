"""The corpus: every document there is, read from the files and joined with the registry's records.

Registry owns facts, people own words. A trial file carries its record as people transcribed it on
a date; a record from the registry replaces what it states, and whichever status is dated later is
the one shown. A trial that a synced registry does not hold is marked unconfirmed, one that it no
longer lists is marked gone; what an admin dropped is left out. Files are read in the order of their
names, so the corpus is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from content import FOLDER
from content.documents import Document, Trial
from content.errors import ContentError
from content.files import READERS
from content.records import PartialDate, TrialRecord


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents with unique ids: trials first, then news, glossary, guides."""

    documents: tuple[Document, ...]

    def __len__(self) -> int:
        return len(self.documents)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synced registry says beside the records that it lists.

    `gone`: the last known record of each trial that it lists no more, and since when. `dropped`:
    ids that an admin left out.
    """

    gone: tuple[tuple[TrialRecord, PartialDate], ...] = ()
    dropped: frozenset[str] = frozenset()


def load_corpus(
    folder: Path = FOLDER, records: Iterable[TrialRecord] = (), synced: Synced | None = None
) -> Corpus:
    """The documents of `folder`, with `records` of the registry joined by NCT id, earlier ids too.

    Raises ContentError on the first file that cannot be read; several faults at once are all
    named by `check`.
    """
    documents: list[Document] = []
    for name, reader in READERS.items():
        paths = sorted((folder / name).glob("*.md"))
        documents += [reader(path) for path in paths]
    if not documents:
        raise ContentError(folder, "holds no documents (trials/, news/, glossary/, guides/)")
    return Corpus(tuple(_join(documents, tuple(records), synced or Synced())))


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


def _join(
    documents: Iterable[Document], records: Sequence[TrialRecord], synced: Synced
) -> Iterable[Document]:
    left = {record.nct_id: Trial(record, record.brief_title) for record in records}
    for record, since in synced.gone:
        left.setdefault(record.nct_id, Trial(record, record.brief_title, gone_since=since))
    now = {alias: trial.doc_id for trial in left.values() for alias in trial.record.aliases}
    known = bool(left)
    trials: list[Document] = []
    texts: list[Document] = []
    for document in documents:
        if not isinstance(document, Trial):
            texts.append(document)
        elif document.doc_id not in synced.dropped:
            found = left.pop(now.get(document.doc_id, document.doc_id), None)
            trials.append(replace(document, unconfirmed=known) if found is None
                          else _joined(document, found))  # fmt: skip
    trials += [trial for _, trial in sorted(left.items())]
    return [*trials, *texts]


def _joined(written: Trial, found: Trial) -> Trial:
    return replace(join(written, found.record), gone_since=found.gone_since)


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

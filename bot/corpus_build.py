"""From files and registry to a published snapshot, for `build`, the first run and /rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.built_from import BuiltFrom, read_position, remember_position
from bot.promoted import read_promoted, with_answers
from bot.settings import Settings
from content import FOLDER
from content.corpus import Corpus, Synced, load_corpus
from content.records import TrialRecord
from index.build import Approve, BuildReport, build
from index.encoder import SentenceEncoder
from index.progress import Tell, silent
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from bot.build_gate import BuildGate


def read_corpus(settings: Settings) -> Corpus:
    """The documents of the files, joined with the registry's records where they were synced.

    Answers that moderators promoted come behind them. Raises ContentError, DatabaseUnusableError.
    """
    records, synced = _synced(settings.registry_db)
    corpus = load_corpus(records=records, synced=synced)
    return Corpus(with_answers(corpus.documents, read_promoted(settings.bot_db)))


def _synced(path: Path) -> tuple[tuple[TrialRecord, ...], Synced]:
    """The records to show: the relevant ones, and those that people wrote about in any case."""
    if not path.exists():
        return (), Synced()
    from content.registry.store import RegistryStore

    written = [file.stem for file in (FOLDER / "trials").glob("*.md")]
    with RegistryStore(path) as store:
        records = {record.nct_id: record for record in store.decisions.listed(written)}
        records |= {record.nct_id: record for record in store.records()}
        synced = Synced(store.decisions.gone(written), store.decisions.dropped())
    return tuple(records.values()), synced


def build_snapshot(
    settings: Settings,
    *,
    full: bool = False,
    tell: Tell = silent,
    gate: BuildGate | None = None,
) -> BuildReport:
    """Build and publish, if `gate` lets it pass. Raises ContentError, SnapshotError."""
    from index.features import document_features

    encoder = SentenceEncoder(settings.model, exports=settings.home / "encoders")
    position = read_position(settings.registry_db)
    corpus = read_corpus(settings)
    return build(
        corpus.documents,
        settings.home,
        encoder,
        full=full,
        progress=tell,
        features=document_features(),
        approve=_approval(settings.home, position, gate),
    )


def _approval(home: Path, position: BuiltFrom, gate: BuildGate | None) -> Approve:
    """What is asked before publishing: the gate; then it is noted what the snapshot holds."""

    def approve(fresh: Snapshot, served: Snapshot | None) -> None:
        if gate is not None:
            gate.approve(fresh, served)
        remember_position(home, fresh.snapshot_id, position)

    return approve

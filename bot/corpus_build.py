"""From files and registry to a published snapshot, for `build`, the first run and /rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.promoted import read_promoted, with_answers
from bot.settings import Settings
from content.corpus import Corpus, load_corpus
from content.records import TrialRecord
from index.build import BuildReport, build
from index.encoder import SentenceEncoder
from index.progress import Tell, silent

if TYPE_CHECKING:
    from bot.build_gate import BuildGate


def read_corpus(settings: Settings) -> Corpus:
    """The documents of the files, joined with the registry's records where they were synced.

    Answers that moderators promoted come behind them. Raises ContentError, DatabaseUnusableError.
    """
    corpus = load_corpus(records=_records(settings.registry_db))
    return Corpus(with_answers(corpus.documents, read_promoted(settings.bot_db)))


def _records(path: Path) -> tuple[TrialRecord, ...]:
    if not path.exists():
        return ()
    from content.registry.store import RegistryStore

    with RegistryStore(path) as store:
        return tuple(store.records())


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
    corpus = read_corpus(settings)
    return build(
        corpus.documents,
        settings.home,
        encoder,
        full=full,
        progress=tell,
        features=document_features(),
        approve=gate.approve if gate is not None else None,
    )

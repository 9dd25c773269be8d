"""The gate before publishing: a build that answers the judged questions worse is refused.

`BuildGate.approve` is what `index.build.build` asks. It compares with what the served snapshot
answered when it was published, or asks it again where that is not known. A promoted question that
was answered right stays so, whatever else is gained. It lets pass what cannot
be compared: the first snapshot, one with nothing changed, and one over a snapshot of another
version that left no answers. An admin can take a worse snapshot by name, and that is written into
the audit log of `bot.db`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.building import REFUSED
from bot.comparison import Comparison, compare
from bot.conversation.answering import Answerer
from bot.evaluation import Outcome, ask_all
from bot.judged import JudgedQuestion, read_judged
from bot.promoted import read_promoted, with_promoted
from bot.remembered import recall, remember
from bot.serving import Served, Serving
from index.errors import BuildRefusedError
from index.retriever import open_retriever
from index.snapshot import Snapshot

TOLERANCE = 0.01  # of mean nDCG@10: about two questions of our set answered not at all
_NAMED = 20

Note = Callable[[str, Comparison], None]
"""Writes down that the snapshot of that id was accepted in spite of the comparison."""


class BuildGate:
    """Compares a new snapshot with the served one. `comparison`: the last one made, or None.

    `unanswered`: the promoted questions that the new snapshot does not answer right (yet).
    """

    def __init__(
        self,
        home: Path,
        judged: Sequence[JudgedQuestion] | None = None,
        *,
        accept: Note | None = None,
        tolerance: float = TOLERANCE,
    ) -> None:
        """`judged`: our own set and what moderators promoted where None.

        `accept`: publish a worse one too, and note it so. Raises ContentError when the judged
        questions cannot be read.
        """
        self._home = home
        self._judged = _all_judged(home) if judged is None else judged
        self._accept = accept
        self._tolerance = tolerance
        self.comparison: Comparison | None = None
        self.unanswered: tuple[JudgedQuestion, ...] = ()

    def approve(self, fresh: Snapshot, served: Snapshot | None) -> None:
        """Raises BuildRefusedError, naming the questions, when `fresh` answers worse."""
        if served is None:
            return
        before = self._before(fresh, served)
        if _same(fresh, served):
            if before is not None:
                remember(self._home, fresh.snapshot_id, before)
            return
        after = self._ask(fresh, self._judged)
        self.unanswered = tuple(o.question for o in after if o.question.promoted and not o.right)
        if before is not None:
            new = frozenset(fresh.doc_ids) - frozenset(served.doc_ids)
            sunk = unconfirmed(fresh) - unconfirmed(served)
            lost = _promoted_lost(before, after)
            self._decide(fresh.snapshot_id, compare(before, after, new, sunk), lost)
        remember(self._home, fresh.snapshot_id, after)

    def _before(self, fresh: Snapshot, served: Snapshot) -> tuple[Outcome, ...] | None:
        """What the served snapshot answered; what was not asked of it is, where it still can be."""
        before = recall(self._home, served.snapshot_id, self._judged)
        if _same(fresh, served) and before is None:
            return None
        if fresh.manifest.features_version != served.manifest.features_version:
            return before
        asked = {outcome.question.id for outcome in before or ()}
        missing = [question for question in self._judged if question.id not in asked]
        return (*(before or ()), *self._ask(served, missing)) if missing else before

    def _decide(
        self, snapshot_id: str, comparison: Comparison, lost: Sequence[JudgedQuestion]
    ) -> None:
        self.comparison = comparison
        if not lost and not self._is_worse(comparison):
            return
        if self._accept is None:
            raise BuildRefusedError(refusal(comparison, lost))
        self._accept(snapshot_id, comparison)

    def _is_worse(self, comparison: Comparison) -> bool:
        """Fallen on the whole, or questions lost that nothing gained on the whole makes up for."""
        gain = comparison.after - comparison.before
        return gain < -self._tolerance or (bool(comparison.lost) and gain <= self._tolerance)

    def _ask(self, snapshot: Snapshot, questions: Sequence[JudgedQuestion]) -> tuple[Outcome, ...]:
        if not questions:
            return ()
        served = Served(snapshot, open_retriever(snapshot))
        return ask_all(Answerer(Serving(snapshot.path, served)), questions)


def _all_judged(home: Path) -> tuple[JudgedQuestion, ...]:
    return with_promoted(read_judged(), read_promoted(home / "bot.db"))


def _same(fresh: Snapshot, served: Snapshot) -> bool:
    """Whether nothing changed that an answer could depend on."""
    new, old = fresh.manifest, served.manifest
    return (new.corpus_sha256, new.model_sha256, new.features_version) == (
        old.corpus_sha256, old.model_sha256, old.features_version,
    )  # fmt: skip


def unconfirmed(snapshot: Snapshot) -> frozenset[str]:
    """The trials of `snapshot` that the last sync of the registry does not hold."""
    described = zip(snapshot.doc_ids, snapshot.features, strict=True)
    return frozenset(doc_id for doc_id, found in described if found and found.get("unconfirmed"))


def _promoted_lost(
    before: Sequence[Outcome], after: Sequence[Outcome]
) -> tuple[JudgedQuestion, ...]:
    """The promoted questions that were answered right and are not any more."""
    was_right = {o.question.id for o in before if o.question.promoted and o.right}
    return tuple(o.question for o in after if o.question.id in was_right and not o.right)


def refusal(comparison: Comparison, promoted: Sequence[JudgedQuestion] = ()) -> str:
    """The report of a refusal; its last line says all in one. `promoted`: those that are lost."""
    worst = dict.fromkeys((*comparison.lost, *comparison.worse))
    lines = [REFUSED]
    lines += [f"  {change.line()}" for change in list(worst)[:_NAMED]]
    if len(worst) > _NAMED:
        lines.append(f"  and {len(worst) - _NAMED} more")
    lines += [f"  {q.id}  promoted, no longer answered right: {q.text}" for q in promoted]
    ids = ", ".join([*(q.id for q in promoted), *(change.id for change in worst)][:5])
    lines.append(
        f"Not published, what was served stays: {comparison.summary()} ({ids}). "
        "Look at what was changed, or publish it all the same: "
        "nettrials build --accept-worse YOUR-NAME"
    )
    return "\n".join(lines)


def noted_in_audit(bot_db: Path, name: str) -> Note:
    """Notes in the audit log of `bot_db` that `name` took a worse snapshot, and for what."""

    def note(snapshot_id: str, comparison: Comparison) -> None:
        from bot.store.audit import Audit
        from bot.store.database import open_database, writing

        detail = f"{name}: {comparison.summary()}"
        if comparison.lost:
            detail += f" ({', '.join(change.id for change in comparison.lost)})"
        with closing(open_database(bot_db)) as database, writing(database):
            Audit(database).note(
                None, "accept_worse", f"snapshot {snapshot_id}", detail, datetime.now(UTC)
            )

    return note

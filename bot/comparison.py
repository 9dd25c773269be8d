"""Two snapshots compared question by question: what is answered better, what worse, what is lost.

A document that only the newer snapshot holds and nobody judged is neither right nor wrong: it is
left out of the ranking, and both answers are cut to the length that is left (condensed lists,
Sakai 2007). Where fewer than three documents are left the question is set aside and counted.
Without this, a sync that brings a thousand new trials would look like a thousand mistakes.
A trial that the newer sync no longer confirms sinks by design: it is left out of both answers and
of what counts as right, and a question about such trials only is set aside too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace

from bot.evaluation import FIRST as TOP
from bot.evaluation import Outcome, figures_of

_NOTABLE = 0.0005  # differences of nDCG@10 that three decimals can show


@dataclass(frozen=True, slots=True)
class Change:
    """One question in both: nDCG@10, and the right documents that the first three held before.

    `lost`: those documents, where none that is directly right stands in the first three any more.
    """

    id: str
    text: str
    before: float
    after: float
    lost: tuple[str, ...]

    def line(self) -> str:
        """For a terminal."""
        lost = f"  no longer in the first {TOP}: {', '.join(self.lost)}" if self.lost else ""
        return f"{self.id}  {self.before:.3f} -> {self.after:.3f}  {self.text}{lost}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All answerable questions that could be compared, and how many could not."""

    changes: tuple[Change, ...]
    set_aside: int

    @property
    def before(self) -> float:
        """The mean nDCG@10 of the older one."""
        return _mean([change.before for change in self.changes])

    @property
    def after(self) -> float:
        """The mean nDCG@10 of the newer one."""
        return _mean([change.after for change in self.changes])

    @property
    def lost(self) -> tuple[Change, ...]:
        """The questions that lost every right document of their first three."""
        return tuple(change for change in self.changes if change.lost)

    @property
    def worse(self) -> tuple[Change, ...]:
        """The questions with a lower figure, the greatest fall first."""
        fallen = [c for c in self.changes if c.after < c.before - _NOTABLE]
        return tuple(sorted(fallen, key=lambda change: change.after - change.before))

    @property
    def better(self) -> tuple[Change, ...]:
        """The questions with a higher figure, the greatest rise first."""
        risen = [c for c in self.changes if c.after > c.before + _NOTABLE]
        return tuple(sorted(risen, key=lambda change: change.before - change.after))

    def summary(self) -> str:
        """One line."""
        aside = f", {self.set_aside} set aside" if self.set_aside else ""
        return (
            f"nDCG@10 {self.before:.3f} -> {self.after:.3f} over {len(self.changes)} judged "
            f"questions{aside}: {len(self.better)} better, {len(self.worse)} worse, "
            f"{len(self.lost)} lost"
        )

    def text(self) -> str:
        """For a terminal: the summary, then every question that changed."""
        return "\n".join([self.summary(), *(c.line() for c in (*self.worse, *self.better))])

    def as_json(self) -> str:
        """One object with everything."""
        return json.dumps(asdict(self), ensure_ascii=False)


def compare(
    before: Sequence[Outcome],
    after: Sequence[Outcome],
    new: AbstractSet[str] = frozenset(),
    sunk: AbstractSet[str] = frozenset(),
) -> Comparison:
    """The questions asked of both snapshots.

    `new`: the documents only the newer one holds; `sunk`: those it no longer confirms.
    """
    answered = {outcome.question.id: outcome for outcome in after}
    pairs = [
        _comparable(_without(sunk, old), _without(sunk, answered[old.question.id]), new)
        for old in before
        if old.question.answerable and old.question.id in answered
    ]
    kept = [pair for pair in pairs if pair is not None]
    old_figures = figures_of([old for old, _ in kept])
    new_figures = figures_of([fresh for _, fresh in kept])
    changes = tuple(
        Change(
            id=old.question.id,
            text=old.question.text,
            before=old_figures[old.question.id]["nDCG@10"],
            after=new_figures[old.question.id]["nDCG@10"],
            lost=_lost(old, fresh),
        )
        for old, fresh in kept
    )
    return Comparison(changes, len(pairs) - len(kept))


def _comparable(
    old: Outcome, fresh: Outcome, new: AbstractSet[str]
) -> tuple[Outcome, Outcome] | None:
    """Both answers at the same depth without what nobody could judge; None where too few remain."""
    if not old.question.direct:
        return None
    unjudged = new - old.question.grades.keys()
    left = tuple(doc_id for doc_id in fresh.doc_ids if doc_id not in unjudged)
    if len(left) == len(fresh.doc_ids):
        return old, fresh
    if len(left) < TOP:
        return None
    return Outcome(old.question, old.doc_ids[: len(left)]), Outcome(old.question, left)


def _without(sunk: AbstractSet[str], outcome: Outcome) -> Outcome:
    """The answer and the judgments without these documents."""
    if sunk.isdisjoint((*outcome.question.grades, *outcome.doc_ids)):
        return outcome
    grades = {id_: grade for id_, grade in outcome.question.grades.items() if id_ not in sunk}
    left = tuple(doc_id for doc_id in outcome.doc_ids if doc_id not in sunk)
    return Outcome(replace(outcome.question, grades=grades), left)


def _lost(old: Outcome, fresh: Outcome) -> tuple[str, ...]:
    right = old.question.direct
    had = tuple(doc_id for doc_id in old.doc_ids[:TOP] if doc_id in right)
    return () if right.intersection(fresh.doc_ids[:TOP]) else had


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

"""How far two moderators agree who judged the same question without seeing each other's verdict.

Cohen's kappa: 1 is full agreement, 0 what chance alone would give. Grades of the same document are
weighted by the square of their distance (J. Cohen, "Weighted kappa", Psychological Bulletin 70,
1968), so 3 against 2 counts less than 3 against 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.store.verdicts import GRADES, Verdict, Verdicts

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Agreement:
    """Questions judged by two, and how many alike; grades given by both. None: too few to say."""

    questions: int
    alike: int
    kappa: float | None
    grades: int
    weighted_kappa: float | None

    def text(self) -> str:
        """For a terminal."""
        return (
            f"{self.questions} questions judged by two people, {self.alike} alike; "
            f"Cohen's kappa {_figure(self.kappa)}\n"
            f"{self.grades} grades given by both; weighted kappa {_figure(self.weighted_kappa)}"
        )


def measure_agreement(db: Database, since: date | None = None) -> Agreement:
    """The agreement over all blind pairs, or those whose second verdict came on `since` or later.

    A verdict that was changed after the other was seen counts as it was before.
    """
    pairs = blind_pairs(db, since)
    judged = [(one.judgment.value, two.judgment.value) for one, two in pairs]
    graded = [
        (grade, two.grades[doc_id])
        for one, two in pairs
        for doc_id, grade in one.grades.items()
        if doc_id in two.grades
    ]
    return Agreement(
        questions=len(pairs),
        alike=sum(one == two for one, two in judged),
        kappa=kappa(judged),
        grades=len(graded),
        weighted_kappa=kappa(graded, labels=GRADES, weights="quadratic"),
    )


def blind_pairs(db: Database, since: date | None = None) -> tuple[tuple[Verdict, Verdict], ...]:
    """The two blind verdicts of each question that has them, the first first."""
    by_question: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in Verdicts(db).blind():
        by_question[verdict.question_id].append(verdict)
    pairs = (tuple(verdicts) for verdicts in by_question.values() if len(verdicts) == 2)
    return tuple((one, two) for one, two in pairs if since is None or two.given_at.date() >= since)


def kappa(
    pairs: Sequence[tuple[object, object]],
    *,
    labels: Sequence[object] | None = None,
    weights: str | None = None,
) -> float | None:
    """Cohen's kappa; 1 where all gave the one same label, None where there is no pair."""
    if not pairs:
        return None
    if len({label for pair in pairs for label in pair}) == 1:
        return 1.0
    from sklearn.metrics import cohen_kappa_score

    one, two = zip(*pairs, strict=True)
    return float(cohen_kappa_score(one, two, labels=labels, weights=weights))


def _figure(value: float | None) -> str:
    return "not known yet" if value is None else f"{value:.2f}"

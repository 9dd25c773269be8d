"""How much a question needs a moderator, as points that can be told one by one.

The database computes the sum for the order of the queue (`review_migrations.py`); `reasons` tells
what it is made of. A dispute comes first, then a person who waits, a thumb down, a doubt about
safety, nothing found, a low score. Each day adds a point, so that nothing waits for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.review_queue import Item

# Below these scores lie one in ten of the right answers to the judged questions, by kind.
LOW_SCORES = {"trial": 5.1, "concept": 1.7, "news": 1.4, "logistics": 1.1}
_DAY = 86_400.0


class Need(StrEnum):
    """Why a question needs a look."""

    DISPUTED = "disputed"
    PATIENT_WAITS = "patient_waits"
    THUMB_DOWN = "thumb_down"
    SAFETY_DOUBT = "safety_doubt"
    ABSTAINED = "abstained"
    LOW_SCORE = "low_score"
    COMMENT = "comment"
    ASKED_AGAIN = "asked_again"
    DISLIKED_AGAIN = "disliked_again"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and its points."""

    need: Need
    points: float


def reasons(item: Item, now: datetime) -> tuple[Reason, ...]:
    """What the need of a question is made of, the most first; ages count in days."""
    low = LOW_SCORES.get(item.kind, 0.0)
    points = {
        Need.DISPUTED: 1000.0 * item.disputed,
        Need.PATIENT_WAITS: 150.0 * item.patient_waits,
        Need.THUMB_DOWN: 100.0 * (item.thumb == "down"),
        Need.SAFETY_DOUBT: 80.0 * item.doubt,
        Need.ABSTAINED: 50.0 * item.abstained,
        Need.LOW_SCORE: 30.0
        * (not item.abstained and item.best_score is not None and item.best_score < low),
        Need.COMMENT: 20.0 * (item.comment is not None),
        Need.ASKED_AGAIN: 5.0 * min(item.asked_again, 10),
        Need.DISLIKED_AGAIN: 20.0 * min(item.disliked_again, 5),
        Need.AGE: max((now - item.asked_at).total_seconds(), 0.0) / _DAY,
    }
    found = [Reason(need, value) for need, value in points.items() if value > 0]
    return tuple(sorted(found, key=lambda reason: -reason.points))


def total(item: Item, now: datetime) -> float:
    """The sum of the reasons."""
    return sum(reason.points for reason in reasons(item, now))

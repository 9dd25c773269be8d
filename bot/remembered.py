"""What each published snapshot answered to the judged questions, kept beside the snapshots.

    NETTRIALS_HOME/judged/<snapshot id>.json   {question id: {"asked": [...], "doc_ids": [...]}}

A build is compared with what was really answered when the served snapshot was published. So a
change of the lexicon or of the program shows too, which asking the old snapshot again would hide.
A question that was reworded since counts as never asked; a damaged file as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.beside import read_beside, write_beside
from bot.evaluation import Outcome
from bot.judged import JudgedQuestion

_FOLDER = "judged"


def remember(home: Path, snapshot_id: str, outcomes: Sequence[Outcome]) -> None:
    """Write down what was answered; forgets snapshots that are gone. Raises OSError."""
    answers = {
        outcome.question.id: {"asked": _asked(outcome.question), "doc_ids": outcome.doc_ids}
        for outcome in outcomes
    }
    write_beside(home, _FOLDER, snapshot_id, answers)


def recall(
    home: Path, snapshot_id: str, judged: Sequence[JudgedQuestion]
) -> tuple[Outcome, ...] | None:
    """What that snapshot answered to those of `judged` it was asked; None where nothing is kept."""
    try:
        answers: dict[str, Any] = dict(read_beside(home, _FOLDER, snapshot_id).items())
        return tuple(
            Outcome(question, tuple(map(str, answers[question.id]["doc_ids"])))
            for question in judged
            if question.id in answers and answers[question.id]["asked"] == _asked(question)
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _asked(question: JudgedQuestion) -> list[str]:
    return [*question.history, question.text]

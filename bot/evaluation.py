"""Retrieval figures over judged questions, through the same path that answers a patient.

nDCG@10 with gain 2**grade - 1 (Burges and others 2005), recall@5 and @10, MRR and hit@3 over the
directly relevant (grade 2), computed by ir-measures over documents of every kind; abstention is
counted apart, and an answer without any document counts as one (advice is refused that way).
Intervals are 95% bootstrap percentiles over questions (1,000 resamples, fixed seed).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.conversation.answering import Answerer, Reader
from bot.judged import DIRECT, JudgedQuestion

COLUMNS = ("nDCG@10", "R@5", "R@10", "RR", "Hit@3")
FIRST = 3  # documents that a patient sees at once
_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to one question: the documents, best first; none where it abstained."""

    question: JudgedQuestion
    doc_ids: tuple[str, ...]

    @property
    def abstained(self) -> bool:
        """Whether nothing was shown as an answer."""
        return not self.doc_ids

    @property
    def right(self) -> bool:
        """Whether a direct answer is in the first three; for an unanswerable one: none is."""
        if not self.question.answerable:
            return self.abstained
        return bool(self.question.direct.intersection(self.doc_ids[:FIRST]))


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a group of questions; `low` and `high` bound nDCG@10."""

    name: str
    questions: int
    figures: Mapping[str, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Table:
    """All figures of an evaluation. Abstention: right ones, wrong ones, unanswerable questions."""

    rows: tuple[Row, ...]
    right: int
    wrong: int
    unanswerable: int
    per_question: Mapping[str, float]

    def overall(self, column: str) -> float:
        """A figure over all answerable questions; 0 where there is none."""
        return next((row.figures[column] for row in self.rows if row.name == "all"), 0.0)

    def text(self) -> str:
        """For a terminal."""
        head = f"{'':<18}{'n':>5}  " + "".join(f"{name:>9}" for name in COLUMNS) + "   95% of nDCG"
        lines = [head]
        for row in self.rows:
            figures = "".join(f"{row.figures[name]:>9.3f}" for name in COLUMNS)
            lines.append(
                f"{row.name:<18}{row.questions:>5}  {figures}   {row.low:.3f}-{row.high:.3f}"
            )
        lines.append(
            f"abstention: {self.right} of {self.unanswerable} unanswerable found, "
            f"{self.wrong} answerable refused"
        )
        return "\n".join(lines)

    def as_json(self) -> str:
        """One object with everything."""
        return json.dumps(asdict(self), ensure_ascii=False)


def measure(answerer: Answerer, judged: Sequence[JudgedQuestion]) -> Table:
    """Ask every question and compute the figures."""
    return tabulate(ask_all(answerer, judged))


def ask_all(answerer: Answerer, judged: Sequence[JudgedQuestion]) -> tuple[Outcome, ...]:
    """What is answered to each question, after its history."""
    reader, today = Reader(), datetime.now(UTC).date()
    outcomes = []
    for question in judged:
        context = answerer.replay(question.history, reader, today)
        answer = answerer.answer(question.text, context, reader, today)
        ranked = () if answer.abstained else tuple(dict.fromkeys(answer.doc_ids))
        outcomes.append(Outcome(question, ranked))
    return tuple(outcomes)


def tabulate(outcomes: Sequence[Outcome]) -> Table:
    """The figures of outcomes: over all answerable questions, by kind, by language."""
    per = figures_of(outcomes)
    groups: dict[str, list[str]] = defaultdict(list)
    for question in (outcome.question for outcome in outcomes if outcome.question.id in per):
        groups["all"].append(question.id)
        groups[f"kind {question.kind}"].append(question.id)
        groups[f"lang {question.lang}"].append(question.id)
        if question.lang != "en":
            groups["not English"].append(question.id)
    rows = tuple(_row(name, [per[id_] for id_ in ids]) for name, ids in sorted(groups.items()))
    return Table(
        rows=rows,
        right=sum(o.abstained and not o.question.answerable for o in outcomes),
        wrong=sum(o.abstained and o.question.answerable for o in outcomes),
        unanswerable=sum(not o.question.answerable for o in outcomes),
        per_question={id_: figures["nDCG@10"] for id_, figures in per.items()},
    )


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """The figures of each answerable question by its id."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    names = {
        nDCG(gains={0: 0, 1: 1, 2: 3}) @ 10: "nDCG@10",
        R(rel=DIRECT) @ 5: "R@5",
        R(rel=DIRECT) @ 10: "R@10",
        RR(rel=DIRECT): "RR",
        Success(rel=DIRECT) @ 3: "Hit@3",
    }
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    figures = {outcome.question.id: dict.fromkeys(COLUMNS, 0.0) for outcome in answerable}
    judged = {o.question.id: dict(o.question.grades) for o in answerable if o.question.grades}
    ranked = {o.question.id: _scores(o) for o in answerable if o.doc_ids and o.question.grades}
    if ranked:
        for each in ir_measures.iter_calc(list(names), judged, ranked):
            figures[each.query_id][names[each.measure]] = float(each.value)
    return figures


def _scores(outcome: Outcome) -> dict[str, float]:
    return {doc_id: float(-at) for at, doc_id in enumerate(outcome.doc_ids)}


def _row(name: str, figures: Sequence[Mapping[str, float]]) -> Row:
    means = {column: sum(f[column] for f in figures) / len(figures) for column in COLUMNS}
    low, high = _interval([f["nDCG@10"] for f in figures])
    return Row(name, len(figures), means, low, high)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(0)  # noqa: S311 - a bootstrap, nothing secret
    means = sorted(
        sum(chance.choices(values, k=len(values))) / len(values) for _ in range(_RESAMPLES)
    )
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]

"""Retrieval figures over judged questions, through the same path that answers a patient.

nDCG@10 with gain 2**grade - 1 (Burges and others 2005), recall@5 and @10, MRR and hit@3 over the
directly relevant (grade 2), computed by ir-measures; abstention is counted apart. Intervals are
95% bootstrap percentiles over questions (1,000 resamples, fixed seed).
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.conversation.answering import Answerer, Reader
from content.errors import ContentError

COLUMNS = ("nDCG@10", "R@5", "R@10", "RR", "Hit@3")
_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and its judged documents (grade 0 to 2)."""

    id: str
    text: str
    kind: str
    lang: str
    history: tuple[str, ...]
    answerable: bool
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered to one question: the ranking, and whether the bot abstained."""

    question: JudgedQuestion
    nct_ids: tuple[str, ...]
    abstained: bool


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


def read_judged(queries: Path, qrels: Path) -> tuple[JudgedQuestion, ...]:
    """Judged questions from their two files. Raises ContentError naming file and line."""
    grades = _grades(qrels)
    judged = []
    for number, row in _rows(queries):
        try:
            judged.append(
                JudgedQuestion(
                    id=str(row["id"]),
                    text=str(row["text"]),
                    kind=str(row.get("kind", "trial")),
                    lang=str(row.get("lang", "en")),
                    history=tuple(row.get("history") or ()),
                    answerable=bool(row.get("answerable", True)),
                    grades=grades.get(str(row["id"]), {}),
                )
            )
        except (KeyError, TypeError) as error:
            expected = 'expected an object with "id" and "text"'
            raise ContentError(queries, expected, number) from error
    if not judged:
        raise ContentError(queries, "holds no questions")
    return tuple(judged)


def _rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ContentError(path, f"not JSON ({error})", number) from error
        if not isinstance(row, dict):
            raise ContentError(path, "expected an object", number)
        yield number, row


def _grades(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            for number, row in enumerate(reader, 2):
                try:
                    found[row["query-id"]][row["corpus-id"]] = int(row["score"])
                except (KeyError, TypeError, ValueError) as error:
                    expected = "expected query-id, corpus-id and a whole score, with tabs between"
                    raise ContentError(path, expected, number) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error})") from error
    return found


def measure(answerer: Answerer, judged: Sequence[JudgedQuestion]) -> Table:
    """Ask every question and compute the figures."""
    reader, today = Reader(), datetime.now(UTC).date()
    outcomes = []
    for question in judged:
        context = answerer.replay(question.history, reader, today)
        answer = answerer.answer(question.text, context, reader, today)
        outcomes.append(Outcome(question, answer.nct_ids, answer.abstained))
    return tabulate(outcomes)


def tabulate(outcomes: Sequence[Outcome]) -> Table:
    """The figures of outcomes: over all answerable questions, by kind, by language."""
    per = {outcome.question.id: _figures(outcome) for outcome in outcomes if _scored(outcome)}
    groups: dict[str, list[str]] = defaultdict(list)
    for outcome in filter(_scored, outcomes):
        question = outcome.question
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


def _scored(outcome: Outcome) -> bool:
    return outcome.question.answerable


def _figures(outcome: Outcome) -> dict[str, float]:
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    gains = {0: 0, 1: 1, 2: 3}
    wanted = {
        "nDCG@10": nDCG(gains=gains) @ 10,
        "R@5": R(rel=2) @ 5,
        "R@10": R(rel=2) @ 10,
        "RR": RR(rel=2),
        "Hit@3": Success(rel=2) @ 3,
    }
    ranked = () if outcome.abstained else tuple(dict.fromkeys(outcome.nct_ids))
    scores = {doc_id: float(len(ranked) - at) for at, doc_id in enumerate(ranked)}
    if not scores or not outcome.question.grades:
        return dict.fromkeys(wanted, 0.0)
    grades = {"q": dict(outcome.question.grades)}
    found = ir_measures.calc_aggregate(list(wanted.values()), grades, {"q": scores})
    return {name: float(found[measure_]) for name, measure_ in wanted.items()}


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

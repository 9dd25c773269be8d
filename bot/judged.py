"""Judged questions: what patients ask, and which documents are right for it.

Two files make a set: `queries.jsonl` (one object a line: id, text, lang, kind, history, answerable,
promoted) and `qrels.tsv` (query-id, corpus-id, score). A score of 2 is directly what was asked, 1
is near, and what is not listed is wrong. Our own set over the shipped content stands in
`content/questions`.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import FOLDER
from content.errors import ContentError

QUERIES = FOLDER / "questions" / "queries.jsonl"
QRELS = FOLDER / "questions" / "qrels.tsv"
DIRECT = 2


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and its judged documents (grade 0 to 2).

    `promoted`: a moderator made it of a patient's question; once answered right, always.
    """

    id: str
    text: str
    kind: str
    lang: str
    history: tuple[str, ...]
    answerable: bool
    grades: Mapping[str, int]
    promoted: bool = False

    @property
    def direct(self) -> frozenset[str]:
        """The documents that are directly what was asked."""
        return frozenset(doc_id for doc_id, grade in self.grades.items() if grade >= DIRECT)


def read_judged(queries: Path = QUERIES, qrels: Path = QRELS) -> tuple[JudgedQuestion, ...]:
    """Judged questions from their two files. Raises ContentError naming file and line."""
    grades = _grades(qrels)
    judged = []
    for number, row in _rows(queries):
        try:
            judged.append(_question(row, grades.get(str(row["id"]), {})))
        except (KeyError, TypeError) as error:
            expected = 'expected an object with "id" and "text"'
            raise ContentError(queries, expected, number) from error
    if not judged:
        raise ContentError(queries, "holds no questions")
    return tuple(judged)


def _question(row: Mapping[str, Any], grades: Mapping[str, int]) -> JudgedQuestion:
    return JudgedQuestion(
        id=str(row["id"]),
        text=str(row["text"]),
        kind=str(row.get("kind", "trial")),
        lang=str(row.get("lang", "en")),
        history=tuple(row.get("history") or ()),
        answerable=bool(row.get("answerable", True)),
        grades=grades,
        promoted=bool(row.get("promoted", False)),
    )


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
            for number, row in enumerate(csv.DictReader(file, delimiter="\t"), 2):
                try:
                    found[row["query-id"]][row["corpus-id"]] = int(row["score"])
                except (KeyError, TypeError, ValueError) as error:
                    expected = "expected query-id, corpus-id and a whole score, with tabs between"
                    raise ContentError(path, expected, number) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error})") from error
    return found

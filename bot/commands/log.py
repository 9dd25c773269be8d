"""`nettrials questions`: the moderators' work in a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.commands import opening

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.store.questions import Question

_JUDGMENTS = ("good", "wrong", "missed", "unsafe", "off_topic")
_COLUMNS = (
    "id", "asked_at", "language", "kind", "words", "abstained", "snapshot_id", "milliseconds",
    "answered_with", "scores", "thumb", "comment", "verdicts", "verdict_comments",
)  # fmt: skip


@click.group()
def questions() -> None:
    """Review logged questions: list, show, verdict, export."""


@questions.command("list")
@click.option("--waiting", is_flag=True, help="Only those that nobody has reviewed.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def list_(waiting: bool, limit: int) -> None:
    """List logged questions, the newest first."""
    from bot.store.questions import Questions

    with _database() as db:
        found = Questions(db).listed(limit, waiting=waiting)
        for question in found:
            click.echo(_line(db, question))
    if not found:
        click.echo("No question is waiting." if waiting else "No question has been logged.")


@questions.command()
@click.argument("question_id", type=int)
def show(question_id: int) -> None:
    """Show one logged question with what answered it and what was found of it."""
    with _database() as db:
        row = _row(db, _get(db, question_id))
    for name in _COLUMNS:
        click.echo(f"{name}: {row[name] if row[name] is not None else ''}")


@questions.command()
@click.argument("question_id", type=int)
@click.argument("judgment", type=click.Choice(_JUDGMENTS))
@click.option("--comment", help="A note for the next reader.")
def verdict(question_id: int, judgment: str, comment: str | None) -> None:
    """Give a verdict on a question; another one replaces it."""
    from bot.store.database import writing
    from bot.store.review_queue import TERMINAL
    from bot.store.verdicts import Judgment, Opinion, Verdicts

    with _database() as db, writing(db):
        _get(db, question_id)
        opinion = Opinion(Judgment(judgment), comment)
        Verdicts(db).give(question_id, TERMINAL, opinion, datetime.now(UTC))
    click.echo(f"Question {question_id}: {judgment}")


@questions.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="jsonl")
def export(form: str) -> None:
    """Print all questions with scores, verdicts and comments, as CSV or JSON lines."""
    from bot.store.questions import Questions

    with _database() as db:
        rows = [_row(db, question) for question in Questions(db).every()]
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in _COLUMNS} for row in rows)
    click.echo(out.getvalue(), nl=False)


@contextmanager
def _database() -> Iterator[Database]:
    from bot.store.database import open_database

    chosen = opening.settings()
    if not chosen.bot_db.exists():
        raise click.UsageError(f"there is no {chosen.bot_db} yet; run the bot first")
    database = open_database(chosen.bot_db)
    try:
        yield database
    finally:
        database.close()


def _get(db: Database, question_id: int) -> Question:
    from bot.store.questions import Questions

    question = Questions(db).get(question_id)
    if question is None:
        raise click.UsageError(
            f"there is no question {question_id}; see 'nettrials questions list'"
        )
    return question


def _line(db: Database, question: Question) -> str:
    from bot.store.verdicts import Verdicts

    thumb = {"up": "+", "down": "-"}.get(question.thumb or "", " ")
    verdicts = ",".join(verdict.judgment.value for verdict in Verdicts(db).of(question.id))
    words = question.words or "(words not kept)"
    day = question.asked_at.date().isoformat()
    left = f"{question.id:>6} {day} {question.language} {question.kind:<18}"
    return f"{left}{thumb} {verdicts:<10} {words}"


def _row(db: Database, question: Question) -> dict[str, object]:
    from bot.store.verdicts import Verdicts

    verdicts = Verdicts(db).of(question.id)
    return {
        "id": question.id,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "language": question.language,
        "kind": question.kind,
        "words": question.words,
        "abstained": question.abstained,
        "snapshot_id": question.snapshot_id,
        "milliseconds": question.milliseconds,
        "answered_with": [hit.doc_id for hit in question.hits],
        "scores": [round(hit.score, 4) for hit in question.hits],
        "thumb": question.thumb.value if question.thumb else None,
        "comment": question.comment,
        "verdicts": [verdict.judgment.value for verdict in verdicts],
        "verdict_comments": [verdict.comment for verdict in verdicts if verdict.comment],
    }


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@") else text

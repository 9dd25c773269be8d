"""`nettrials questions promote` and what goes with it: see them, take one back, carry them over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands import opening
from bot.commands.filtering import chosen_filter, filtered
from bot.commands.log import acting_as, database, get, graded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

    from bot.promoting import Draft
    from bot.store.questions import Question


@click.command()
@click.argument("question_id", type=int)
@click.option("--text", help="The question in words of your own. Without it: see the proposal.")
@click.option("--grade", "grades", multiple=True, metavar="DOCUMENT=0..3",
              help="A document that is right for it; without it, the verdicts' own.")  # fmt: skip
@click.option("--answer", help="A text that answers it, in English, to be retrieved itself.")
@click.option("--title", help="The title of the answer.")
@click.option("--nothing", is_flag=True, help="The bot should find nothing for it.")
@acting_as
def promote(
    question_id: int,
    text: str | None,
    grades: tuple[str, ...],
    answer: str | None,
    title: str | None,
    nothing: bool,
    moderator: int,
) -> None:
    """Make a reviewed question one that later builds must answer right; with a text that answers.

    Word it so that nobody can be recognised. Without --text a proposal is shown, nothing is done.
    """
    from dataclasses import replace

    from bot.promoting import promote as promote_question

    with database() as db:
        draft = _draft(db, get(db, question_id))
        if text is None:
            click.echo(f"Proposed: {draft.text}")
            click.echo(f"Grades: {_grades(draft)}")
            return
        chosen = {**draft.grades, **dict(map(graded, grades))}
        draft = replace(
            draft, text=text, grades={} if nothing else chosen, answerable=not nothing,
            answer=answer, answer_title=title,
        )  # fmt: skip
        promotion_id, entry_id = promote_question(
            db, question_id, moderator, draft, datetime.now(UTC), known=_known()
        )
    click.echo(f"Promoted as {promotion_id}. Next: nettrials build")
    click.echo(f"To take it back: nettrials questions undo {entry_id}")


@click.command()
def promoted() -> None:
    """List what was promoted."""
    from bot.store.promotions import Promotions

    with database() as db:
        standing = Promotions(db).standing()
    for each in standing:
        answered = " (with an answer)" if each.answer else ""
        click.echo(f"{each.id:>6} {each.language} {each.kind:<18}{each.text}{answered}")
    if not standing:
        click.echo("Nothing has been promoted yet.")


@click.command()
@click.argument("promotion_id", type=int)
@acting_as
def withdraw(promotion_id: int, moderator: int) -> None:
    """Take a promotion back, also when its question is gone; the next build leaves it out."""
    from bot.store.promotions import Promotions

    with database() as db:
        Promotions(db).withdraw(promotion_id, moderator, datetime.now(UTC))
    click.echo(f"Promotion {promotion_id} is taken back. Next: nettrials build")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def carry(folder: Path) -> None:
    """Write what was promoted into FOLDER, the `content` folder of a checkout."""
    from bot.promoted import carry as carry_into
    from bot.store.promotions import Promotions

    with database() as db:
        standing = Promotions(db).standing()
    new = carry_into(standing, folder)
    click.echo(f"{new} new of {len(standing)} promoted questions written into {folder}.")


@click.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="jsonl")
@filtered
def export(form: str, **choices: Any) -> None:
    """Print questions with scores, verdicts and comments, as CSV or JSON lines."""
    from bot.commands.rows import as_csv, as_json_lines

    with database() as db:
        rows = _rows(db, choices)
        for line in as_csv(rows) if form == "csv" else as_json_lines(rows):
            click.echo(line)


def _rows(db: Database, choices: dict[str, Any]) -> Iterator[dict[str, object]]:
    """All questions, oldest first; with a filter, those that pass, without repeats."""
    from bot.commands.rows import row_of
    from bot.store.questions import Questions
    from bot.store.review_list import Order, ReviewList
    from bot.store.review_queue import ReviewQueue

    logged, reviews = Questions(db), ReviewList(db)
    if not any(choices.values()):
        queue = ReviewQueue(db)
        yield from (row_of(db, question, queue.item(question.id)) for question in logged.every())
        return
    wanted = chosen_filter(choices)
    page = reviews.page(wanted, limit=500, order=Order.NEWEST)
    while page:
        pairs = ((logged.get(item.id), item) for item in page)
        yield from (row_of(db, question, item) for question, item in pairs if question)
        page = reviews.page(wanted, limit=500, after=page[-1], order=Order.NEWEST)


def _draft(db: Database, question: Question) -> Draft:
    from bot.promoting import draft_of
    from bot.store.verdicts import Verdicts

    return draft_of(question, Verdicts(db).seen_by(question.id, None))


def _grades(draft: Draft) -> str:
    return " ".join(f"{doc_id}={grade}" for doc_id, grade in draft.grades.items()) or "none"


def _known() -> frozenset[str] | None:
    """The ids of the served documents; None where nothing is served yet."""
    from index.published import current_id

    chosen = opening.settings()
    if current_id(chosen.home) is None:
        return None
    return frozenset(opening.serving(chosen).current.snapshot.doc_ids)


COMMANDS = (promote, promoted, withdraw, carry, export)

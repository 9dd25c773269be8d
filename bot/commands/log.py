"""`nettrials questions`: the moderators' queue in a terminal, and the commands around it.

Whoever sits at the terminal acts as moderator 0, or with `--as` under a Telegram user id. The rules
are those of the chat and the console: they stand in `bot/store/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.commands import opening
from bot.commands.filtering import JUDGMENTS, chosen_filter, filtered

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.store.questions import Question
    from bot.store.review_queue import Item

acting_as = click.option(
    "--as", "moderator", type=click.IntRange(0), default=0, metavar="USER_ID",
    help="The Telegram user id of the moderator who acts; without it the terminal.",
)  # fmt: skip


@click.group()
def questions() -> None:
    """Review logged questions: list, claim, judge, undo, promote, export."""


@questions.command("list")
@filtered
@click.option("--newest", is_flag=True, help="The newest first; without it the neediest.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def list_(newest: bool, limit: int, **choices: Any) -> None:
    """List logged questions. --waiting shows those that need a moderator."""
    from bot.store.review_list import Order, ReviewList

    wanted = chosen_filter(choices)
    order = Order.NEWEST if newest or wanted.every else Order.NEED
    with database() as db:
        found = ReviewList(db).page(wanted, limit=limit, order=order)
        count = ReviewList(db).count(wanted)
    for item in found:
        click.echo(_line(item))
    if count > len(found):
        click.echo(f"{count - len(found)} more; --limit shows them.")
    if not found:
        click.echo("No question is waiting." if not wanted.every else "No question was found.")


@questions.command()
@click.argument("question_id", type=int)
@acting_as
def show(question_id: int, moderator: int) -> None:
    """Show one question: what answered it, why it is in the queue, what was found of it."""
    from bot.commands.rows import COLUMNS, row_of
    from bot.store.need import reasons
    from bot.store.review_list import ReviewList
    from bot.store.review_queue import ReviewQueue

    with database() as db:
        question, item = get(db, question_id), ReviewQueue(db).item(question_id)
        row = row_of(db, question, item, moderator)
        repeats = ReviewList(db).repeats(question_id)
    for name in COLUMNS:
        click.echo(f"{name}: {row[name] if row[name] is not None else ''}")
    assert item is not None  # noqa: S101 - the row was there
    why = (f"{reason.need} {reason.points:.0f}" for reason in reasons(item, datetime.now(UTC)))
    click.echo(f"need: {', '.join(why)}")
    if repeats:
        click.echo(f"asked again: {', '.join(str(repeat.id) for repeat in repeats)}")


@questions.command()
@click.argument("question_id", type=int, required=False)
@filtered
@acting_as
def claim(question_id: int | None, moderator: int, **choices: Any) -> None:
    """Claim a question for half an hour: the one named, or the neediest that the filters let by."""
    from bot.store.review_queue import ReviewQueue

    now = datetime.now(UTC)
    with database() as db:
        queue = ReviewQueue(db)
        if question_id is None:
            item = queue.claim_next(moderator, now, chosen_filter({**choices, "waiting": True}))
        else:
            item = queue.claim(question_id, moderator, now)
    click.echo(_line(item) if item else "No question is waiting.")


@questions.command()
@click.argument("question_id", type=int)
@acting_as
def release(question_id: int, moderator: int) -> None:
    """Give a claimed question back."""
    from bot.store.review_queue import ReviewQueue

    with database() as db:
        item = ReviewQueue(db).release(question_id, moderator, datetime.now(UTC))
    click.echo(f"Question {item.id} is {item.state} again.")


@questions.command()
@click.argument("question_id", type=int)
@click.argument("judgment", type=click.Choice(JUDGMENTS))
@click.option("--comment", help="A note for the next reader.")
@click.option("--grade", "grades", multiple=True, metavar="DOCUMENT=0..3",
              help="How right a document that was shown is, such as NCT01578239=2.")  # fmt: skip
@click.option("--missed", multiple=True, metavar="DOCUMENT",
              help="A document that should have been shown.")  # fmt: skip
@click.option("--tag", "tags", multiple=True)
@acting_as
def verdict(
    question_id: int,
    judgment: str,
    comment: str | None,
    grades: tuple[str, ...],
    missed: tuple[str, ...],
    tags: tuple[str, ...],
    moderator: int,
) -> None:
    """Give a verdict on a question; another one of the same moderator replaces it."""
    from bot.store.verdicts import Judgment, Opinion, Verdicts

    opinion = Opinion(Judgment(judgment), comment, dict(map(graded, grades)), missed, tags)
    with database() as db:
        get(db, question_id)
        given = Verdicts(db, opening.settings().double_share).give(
            question_id, moderator, opinion, datetime.now(UTC)
        )
    click.echo(f"Question {question_id}: {judgment} ({_outcome(given.state)})")
    click.echo(f"To take it back: nettrials questions undo {given.entry_id}")


@questions.command()
@click.argument("entry_id", type=int, required=False)
@acting_as
def undo(entry_id: int | None, moderator: int) -> None:
    """Undo an action of one's own, by the number it gave, or the latest one."""
    from bot.store.audit import Audit

    with database() as db:
        audit = Audit(db)
        if entry_id is None:
            latest = audit.latest(moderator)
            if latest is None:
                raise click.UsageError("there is nothing to undo")
            entry_id = latest.id
        question_id = audit.undo(entry_id, moderator, datetime.now(UTC))
    click.echo(f"Undone: question {question_id} stands as before.")


@questions.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Second verdicts from this day.")
def agreement(since: datetime | None) -> None:
    """Tell how far two moderators agree on questions that both judged without seeing the other."""
    from bot.agreement import measure_agreement

    with database() as db:
        click.echo(measure_agreement(db, since.date() if since else None).text())


@contextmanager
def database() -> Iterator[Database]:
    """The bot's database, open."""
    from bot.store.database import open_database

    chosen = opening.settings()
    if not chosen.bot_db.exists():
        raise click.UsageError(f"there is no {chosen.bot_db} yet; run the bot first")
    opened = open_database(chosen.bot_db)
    try:
        yield opened
    finally:
        opened.close()


def get(db: Database, question_id: int) -> Question:
    """The question, or one line of complaint."""
    from bot.store.questions import Questions

    question = Questions(db).get(question_id)
    if question is None:
        raise click.UsageError(
            f"there is no question {question_id}; see 'nettrials questions list'"
        )
    return question


def graded(text: str) -> tuple[str, int]:
    """A document and its grade, from `NCT01578239=2`."""
    document, _, grade = text.rpartition("=")
    if not document or grade not in ("0", "1", "2", "3"):
        raise click.BadParameter(
            f"{text!r}: name a document and a grade from 0 to 3, such as NCT01578239=2",
            param_hint="--grade",
        )
    return document, int(grade)


def _outcome(state: str) -> str:
    return {
        "new": "a second moderator judges it too",
        "disputed": "the verdicts differ; a third settles it",
        "done": "settled",
    }.get(state, state)


def _line(item: Item) -> str:
    thumb = {"up": "+", "down": "-"}.get(item.thumb or "", " ")
    day = item.asked_at.date().isoformat()
    again = f" (asked {item.asked_again + 1} times)" if item.asked_again else ""
    left = f"{item.id:>6} {day} {item.language} {item.kind:<18}{item.state:<9}{thumb}"
    return f"{left} {item.verdict or '':<10}{item.words or '(words not kept)'}{again}"

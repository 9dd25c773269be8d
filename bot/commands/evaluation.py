"""`nettrials evaluate`: retrieval figures of the served snapshot on judged questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands import opening

if TYPE_CHECKING:
    from bot.evaluation import Outcome, Table
    from bot.judged import JudgedQuestion
    from bot.settings import Settings


@click.command()
@click.argument("queries", type=click.Path(path_type=Path), required=False)
@click.argument("qrels", type=click.Path(path_type=Path), required=False)
@click.option("--floor", "floors", multiple=True, metavar="NAME=VALUE",
              help="Exit with 1 when a figure over all is lower, such as nDCG@10=.80.")  # fmt: skip
@click.option("--against", metavar="SNAPSHOT_ID",
              help="Compare question by question with another snapshot.")  # fmt: skip
@click.option("--promoted", is_flag=True,
              help="Ask what moderators promoted; exit with 1 when one is not answered right.",
              )  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(
    queries: Path | None,
    qrels: Path | None,
    floors: tuple[str, ...],
    against: str | None,
    promoted: bool,
    as_json: bool,
) -> None:
    """Print nDCG@10, recall, MRR, hit@3 and abstention over judged questions.

    QUERIES are JSON lines {"id", "text", "lang", "kind", "history"?, "answerable"?}; QRELS is a
    table of query-id, corpus-id and score with tabs between. Without them, our own questions over
    the shipped content are asked, and what moderators promoted.
    """
    from bot.conversation.answering import Answerer
    from bot.evaluation import ask_all, tabulate

    wanted = dict(_floor(floor) for floor in floors)
    chosen = opening.settings()
    judged = _judged(chosen, queries, qrels, promoted=promoted)
    serving = opening.serving(chosen)
    outcomes = ask_all(Answerer(serving), judged)
    table = tabulate(outcomes)
    if against is not None:
        _print_comparison(chosen, against, judged, outcomes, serving.current.snapshot.doc_ids,
                          as_json=as_json)  # fmt: skip
    else:
        click.echo(table.as_json() if as_json else table.text())
    _hold(wanted, table)
    if promoted:
        _hold_promoted(outcomes)


def _judged(
    chosen: Settings, queries: Path | None, qrels: Path | None, *, promoted: bool
) -> tuple[JudgedQuestion, ...]:
    from bot.judged import read_judged
    from bot.promoted import read_promoted, with_promoted

    if queries is None:
        every = with_promoted(read_judged(), read_promoted(chosen.bot_db))
        judged = tuple(question for question in every if question.promoted or not promoted)
        if not judged:
            raise click.UsageError("nothing has been promoted yet")
        return judged
    if promoted:
        raise click.UsageError("name files or --promoted, not both")
    if qrels is None:
        raise click.UsageError("name both files, QUERIES and QRELS, or none of them")
    return read_judged(queries, qrels)


def _floor(text: str) -> tuple[str, float]:
    from bot.evaluation import COLUMNS

    name, _, value = text.partition("=")
    try:
        bound = float(value)
    except ValueError:
        bound = -1.0
    if name not in COLUMNS or not 0 <= bound <= 1:
        raise click.BadParameter(
            f"{text!r} is no floor; name one of {', '.join(COLUMNS)} with a value from 0 to 1, "
            "such as nDCG@10=.80",
            param_hint="--floor",
        )
    return name, bound


def _hold(floors: dict[str, float], table: Table) -> None:
    """Exit with 1 when a floor is missed, each named."""
    missed = [name for name, bound in floors.items() if table.overall(name) < bound]
    for name in missed:
        found = table.overall(name)
        click.echo(f"nettrials: {name} is {found:.3f}, below {floors[name]:.3f}", err=True)
    if missed:
        raise click.exceptions.Exit(1)


def _hold_promoted(outcomes: tuple[Outcome, ...]) -> None:
    """Exit with 1 when a promoted question is not answered right, each named."""
    wrong = [outcome.question for outcome in outcomes if not outcome.right]
    for question in wrong:
        click.echo(f"nettrials: not answered right: {question.text}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)


def _print_comparison(
    chosen: Settings,
    against: str,
    judged: tuple[JudgedQuestion, ...],
    outcomes: tuple[Outcome, ...],
    doc_ids: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Ask the other snapshot the same, and print what differs."""
    from bot.comparison import compare
    from bot.conversation.answering import Answerer
    from bot.evaluation import ask_all
    from bot.serving import Served, Serving
    from index.published import snapshot_ids, snapshots_folder
    from index.retriever import open_retriever
    from index.snapshot import open_snapshot

    if against not in snapshot_ids(chosen.home):
        raise click.UsageError(f"there is no snapshot {against}; 'nettrials snapshots' lists them")
    other = open_snapshot(snapshots_folder(chosen.home) / against)
    serving = Serving(chosen.home, Served(other, open_retriever(other)))
    before = ask_all(Answerer(serving), judged)
    comparison = compare(before, outcomes, frozenset(doc_ids) - frozenset(other.doc_ids))
    click.echo(comparison.as_json() if as_json else comparison.text())

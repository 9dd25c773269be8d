"""`nettrials evaluate`: retrieval figures of the served snapshot on judged questions."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands import opening


@click.command()
@click.argument("queries", type=click.Path(path_type=Path))
@click.argument("qrels", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(queries: Path, qrels: Path, as_json: bool) -> None:
    """Print nDCG@10, recall, MRR, hit@3 and abstention over judged questions.

    QUERIES are JSON lines {"id", "text", "lang", "kind", "history"?, "answerable"?}; QRELS is a
    table of query-id, corpus-id and score with tabs between.
    """
    from bot.conversation.answering import Answerer
    from bot.evaluation import measure, read_judged

    chosen = opening.settings()
    judged = read_judged(queries, qrels)
    table = measure(Answerer(opening.serving(chosen)), judged)
    click.echo(table.as_json() if as_json else table.text())

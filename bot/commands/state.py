"""Commands about what is served and kept: `status`, `snapshots`, `rollback`, `backup`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.commands import opening


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--check", is_flag=True, help="Exit with 1 when the bot is not well.")
def status(as_json: bool, check: bool) -> None:
    """Tell what is served, how old it is and how healthy."""
    from bot.health import health

    chosen = opening.settings()
    state = health(chosen, opening.registry_read(chosen))
    if as_json:
        click.echo(json.dumps(state.as_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(state.lines()))
    if check and not state.sound:
        raise click.exceptions.Exit(1)


@click.command()
def snapshots() -> None:
    """List the snapshots, newest first."""
    from index.home import list_snapshots

    entries = list_snapshots(opening.settings().home)
    if not entries:
        click.echo("There is no snapshot yet. Next: nettrials build")
    for entry in entries:
        mark = "served" if entry.current else "      "
        if entry.manifest is None or entry.problem:
            click.echo(f"{mark}  {entry.snapshot_id}  cannot be used: {entry.problem}")
            continue
        made = entry.manifest
        click.echo(f"{mark}  {entry.snapshot_id}  {made.documents} documents  {made.created}")


@click.command()
@click.argument("snapshot_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def rollback(snapshot_id: str | None, as_json: bool) -> None:
    """Serve an earlier snapshot: SNAPSHOT_ID, or the newest good one before the current."""
    from index.home import rollback as roll_back

    served = roll_back(opening.settings().home, snapshot_id)
    if as_json:
        click.echo(json.dumps({"snapshot_id": served}))
        return
    click.echo(f"Serving {served}. A running bot changes over by itself.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write a consistent copy of bot.db to FILE, also while the bot runs."""
    from bot.store.database import keep_copy, open_database

    chosen = opening.settings()
    if not chosen.bot_db.exists():
        raise click.UsageError(f"there is no {chosen.bot_db} yet; run the bot first")
    if file.exists():
        raise click.UsageError(f"{file} is there already; name another file")
    database = open_database(chosen.bot_db)
    keep_copy(database, file)
    database.close()
    click.echo(f"Copied to {file} ({file.stat().st_size} bytes).")

"""`nettrials records`: which records of the registry are shown, why not the others, and overriding.

The relevance rule decides first; `keep` and `drop` go before it, `undo` takes that back. Every
decision is kept in `registry.db` with a name and noted in the audit log of `bot.db`. It shows with
the next build.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.commands import opening

if TYPE_CHECKING:
    from content.registry.decisions import Judged
    from content.registry.store import RegistryStore

_NEXT = "Next: nettrials build"
_KINDS = ("left-out", "kept", "decided", "gone", "broken")


def _name() -> str:
    """Who sits at the terminal, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "terminal"


by = click.option("--by", "name", default=_name, metavar="NAME",
                  help="Your name, for the audit log; without it the one you are signed in by.",
                  )  # fmt: skip


@click.group()
def records() -> None:
    """See which registry records are left out and why; keep or drop one; undo."""


@records.command("list")
@click.argument("kind", type=click.Choice(_KINDS), default="left-out")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def list_(kind: str, limit: int, as_json: bool) -> None:
    """List records: left-out (the default), kept, decided, gone, or broken in the last sync."""
    from content.registry.decisions import Listed

    with _store() as store:
        if kind == "broken":
            _list_broken(store, limit, as_json)
            return
        listed = Listed(kind)
        for judged in store.decisions.list(listed, limit):
            click.echo(_dump(judged) if as_json else judged.line())
        left = store.decisions.count(listed) - limit
    if left > 0 and not as_json:
        click.echo(f"{left} more; --limit shows them.")
    if left == -limit and not as_json:
        click.echo(f"No record is {kind.replace('-', ' ')}.")


@records.command()
@click.argument("nct_id")
def show(nct_id: str) -> None:
    """Show one record: whether it is shown, what the rule says, who decided."""
    with _store() as store:
        known = store.current_id(_checked(nct_id))
        judged = store.decisions.of(known)
        seen = store.seen(known)
    if judged is None:
        raise click.UsageError(f"{known} is not in the registry's store; nettrials sync may add it")
    click.echo(judged.line())
    if known != nct_id.upper():
        click.echo(f"{nct_id.upper()} is an earlier number of it.")
    if judged.rule:
        click.echo(f"The rule: {judged.rule}")
    if judged.decided_by:
        click.echo(f"Decided by {judged.decided_by} on {(judged.decided_at or '')[:10]}.")
    if seen:
        click.echo(f"First seen {seen[0].date()}, last seen {seen[1].date()}.")
    click.echo(f"https://clinicaltrials.gov/study/{known}")


@records.command()
@click.argument("nct_id")
@by
def keep(nct_id: str, name: str) -> None:
    """Show a record whatever the rule says."""
    _decide(nct_id, True, name)


@records.command()
@click.argument("nct_id")
@by
def drop(nct_id: str, name: str) -> None:
    """Leave a record out whatever the rule says."""
    _decide(nct_id, False, name)


@records.command()
@click.argument("nct_id")
@by
def undo(nct_id: str, name: str) -> None:
    """Take a decision back; the rule decides again."""
    _decide(nct_id, None, name)


def _decide(given: str, include: bool | None, name: str) -> None:
    name = name.strip()
    if not name:
        raise click.BadParameter("takes your name, for the audit log", param_hint="--by")
    with _store() as store:
        nct_id = store.current_id(_checked(given))
        before = store.decisions.of(nct_id)
        if include is None and (before is None or before.decided_by is None):
            raise click.UsageError(f"nobody has decided on {nct_id}; there is nothing to undo")
        store.override(nct_id, include, name)
        after = store.decisions.of(nct_id)
    _note(nct_id, include, name)
    if after is not None:
        click.echo(after.line())
    if include is False and _has_file(nct_id):
        click.echo(f"content/trials/{nct_id}.md describes it and is shown; move it to hide it.")
    click.echo(_NEXT)


def _note(nct_id: str, include: bool | None, name: str) -> None:
    from bot.store.audit import Audit
    from bot.store.database import open_database, writing

    action = {True: "keep_record", False: "drop_record", None: "undo_record"}[include]
    with closing(open_database(opening.settings().bot_db)) as database, writing(database):
        Audit(database).note(None, action, nct_id, name, datetime.now(UTC))


def _has_file(nct_id: str) -> bool:
    from content import FOLDER

    return (FOLDER / "trials" / f"{nct_id}.md").exists()


def _list_broken(store: RegistryStore, limit: int, as_json: bool) -> None:
    latest = store.syncs.latest()
    found = latest.set_aside if latest else ()
    for item in found[:limit]:
        click.echo(json.dumps(asdict(item)) if as_json else f"{item.record}: {item.reason}")
    if not found and not as_json:
        click.echo("No record was broken in the last sync.")


def _dump(judged: Judged) -> str:
    return json.dumps(asdict(judged), ensure_ascii=False)


def _checked(given: str) -> str:
    from content.registry.ids import NCT_ID

    nct_id = given.strip().upper()
    if not NCT_ID.fullmatch(nct_id):
        raise click.UsageError(f"{given!r} is no NCT id; expected NCT and eight digits")
    return nct_id


@contextmanager
def _store() -> Iterator[RegistryStore]:
    from content.registry.store import RegistryStore

    chosen = opening.settings()
    if not chosen.registry_db.exists():
        raise click.UsageError("there are no records of the registry yet; run 'nettrials sync'")
    with RegistryStore(chosen.registry_db) as store:
        yield store

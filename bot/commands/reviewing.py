"""`nettrials review`: the team's console in the browser, or one link to sign in to it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from bot.commands import opening

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Default: that of NETTRIALS_CONSOLE_URL."
)
@click.option("--link", "user_id", type=click.IntRange(1), metavar="USER_ID",
              help="Print a one-time link for this person and end.")  # fmt: skip
def review(host: str, port: int | None, user_id: int | None) -> None:
    """Serve the team's console for the browser, beside a running bot."""
    chosen = opening.settings()
    opening.writable_home(chosen)
    if user_id is not None:
        click.echo(_link(chosen, user_id))
        return
    if not _team(chosen):
        click.echo("Nobody may sign in yet: list Telegram user ids in NETTRIALS_ADMINS or "
                   "NETTRIALS_MODERATORS.", err=True)  # fmt: skip
    from bot.console.server import make_console, serve

    parts = urlsplit(chosen.console_url)
    taken = port if port is not None else parts.port or 8010
    console = make_console(chosen, host)
    click.echo(f"The console listens on http://{host}:{taken} (Ctrl+C ends it).", err=True)
    click.echo(
        "To sign in, write /console to the bot, or: nettrials review --link USER_ID", err=True
    )
    serve(console, host, taken)


def _team(chosen: Settings) -> frozenset[int]:
    """Everybody who may sign in."""
    return chosen.admins | chosen.moderators | chosen.readers


def _link(chosen: Settings, user_id: int) -> str:
    from bot.store.console import ConsoleAccess
    from bot.store.database import open_database, writing

    if user_id not in _team(chosen):
        raise click.UsageError(
            f"{user_id} is on none of the lists NETTRIALS_ADMINS, NETTRIALS_MODERATORS and "
            "NETTRIALS_READERS"
        )
    with closing(open_database(chosen.bot_db)) as database, writing(database):
        token = ConsoleAccess(database).issue_link(user_id, datetime.now(UTC))
    return f"{chosen.console_url}/sign-in/{token}"

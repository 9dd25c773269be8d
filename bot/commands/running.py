"""`nettrials run`: the bot on Telegram where there is a token, else the same in this terminal."""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import click

from bot.commands import opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings
    from bot.telegram.options import CommandMenu


@click.command()
def run() -> None:
    """Run the bot: on Telegram when TELEGRAM_BOT_TOKEN is set, else in this terminal."""
    chosen = opening.settings()
    opening.writable_home(chosen)
    opening.first_snapshot(chosen)
    if chosen.telegram_bot_token is None:
        from bot.terminal import talk

        # Nobody of the team could be written to from here, so none is offered.
        alone = chosen.model_copy(update={"moderators": frozenset()})
        talk(alone.bot_db, opening.conversation_factory(alone, opening.serving(alone)))
        return
    from bot.telegram import run as run_telegram
    from bot.telegram.options import Options
    from content.languages import FALLBACK
    from content.phrases import phrases

    options = Options(repeat_mark=phrases(FALLBACK).say("fault.repeat"))
    load = partial(opening.loaded_conversation, chosen)
    _end(run_telegram(chosen, load, menus=lambda: menus(chosen), options=options))


def _end(code: int) -> NoReturn:
    """End at once; everything has been closed.

    A thread may still be loading the index, inside a library: waiting for it could take long, and
    an interpreter that ends under it aborts the process with another code.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def menus(chosen: Settings) -> Sequence[CommandMenu]:
    """The commands that Telegram shows: to everybody by language, more to the staff."""
    from bot.conversation.roles import Role, commands_of
    from bot.telegram.options import CommandMenu
    from content.languages import FALLBACK, LANGUAGES
    from content.phrases import phrases

    def named(role: Role, language: str) -> tuple[tuple[str, str], ...]:
        say = phrases(language)
        return tuple((name, say.say(f"commands.{name}")) for name in commands_of(role))

    everybody = [
        CommandMenu(named(Role.PATIENT, language), None if language == FALLBACK else language)
        for language in LANGUAGES
    ]
    readers = chosen.readers - chosen.moderators - chosen.admins
    staff = [(user, Role.READER) for user in sorted(readers)]
    staff += [(user, Role.MODERATOR) for user in sorted(chosen.moderators - chosen.admins)]
    staff += [(user, Role.ADMIN) for user in sorted(chosen.admins)]
    return [
        *everybody,
        *[CommandMenu(named(role, FALLBACK), chat_id=user) for user, role in staff],
    ]

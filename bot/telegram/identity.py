"""Who the bot is: needed to know whether a group's message is meant for it.

The name is remembered in `bot.db`, so that waiting updates are answered at once after a restart,
and asked for again at each start.
"""

from __future__ import annotations

import asyncio
from typing import Any

from sqlite_utils import Database

from bot.store.inbox import Inbox
from bot.store.service import note_if_possible, notes
from bot.telegram.core import CoreThread
from bot.telegram.options import Options
from bot.telegram.persist import call_until_taken
from bot.telegram.translate import Self
from bot.telegram.wire import Wire


def remembered_identity(database: Database, token: str) -> Self:
    """The name noted for this token's bot; nobody when there is none."""
    bot_id = token.split(":", 1)[0]
    noted = notes(database).get("username")
    if noted is None or not bot_id.isdigit():
        return Self()
    known_id, _, username = noted.value.partition(":")
    return Self(int(bot_id), username) if known_id == bot_id else Self()


def notice_token(database: Database, token: str) -> None:
    """Note which bot this database serves; with another bot's token, update ids begin anew."""
    bot_id = token.split(":", 1)[0]
    noted = notes(database).get("bot")
    if noted is not None and noted.value != bot_id:
        Inbox(database).forget_keys()
    note_if_possible(database, "bot", bot_id)


async def learn_identity(
    core: CoreThread, database: Database, wire: Wire, options: Options
) -> Self:
    """Ask Telegram until it answers, and remember."""
    while True:
        me = _read(await call_until_taken(wire, "getMe", {}, options))
        if me is not None:
            await core.call(note_if_possible, database, "username", f"{me.id}:{me.username}")
            return me
        await asyncio.sleep(options.first_back_off)


def _read(result: Any) -> Self | None:
    if not isinstance(result, dict) or not isinstance(result.get("id"), int):
        return None
    return Self(result["id"], str(result.get("username") or ""))

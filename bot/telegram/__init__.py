"""The Telegram edge: updates in, messages out, nothing lost between.

It translates Telegram into `bot.events` and back and knows nothing of trials. What it promises:
an update is committed before Telegram hears of it; every message of an answer is sent at least
once, in order within its chat, within Telegram's limits, fairly between chats; where a repeat is
possible it is marked; no fault of the network, of Telegram or of one update stops it for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.telegram.options import CommandMenu, EdgeSettings, Options

if TYPE_CHECKING:
    from bot.conversation_protocol import ConversationLoader
    from bot.telegram.starting import Menus


def run(
    settings: EdgeSettings,
    load: ConversationLoader,
    *,
    menus: Menus = tuple,
    options: Options | None = None,
) -> int:
    """Run the bot on Telegram until it is told to stop; see `bot.telegram.service.run`."""
    # python-telegram-bot and tornado are loaded only by a process that talks with Telegram.
    from bot.telegram.service import run as run_service

    return run_service(settings, load, menus=menus, options=options)


__all__ = ["CommandMenu", "EdgeSettings", "Options", "run"]

"""Sets the menus of commands that Telegram shows, by language and, for the staff, by chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.telegram.options import CommandMenu, Options
from bot.telegram.persist import call_until_taken
from bot.telegram.wire import Wire


async def set_commands(wire: Wire, menus: Sequence[CommandMenu], options: Options) -> None:
    """Set every menu. One that Telegram refuses (a person it does not know yet) is left out."""
    for menu in menus:
        await call_until_taken(wire, "setMyCommands", menu_params(menu), options)


def menu_params(menu: CommandMenu) -> dict[str, Any]:
    """The parameters of setMyCommands for one menu."""
    params: dict[str, Any] = {
        "commands": [
            {"command": word, "description": description} for word, description in menu.commands
        ],
        "scope": {"type": "default"},
    }
    if menu.chat_id is not None:
        params["scope"] = {"type": "chat", "chat_id": menu.chat_id}
    if menu.language is not None:
        params["language_code"] = menu.language
    return params

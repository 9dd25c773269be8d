"""Calls that must succeed sometime: repeated with back-off until Telegram takes them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from bot.telegram.log import log
from bot.telegram.options import Options
from bot.telegram.outcome import back_off
from bot.telegram.wire import Trouble, TroubleKind, Wire


async def call_until_taken(
    wire: Wire, method: str, params: dict[str, Any], options: Options
) -> Any | None:
    """The result of the call, however long it takes; None when Telegram says no for good (400)."""
    attempts = 0
    while True:
        try:
            return await wire.call(method, params)
        except Trouble as trouble:
            attempts += 1
            log(logging.WARNING, "call_failed", method=method, error=trouble.kind)
            if trouble.kind in (TroubleKind.BAD_REQUEST, TroubleKind.FORBIDDEN):
                return None
            await asyncio.sleep(max(trouble.retry_after, back_off(attempts, options)))

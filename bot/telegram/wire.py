"""The outermost wire: python-telegram-bot's client, with updates left as raw JSON.

`Bot.get_updates` parses what it receives, and one update that it cannot parse hides all others;
so calls here give back Telegram's JSON as it is. Errors become one small value, `Trouble`, that
says what a caller must know: is it worth another try, when, and may the call have taken effect?
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Read by python-telegram-bot whenever it meets a 429; without it each one prints a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

CONNECTIONS = 64
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class TroubleKind(StrEnum):
    """What kind of failure a call met."""

    WAIT = "wait"  # 429: wait as told
    REFUSED = "refused"  # 401, 404: the token is not accepted (now)
    CONFLICT = "conflict"  # 409: somebody else polls
    BAD_REQUEST = "bad_request"  # 400: the same call will never succeed
    FORBIDDEN = "forbidden"  # 403: this chat does not take messages from the bot
    MOVED = "moved"  # the group became a supergroup with another id
    NETWORK = "network"  # 5xx, no connection, time-out, an answer that is no answer


@dataclass(eq=False)
class Trouble(Exception):  # noqa: N818 - a failure that is expected and worked with
    """A call that failed. `description` is Telegram's sentence: compare it, never log it."""

    kind: TroubleKind
    description: str = ""
    retry_after: float = 0.0
    new_chat_id: int | None = None
    unknowable: bool = False

    def __str__(self) -> str:
        return self.kind.value


class Wire:
    """One bot's connection to the Bot API. Open it with `async with`."""

    def __init__(self, token: str, url: str, read_timeout: float = 10.0) -> None:
        self._bot = _RawBot(
            token,
            base_url=f"{url.rstrip('/')}/bot",
            base_file_url=f"{url.rstrip('/')}/file/bot",
            request=HTTPXRequest(CONNECTIONS, read_timeout=read_timeout, pool_timeout=5.0),
            get_updates_request=HTTPXRequest(2),
        )
        self._read_timeout = read_timeout

    async def __aenter__(self) -> Wire:
        await self._bot.open_requests()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._bot.close_requests()

    async def call(self, method: str, params: dict[str, Any], extra_time: float = 0.0) -> Any:
        """The JSON result of a Bot API call. Raises Trouble."""
        timeout = self._read_timeout + extra_time
        try:
            return await self._bot.raw(method, _with_files(params), timeout)
        except TelegramError as error:
            raise _trouble(error) from None
        except (AttributeError, LookupError, TypeError, ValueError):
            # An answer with status 200 that is not of Telegram's form.
            raise Trouble(TroubleKind.NETWORK, unknowable=True) from None


class _RawBot(Bot):
    """python-telegram-bot's Bot without the parsing of results and without getMe at the start."""

    async def raw(self, method: str, params: dict[str, Any], timeout: float) -> Any:
        return await self._post(method, params, read_timeout=timeout)

    async def open_requests(self) -> None:
        for request in self._request:
            await request.initialize()

    async def close_requests(self) -> None:
        for request in self._request:
            await request.shutdown()


def _with_files(params: dict[str, Any]) -> dict[str, Any]:
    document = params.get("document")
    if not isinstance(document, dict):
        return params
    try:
        content = base64.b64decode(document["base64"])
    except binascii.Error:
        content = b""
    return params | {"document": InputFile(content, filename=document["filename"])}


def _trouble(error: TelegramError) -> Trouble:
    description = error.message
    if isinstance(error, RetryAfter):
        return Trouble(TroubleKind.WAIT, retry_after=_seconds(error))
    if isinstance(error, ChatMigrated):
        return Trouble(TroubleKind.MOVED, new_chat_id=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return Trouble(TroubleKind.REFUSED)
    if isinstance(error, Conflict):
        return Trouble(TroubleKind.CONFLICT)
    if isinstance(error, Forbidden):
        return Trouble(TroubleKind.FORBIDDEN, description)
    if isinstance(error, BadRequest):
        return Trouble(TroubleKind.BAD_REQUEST, description)
    never_sent = isinstance(error.__cause__, _NEVER_SENT)
    return Trouble(TroubleKind.NETWORK, description, unknowable=not never_sent)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())

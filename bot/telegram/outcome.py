"""What follows from how a send went: settled, repaired and sent again, or tried again later.

429 waits as told. A failure of the network or of Telegram's servers backs off with jitter and,
unless the request surely never left, marks the message as a possible repeat. 400 is final, save
for what can be repaired: markup that Telegram cannot parse goes as plain text, an edit of a
vanished message becomes a new one, a group that moved is followed. 403 ends the chat's queue.
"""

from __future__ import annotations

import random
from typing import Any

from bot.store.outbox import NOTICE, Call, Claimed, Settlement
from bot.telegram import render
from bot.telegram.options import Options
from bot.telegram.wire import Trouble, TroubleKind

NOTICE_ATTEMPTS = 5
_UNCHANGED = "message is not modified"
_VANISHED = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_TOO_LARGE = "request entity too large"
_BAD_MARKUP = ("can't parse entities", "can't find end", "unsupported start tag", "entity")


def succeeded(claimed: Claimed, result: Any) -> Settlement:
    """Telegram took the call; `result` is its JSON."""
    found = result.get("message_id") if isinstance(result, dict) else None
    message_id = found if isinstance(found, int) else None
    return Settlement(claimed.id, claimed.call.chat_id, sent=True, message_id=message_id)


def failed(claimed: Claimed, trouble: Trouble, options: Options) -> Settlement:
    """Telegram refused the call, or nobody knows."""
    row, chat_id = claimed.id, claimed.call.chat_id
    if trouble.kind is TroubleKind.BAD_REQUEST:
        return _bad_request(claimed, trouble.description.lower())
    if trouble.kind is TroubleKind.FORBIDDEN:
        ended = claimed.call.lane != NOTICE
        return Settlement(row, chat_id, error=trouble.kind, ended=ended)
    if trouble.kind is TroubleKind.MOVED and trouble.new_chat_id is not None:
        return _again(claimed, trouble.kind, render.moved(claimed.call, trouble.new_chat_id))
    if claimed.call.lane == NOTICE and claimed.attempts >= NOTICE_ATTEMPTS:
        return Settlement(row, chat_id, error=trouble.kind)
    if _TOO_LARGE in trouble.description.lower():
        return Settlement(row, chat_id, error="too_large")
    wait = trouble.retry_after
    if trouble.kind is not TroubleKind.WAIT:
        wait = back_off(claimed.attempts, options)
    unknowable = trouble.unknowable
    return Settlement(row, chat_id, error=trouble.kind, retry_after=wait, unknowable=unknowable)


def back_off(attempts: int, options: Options) -> float:
    """Seconds to wait after so many attempts: doubling up to a longest, with jitter below it."""
    doubled = options.first_back_off * 2.0 ** min(attempts - 1, 16)
    return min(options.longest_back_off, doubled) * random.uniform(0.5, 1.0)  # noqa: S311


def _bad_request(claimed: Claimed, description: str) -> Settlement:
    call = claimed.call
    if _UNCHANGED in description:
        return Settlement(claimed.id, call.chat_id, sent=True)
    if call.method == "editMessageText" and any(word in description for word in _VANISHED):
        return _again(claimed, "vanished", render.as_new_message(call))
    if any(word in description for word in _BAD_MARKUP):
        plain = render.as_plain(call)
        if plain is not None:
            return _again(claimed, "markup", plain)
    return Settlement(claimed.id, call.chat_id, error=TroubleKind.BAD_REQUEST)


def _again(claimed: Claimed, error: str, call: Call) -> Settlement:
    chat_id = claimed.call.chat_id
    return Settlement(claimed.id, chat_id, error=error, retry_after=0.0, replacement=call)

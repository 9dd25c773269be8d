"""Turns a `Reply` into the Bot API calls that show it, and repairs a call that Telegram refused.

HTML, link previews off. A text over 4,096 units becomes several messages; buttons go under the
last. A file's caption holds 1,024 units; a longer text goes ahead as messages of its own. Calls
are plain JSON, so that the outbox can keep them over a restart.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from bot.events import Attachment, Button, Reply
from bot.store.outbox import NOTICE, Call
from bot.telegram import markup
from bot.telegram.errors import CannotRenderError

DATA_BYTES = 64
NOTICE_CHARACTERS = 200


def render(reply: Reply, event_chat: int | None) -> list[Call]:
    """The calls of one reply, in order. Raises CannotRenderError for what could never be sent."""
    chat_id = reply.chat_id if reply.chat_id is not None else event_chat
    if chat_id is None:
        raise CannotRenderError("a reply without an event must name its chat")
    keyboard = _place_keyboard(reply) or _keyboard(reply.buttons)
    if reply.attachment is not None:
        return _tagged(_with_file(reply, reply.attachment, chat_id, keyboard), reply.tag)
    parts = markup.split(reply.text)
    calls = [_message(chat_id, part, reply.silent) for part in parts]
    if calls and reply.edit is not None:
        calls[0] = _edit(chat_id, parts[0], reply.edit)
    if calls and keyboard is not None:
        calls[-1].params["reply_markup"] = keyboard
    return _tagged(calls, reply.tag)


def press_answer(callback_id: str, chat_id: int, notice: str | None) -> Call:
    """The answer that every press gets: it ends the button's spinner and may show a notice."""
    params: dict[str, Any] = {"callback_query_id": callback_id}
    if notice:
        params["text"] = notice[:NOTICE_CHARACTERS]
    return Call("answerCallbackQuery", chat_id, params, NOTICE)


def as_plain(call: Call) -> Call | None:
    """The same call without markup, for a text that Telegram cannot parse; None if it has none."""
    if "parse_mode" not in call.params:
        return None
    params = {key: value for key, value in call.params.items() if key != "parse_mode"}
    for key in ("text", "caption"):
        if key in params:
            params[key] = markup.plain(params[key])
    return Call(call.method, call.chat_id, params, call.lane)


def as_new_message(call: Call) -> Call:
    """An edit as a message of its own, where the message to edit is gone."""
    params = {key: value for key, value in call.params.items() if key != "message_id"}
    return Call("sendMessage", call.chat_id, params, call.lane)


def moved(call: Call, chat_id: int) -> Call:
    """The same call for the chat that took the old one's place."""
    return Call(call.method, chat_id, call.params | {"chat_id": chat_id}, call.lane)


def with_mark(call: Call, mark: str) -> Call:
    """A message that may have arrived before says so, where there is room."""
    text = call.params.get("text")
    if not mark or call.method != "sendMessage" or not isinstance(text, str):
        return call
    marked = f"{text}\n\n{mark}"
    if markup.length(marked) > markup.MESSAGE_LIMIT:
        return call
    return Call(call.method, call.chat_id, call.params | {"text": marked}, call.lane)


def _tagged(calls: list[Call], tag: str) -> list[Call]:
    return [replace(call, tag=tag) for call in calls] if tag else calls


def _message(chat_id: int, text: str, silent: bool) -> Call:
    params: dict[str, Any] = _text_params(chat_id, text)
    if silent:
        params["disable_notification"] = True
    return Call("sendMessage", chat_id, params)


def _edit(chat_id: int, text: str, message_id: int) -> Call:
    params = _text_params(chat_id, text) | {"message_id": message_id}
    return Call("editMessageText", chat_id, params)


def _text_params(chat_id: int, text: str) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        # A lone half of a surrogate pair could not be encoded, today or ever.
        "text": text.encode("utf-8", "replace").decode(),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _with_file(
    reply: Reply, attachment: Attachment, chat_id: int, keyboard: dict[str, Any] | None
) -> list[Call]:
    fits = markup.length(reply.text) <= markup.CAPTION_LIMIT
    parts = [] if fits else markup.split(reply.text)
    params: dict[str, Any] = {
        "chat_id": chat_id,
        "document": {
            "filename": attachment.filename,
            "base64": base64.b64encode(attachment.content).decode(),
        },
    }
    if fits and reply.text:
        params |= {"caption": reply.text, "parse_mode": "HTML"}
    if keyboard is not None:
        params["reply_markup"] = keyboard
    if reply.silent:
        params["disable_notification"] = True
    ahead = [_message(chat_id, part, reply.silent) for part in parts]
    return [*ahead, Call("sendDocument", chat_id, params)]


def _place_keyboard(reply: Reply) -> dict[str, Any] | None:
    """The keyboard that shares a location, or what takes it away. In private chats only."""
    if reply.ends_location:
        return {"remove_keyboard": True}
    if not reply.asks_location:
        return None
    key = {"text": reply.asks_location, "request_location": True}
    return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any] | None:
    keyboard = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": keyboard} if keyboard else None


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    if not 1 <= len(button.data.encode()) <= DATA_BYTES:
        raise CannotRenderError(f"callback data must have 1 to {DATA_BYTES} bytes")
    return {"text": button.label, "callback_data": button.data}

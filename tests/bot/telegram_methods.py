"""What the Telegram double keeps, and what each Bot API method does to it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_rules import (
    CAPTION_UNITS,
    NOTICE_CHARACTERS,
    TEXT_UNITS,
    Refused,
    checked_keyboard,
    parsed_text,
)

BOT = {"id": 123456789, "is_bot": True, "first_name": "Trials", "username": "trials_test_bot"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that a chat has received. `text` as a person sees it, `source` as it was sent."""

    chat_id: int
    message_id: int
    text: str
    source: str
    buttons: tuple[tuple[str, str], ...]
    at: float
    filename: str | None = None
    silent: bool = False
    edited: int = 0

    def data(self, label: str) -> str:
        """The callback data (or address) of the button with this label."""
        return dict(self.buttons)[label]


@dataclass(frozen=True, slots=True)
class Called:
    """One call that came in: when, and what was answered."""

    method: str
    params: dict[str, Any]
    at: float
    fault: FaultKind | None = None


class TelegramMethods:
    """The state, and one method for each method of the Bot API but getUpdates."""

    def __init__(self) -> None:
        self.calls: list[Called] = []
        self.sent: list[Sent] = []
        self.presses: dict[str, str | None] = {}
        self.commands: list[dict[str, Any]] = []
        self.confirmed: list[int] = []
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self._known: set[int] = set()
        self._pending: list[dict[str, Any]] = []
        self._next_update = 1000
        self._next_message = 1
        self._webhook: dict[str, Any] = {}
        self._changed = threading.Condition(threading.RLock())

    def perform(self, method: str, params: dict[str, Any]) -> Any:
        """Carry a call out. Raises Refused."""
        performer = getattr(self, f"_do_{method}", None)
        if performer is None:
            raise Refused(404, "Not Found: method not found")
        with self._changed:
            result = performer(params)
            self._changed.notify_all()
        return result

    def _do_getMe(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}

    def _do_setMyCommands(self, params: dict[str, Any]) -> Any:  # noqa: N802
        scope = json.loads(params.get("scope") or "{}")
        if scope.get("type") == "chat":
            self._checked_chat({"chat_id": scope.get("chat_id")})
        self.commands.append(params | {"commands": json.loads(params["commands"]), "scope": scope})
        return True

    def _do_deleteWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self._webhook = {}
        return True

    def _do_setWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802
        self._webhook = params
        return True

    def _do_getWebhookInfo(self, params: dict[str, Any]) -> Any:  # noqa: N802
        return {
            "url": self._webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }

    def _do_answerCallbackQuery(self, params: dict[str, Any]) -> Any:  # noqa: N802
        query = params.get("callback_query_id", "")
        text = params.get("text", "")
        if query not in self.presses or self.presses[query] is not None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired")
        if len(text) > NOTICE_CHARACTERS:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.presses[query] = text
        return True

    def _do_sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat = self._checked_chat(params)
        shown = parsed_text(params.get("text"), params.get("parse_mode"), TEXT_UNITS)
        return self._store(chat, shown, params, params["text"])

    def _do_sendDocument(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat = self._checked_chat(params)
        caption = params.get("caption", "")
        mode = params.get("parse_mode")
        shown = parsed_text(caption, mode, CAPTION_UNITS) if caption else ""
        if not params.get("filename"):
            raise Refused(400, "Bad Request: there is no document in the request")
        return self._store(chat, shown, params, caption)

    def _do_editMessageText(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat = self._checked_chat(params)
        number = int(params.get("message_id") or 0)
        found = next((s for s in self.sent if (s.chat_id, s.message_id) == (chat, number)), None)
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        shown = parsed_text(params.get("text"), params.get("parse_mode"), TEXT_UNITS)
        buttons = _buttons(params)
        if (found.source, found.buttons) == (params["text"], buttons):
            raise Refused(400, "Bad Request: message is not modified")
        changed = replace(
            found, text=shown, source=params["text"], buttons=buttons, edited=found.edited + 1
        )
        self.sent[self.sent.index(found)] = changed
        return message_json(changed)

    def _checked_chat(self, params: dict[str, Any]) -> int:
        try:
            chat = int(params.get("chat_id", ""))
        except ValueError:
            raise Refused(400, "Bad Request: chat_id is empty") from None
        if chat in self.moved:
            moved = self.moved[chat]
            sentence = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, sentence, migrate_to_chat_id=moved)
        if chat not in self._known:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _store(self, chat: int, shown: str, params: dict[str, Any], source: str) -> Any:
        sent = Sent(
            chat,
            self._take_message_id(),
            shown,
            source,
            _buttons(params),
            time.time(),
            params.get("filename"),
            params.get("disable_notification") == "true",
        )
        self.sent.append(sent)
        return message_json(sent)

    def _take_message_id(self) -> int:
        self._next_message += 1
        return self._next_message


def chat_json(chat: int) -> dict[str, Any]:
    """A private chat, or (negative id) a group."""
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "A group"}
    return {"id": chat, "type": "private", "first_name": "Pat"}


def user_json(user: int) -> dict[str, Any]:
    """A person whose Telegram speaks English."""
    return {"id": user, "is_bot": False, "first_name": "Pat", "language_code": "en"}


def message_json(sent: Sent) -> dict[str, Any]:
    """A message as Telegram gives it back to its sender."""
    return {
        "message_id": sent.message_id,
        "date": int(sent.at),
        "chat": chat_json(sent.chat_id),
        "from": BOT,
        "text": sent.text,
    }


def _buttons(params: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = checked_keyboard(params.get("reply_markup"))
    return tuple(
        (button["text"], button.get("callback_data") or button.get("url", ""))
        for row in rows
        for button in row
    )

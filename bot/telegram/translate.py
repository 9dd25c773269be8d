"""Turns Telegram's raw update into an `Event`, or into nothing where nothing follows from it.

The update is read with python-telegram-bot's own types; whatever is wrong with it (a missing
field, a wrong type, a nesting that makes no sense) comes out as one error, `UnreadableError`.

In a group the bot is meant when a message begins with a command, mentions it or replies to it. Its
name is taken out of the text, so that the conversation reads the question alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.events import Event, EventKind
from bot.store.inbox import chat_of
from bot.telegram.errors import UnreadableError

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
ANONYMOUS_ADMIN = 1087968824  # Telegram's stand-in sender for an admin who hides in a group
_COMMAND = re.compile(r"^/(\w*)(?:@(\w+))?")
_WRITTEN = frozenset({"message", "edited_message", "callback_query"})
_GONE = ("kicked", "left")


@dataclass(frozen=True, slots=True)
class Self:
    """Who the bot is, as getMe said; before that, nobody."""

    id: int = 0
    username: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """What an update means: an event, perhaps, and the press that must be answered, perhaps."""

    event: Event | None = None
    callback_id: str | None = None


def translate(raw: object, me: Self) -> Translated:
    """Read one raw update. Raises UnreadableError."""
    if not isinstance(raw, dict):
        raise UnreadableError("the update is no JSON object")
    try:
        return _translate(Update.de_json(dict(raw)), me)
    except (TelegramError, ArithmeticError, AttributeError, LookupError, OSError) as error:
        raise UnreadableError(type(error).__name__) from None
    except (RecursionError, TypeError, ValueError) as error:
        raise UnreadableError(type(error).__name__) from None


def blocked_update(chat_id: int) -> dict[str, Any]:
    """An update that says what a refused message told: this chat takes no messages any more."""
    kind = "private" if chat_id > 0 else "supergroup"
    person = {"id": abs(chat_id), "is_bot": False, "first_name": "-"}
    member = {"user": {"id": 0, "is_bot": True, "first_name": "-"}}
    return {
        "update_id": 0,
        "my_chat_member": {
            "chat": {"id": chat_id, "type": kind},
            "from": person,
            "date": int(datetime.now(UTC).timestamp()),
            "old_chat_member": member | {"status": "member"},
            "new_chat_member": member | {"status": "kicked", "until_date": 0},
        },
    }


def unread_event(raw: object) -> Event | None:
    """What is known of a person's message that could not be read; None where nobody can be told.

    Only of a private chat: in a group the message may have been meant for somebody else.
    """
    chat_id = chat_of(raw)
    if chat_id <= 0 or not isinstance(raw, dict) or not _WRITTEN.intersection(raw):
        return None
    return Event(chat_id, chat_id, EventKind.OTHER)


def _translate(update: Update, me: Self) -> Translated:
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.my_chat_member is not None:
        return Translated(_membership(update.my_chat_member))
    if update.edited_message is not None:
        return Translated(_message(update.edited_message, me, edited=True))
    if update.message is not None:
        return Translated(_message(update.message, me, edited=False))
    return Translated()


def _press(query: CallbackQuery) -> Translated:
    person = query.from_user
    chat = query.message.chat if query.message is not None else None
    event = Event(
        chat_id=_whole(chat.id if chat is not None else person.id),
        user_id=_whole(person.id),
        kind=EventKind.BUTTON,
        data=_text(query.data),
        message_id=query.message.message_id if query.message is not None else None,
        language=_language(person),
        group=chat is not None and chat.type != "private",
    )
    return Translated(event, _text(query.id))


def _membership(change: ChatMemberUpdated) -> Event | None:
    if change.new_chat_member.status not in _GONE:
        return None
    return Event(
        chat_id=_whole(change.chat.id),
        user_id=_whole(change.from_user.id),
        kind=EventKind.BLOCKED,
        group=change.chat.type != "private",
    )


def _message(message: Message, me: Self, edited: bool) -> Event | None:
    sender = message.from_user
    if sender is not None and sender.is_bot and sender.id != ANONYMOUS_ADMIN:
        return None
    group = message.chat.type != "private"
    text = _text(message.text or message.caption)
    replied = message.reply_to_message
    event_text, meant = _meant(text, me) if group else (_bare_command(text), True)
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.id:
        meant = True
    return Event(
        chat_id=_whole(message.chat.id),
        user_id=_whole(sender.id if sender is not None else message.chat.id),
        kind=EventKind.EDITED if edited else _kind(message, event_text),
        text=event_text,
        message_id=_whole(message.message_id),
        reply_to_message_id=replied.message_id if replied is not None else None,
        language=_language(sender),
        group=group,
        addressed=meant,
        location=_location(message),
        at=message.date if isinstance(message.date, datetime) else datetime.now(UTC),
    )


_KINDS: tuple[tuple[EventKind, Callable[[Message], object]], ...] = (
    (EventKind.LOCATION, lambda message: message.location or message.venue),
    (EventKind.PHOTO, lambda message: message.photo),
    (EventKind.VOICE, lambda message: message.voice or message.audio or message.video_note),
    (EventKind.STICKER, lambda message: message.sticker),
    (EventKind.DOCUMENT, lambda message: message.document or message.video or message.animation),
)


def _kind(message: Message, text: str) -> EventKind:
    for kind, present in _KINDS:
        if present(message):
            return kind
    if message.text is None:
        return EventKind.OTHER
    return EventKind.COMMAND if text.startswith("/") else EventKind.TEXT


def _meant(text: str, me: Self) -> tuple[str, bool]:
    """The text without the bot's name, and whether a group's message is for the bot."""
    command = _COMMAND.match(text)
    if command is not None:
        named = command[2]
        return _bare_command(text), named is None or named.lower() == me.username.lower()
    if not me.username:
        return text, False
    mention = re.compile(rf"(?<!\w)@{re.escape(me.username)}\b[,:]?\s*", re.IGNORECASE)
    without, count = mention.subn("", text)
    return (without.strip(), True) if count else (text, False)


def _bare_command(text: str) -> str:
    return _COMMAND.sub(lambda found: f"/{found[1]}", text, count=1)


def _location(message: Message) -> tuple[float, float] | None:
    place = message.location or (message.venue.location if message.venue else None)
    return None if place is None else (float(place.latitude), float(place.longitude))


def _language(person: User | None) -> str | None:
    code = person.language_code if person is not None else None
    return code if isinstance(code, str) else None


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise UnreadableError("an id is no whole number")
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableError("a text is no text")
    # A lone half of a surrogate pair cannot be stored, encoded or sent.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

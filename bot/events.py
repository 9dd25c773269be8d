"""What goes into the conversation and what comes out of it: frozen values, no Telegram in them.

An edge (Telegram, the terminal) turns what it receives into an `Event`, gives it to the
conversation and carries out the `Response`. Reply texts use the small part of HTML that Telegram
knows (<b>, <i>, <u>, <a href>, <code>, <blockquote>); everything quoted is escaped already.
Callback data is plain text of at most 64 bytes and means the same after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What arrived. COMMAND is a text that begins with `/`; BUTTON is a press."""

    TEXT = "text"
    COMMAND = "command"
    BUTTON = "button"
    EDITED = "edited"
    LOCATION = "location"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    OTHER = "other"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a person did in a chat.

    `text`: the message or caption, for COMMAND with its `/word` (bot name removed). `data`: the
    callback data of a press. `message_id`: the message received or, for a press, the one that
    carries the button. `addressed`: in a group, whether the bot was meant. `location`: latitude
    and longitude in degrees, used and never stored.
    """

    chat_id: int
    user_id: int
    kind: EventKind
    text: str = ""
    data: str = ""
    message_id: int | None = None
    reply_to_message_id: int | None = None
    language: str | None = None
    group: bool = False
    addressed: bool = True
    location: tuple[float, float] | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply: `data` comes back as an Event, or `url` opens a page."""

    label: str
    data: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply (its text is the caption)."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send, or (with `edit`) the new text of an earlier one.

    `chat_id` None means the chat of the event. `buttons` are rows. The edge splits texts over
    4,096 characters between paragraphs; buttons go under the last part. `asks_location`: the label
    of a button that shares where the person is, in place of `buttons`, in a private chat only;
    `ends_location` takes it away. `tag`: what the message stands for, by which the outbox
    tells what came of it.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    edit: int | None = None
    chat_id: int | None = None
    attachment: Attachment | None = None
    silent: bool = False
    tag: str = ""
    asks_location: str = ""
    ends_location: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """All that follows from one event. `notice`: the short text shown over a pressed button.

    `kind`: what a question was about, for figures.
    """

    replies: tuple[Reply, ...] = ()
    notice: str | None = None
    kind: str | None = None

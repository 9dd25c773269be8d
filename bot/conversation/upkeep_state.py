"""What the process remembers of the upkeep under way: who is told of it, and which night it is.

In memory only. A child process outlives the bot; who had asked for it is then told nothing more,
and `/status` says what is served.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.building import Ended


@dataclass
class Listener:
    """An admin's chat, and the message there that shows the progress, with its text."""

    chat_id: int
    language: str
    message_id: int | None
    text: str


@dataclass
class Night:
    """The nightly run under way. `retry_at`: when to try again what failed."""

    tries: int = 0
    retry_at: datetime | None = None


@dataclass
class UpkeepState:
    """`since`: the first tick of this process. `edited_at`: when the progress was last shown.

    `ended`: a task that ended and is told of once its snapshot is served.
    """

    listeners: list[Listener] = field(default_factory=list)
    night: Night | None = None
    since: datetime | None = None
    edited_at: datetime | None = None
    ended: Ended | None = None

"""What the edge needs to know to run: the settings it reads and the numbers one may change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class EdgeSettings(Protocol):
    """The part of `bot.settings.Settings` that this package reads."""

    @property
    def telegram_bot_token(self) -> str | None: ...
    @property
    def home(self) -> Path: ...
    @property
    def telegram_url(self) -> str: ...
    @property
    def webhook_url(self) -> str | None: ...
    @property
    def metrics_port(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Options:
    """Numbers with production defaults; times in seconds.

    `watchdog`: how long without a good poll before the process ends with a non-zero code.
    `webhook_host` and `webhook_port`: where the webhook listens, behind a proxy that speaks TLS.
    `repeat_mark`: a plain sentence put under a message that may have arrived before.
    """

    poll: float = 25.0
    read_timeout: float = 10.0
    first_back_off: float = 1.0
    longest_back_off: float = 30.0
    watchdog: float = 600.0
    tick: float = 5.0
    stop: float = 2.5
    attempts: int = 3
    webhook_host: str = "127.0.0.1"
    webhook_port: int = 8443
    repeat_mark: str = ""


@dataclass(frozen=True, slots=True)
class CommandMenu:
    """The commands that Telegram shows: for everyone, or (`chat_id`) in one person's chat.

    `commands`: pairs of the word without its slash and its description. `language`: a two-letter
    code, or None for everyone else.
    """

    commands: tuple[tuple[str, str], ...]
    language: str | None = None
    chat_id: int | None = None

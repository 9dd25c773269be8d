"""The settings: the only reader of the environment (and of a `.env` file in the current folder).

`Settings` is frozen and passed in from the edge; nothing below asks the environment again. A wrong
value is one line that names the setting and what it takes.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.team.hours import TeamHours, read_hours

TELEGRAM_URL = "https://api.telegram.org"
NIGHTLY = "03:30 UTC"
REGISTRY_URL = "https://clinicaltrials.gov/api/v2"
CONSOLE_URL = "http://127.0.0.1:8010"
_TOKEN = re.compile(r"\d+:[\w-]{10,}")


class SettingsError(Exception):
    """A setting with a value that it does not take; the message names both."""


class Settings(BaseSettings):
    """All that can be set from outside. Secrets do not show in `repr`."""

    # No populate_by_name: the field `home` would then be filled by the system's HOME.
    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    telegram_bot_token: str | None = Field(None, alias="TELEGRAM_BOT_TOKEN", repr=False)
    home: Path = Field(default_factory=partial(user_data_path, "nettrials"), alias="NETTRIALS_HOME")
    telegram_url: str = Field(TELEGRAM_URL, alias="NETTRIALS_TELEGRAM_URL")
    admins: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="NETTRIALS_ADMINS")
    moderators: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), alias="NETTRIALS_MODERATORS"
    )
    readers: Annotated[frozenset[int], NoDecode] = Field(frozenset(), alias="NETTRIALS_READERS")
    double_review: int = Field(10, alias="NETTRIALS_DOUBLE_REVIEW", ge=0, le=100)
    moderators_chat: int | None = Field(None, alias="NETTRIALS_MODERATORS_CHAT")
    team_hours: Annotated[TeamHours | None, NoDecode] = Field(None, alias="NETTRIALS_TEAM_HOURS")
    registry_url: str = Field(REGISTRY_URL, alias="NETTRIALS_REGISTRY_URL")
    model: str | None = Field(None, alias="NETTRIALS_MODEL")
    webhook_url: str | None = Field(None, alias="NETTRIALS_WEBHOOK_URL")
    daily_questions: int = Field(200, alias="NETTRIALS_DAILY_QUESTIONS", ge=1)
    metrics_port: int | None = Field(None, alias="NETTRIALS_METRICS_PORT", ge=1, le=65535)
    nightly: str = Field(NIGHTLY, alias="NETTRIALS_NIGHTLY")
    console_url: str = Field(CONSOLE_URL, alias="NETTRIALS_CONSOLE_URL")

    @field_validator(
        "telegram_bot_token", "model", "webhook_url", "metrics_port", "moderators_chat",
        "team_hours", mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: str | None) -> str | None:
        if value is not None and not _TOKEN.fullmatch(value):
            raise ValueError("takes the token that BotFather gave, such as 123456789:AAE…")
        return value

    @field_validator("nightly")
    @classmethod
    def _nightly(cls, value: str) -> str:
        from bot.nightly import parse_nightly

        parse_nightly(value)
        return value

    @field_validator("home")
    @classmethod
    def _home(cls, value: Path) -> Path:
        if value.exists() and not value.is_dir():
            raise ValueError("takes a folder, and this is a file")
        return value.expanduser()

    @field_validator("telegram_url", "registry_url", "webhook_url", "console_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("takes an address that begins with https:// or http://")
        return value.rstrip("/")

    @field_validator("admins", "moderators", "readers", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = [part for part in re.split(r"[,;\s]+", value) if part]
        if not all(part.isdecimal() for part in ids):
            raise ValueError("takes Telegram user ids (whole numbers) with commas between them")
        return frozenset(map(int, ids))

    @property
    def double_share(self) -> float:
        """The share of questions that two moderators judge; none where there are not two."""
        several = len(self.admins | self.moderators) > 1
        return self.double_review / 100 if several else 0.0

    @field_validator("moderators_chat", mode="before")
    @classmethod
    def _chat(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(r"-\d{1,18}", value.strip()):
            raise ValueError("takes the id of a Telegram group (a whole number below zero)")
        return value

    @field_validator("team_hours", mode="before")
    @classmethod
    def _hours(cls, value: object) -> object:
        return read_hours(value) if isinstance(value, str) else value

    @property
    def bot_db(self) -> Path:
        """Inbox, outbox, chats, questions: the one file that is not derived."""
        return self.home / "bot.db"

    @property
    def registry_db(self) -> Path:
        """The registry's records as last read."""
        return self.home / "registry.db"


def system_environment() -> dict[str, str]:
    """The system's variables without ours, for a child process that gets its own."""
    ours = ("NETTRIALS_", "TELEGRAM_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def load_settings() -> Settings:
    """The settings of this environment. Raises SettingsError with one line per wrong value."""
    try:
        return Settings()  # type: ignore[call-arg]  # pydantic fills the fields in
    except ValidationError as error:
        lines = [
            f"{problem['loc'][0]}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from None

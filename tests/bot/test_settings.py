"""Settings: one line for a wrong value, no secret in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from bot.team.hours import read_hours


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TOKEN", "URL"):
        monkeypatch.delenv(f"TELEGRAM_BOT_{name}", raising=False)
    for name in (
        "HOME",
        "ADMINS",
        "MODERATORS",
        "TELEGRAM_URL",
        "MODEL",
        "WEBHOOK_URL",
        "MODERATORS_CHAT",
        "TEAM_HOURS",
    ):
        monkeypatch.delenv(f"NETTRIALS_{name}", raising=False)


def test_the_defaults_need_nothing() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.admins == frozenset()
    assert settings.home.name == "nettrials"


def test_the_systems_home_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert load_settings().home != Path("/somewhere")


def test_a_file_beside_the_start_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NETTRIALS_ADMINS=1, 2 3\n", encoding="utf-8")
    assert load_settings().admins == frozenset({1, 2, 3})


def test_the_group_and_the_hours_of_the_team_are_read(tmp_path: Path) -> None:
    hours = "Mon-Fri 09:00-17:00 Europe/Berlin"
    lines = f"NETTRIALS_MODERATORS_CHAT=-1001234\nNETTRIALS_TEAM_HOURS={hours}\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    settings = load_settings()
    assert settings.moderators_chat == -1001234
    assert settings.team_hours == read_hours(hours)


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("NETTRIALS_ADMINS", "alice", "whole numbers"),
        ("NETTRIALS_MODERATORS", "1,x", "whole numbers"),
        ("NETTRIALS_TELEGRAM_URL", "localhost:8081", "https://"),
        ("NETTRIALS_WEBHOOK_URL", "ftp://x", "https://"),
        ("TELEGRAM_BOT_TOKEN", "hunter2", "BotFather"),
        ("NETTRIALS_MODERATORS_CHAT", "@ourgroup", "below zero"),
        ("NETTRIALS_MODERATORS_CHAT", "12345", "below zero"),
        ("NETTRIALS_TEAM_HOURS", "always", "Mon-Fri 09:00-17:00 Europe/Berlin"),
        ("NETTRIALS_HOME", __file__, "folder"),
        ("NETTRIALS_DOUBLE_REVIEW", "101", "less than or equal to 100"),
    ],
)
def test_a_wrong_value_is_one_line_with_its_name_and_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, takes: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    text = str(caught.value)
    assert name in text
    assert takes in text
    assert "\n" not in text


def test_the_token_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "123456789:AAEsecretsecretsecret"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    assert token not in repr(load_settings())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "not-a-token-but-secret")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "secret" not in str(caught.value)

"""From the registry's HTTP to a patient's message: sync and build from the chat, by a real bot.

The process is started as `nettrials run` starts it; the registry and the Bot API are doubles.
"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.daytime import is_day
from bot.safety.texts import known_countries
from tests.bot.telegram_server import TelegramServer
from tests.bot.test_end_to_end import ADMIN, PATIENT, running
from tests.conftest import command, environment
from tests.content.registry.registry_server import RegistryServer
from tests.content.registry.studies import Raw, study

pytestmark = pytest.mark.encoder

NCT = "NCT05918302"


def level(status: str, updated: str, cities: tuple[str, ...]) -> Raw:
    """The registry's record of a trial that the shipped content holds."""
    raw = study(status=status, updated=updated, cities=cities)
    raw["protocolSection"]["identificationModule"]["nctId"] = NCT
    return raw


def sync_and_build(home: Path, url: str) -> None:
    """Sync with the registry and build, once."""
    env = environment(home, NETTRIALS_REGISTRY_URL=url)
    for arguments in (("sync",), ("build", "--accept-worse", "a test")):
        subprocess.run(command(*arguments), env=env, check=True, capture_output=True)


def test_a_watcher_hears_of_a_change_after_an_admin_synced_and_built(home: Path) -> None:
    now = datetime.now(UTC)
    awake = next(country for country in known_countries() if is_day(now, country, "en"))
    with RegistryServer([level("RECRUITING", "2026-01-05", ("Warsaw",))]) as registry:
        sync_and_build(home, registry.url)
        with TelegramServer() as server, running(home, server, NETTRIALS_REGISTRY_URL=registry.url):
            server.say(PATIENT, "/country")
            choose = server.wait_for_messages(PATIENT, 1, timeout=60)[0]
            server.press(PATIENT, choose.message_id, f"k:{awake}")
            server.say(PATIENT, NCT)
            answer = server.wait_for_messages(PATIENT, 2, timeout=60)[1]
            server.press(PATIENT, answer.message_id, f"t:{NCT}")
            page = server.wait_for_messages(PATIENT, 4, timeout=60)[3]
            server.press(PATIENT, page.message_id, f"w:{NCT}")
            begun = server.wait_for_messages(PATIENT, 5, timeout=60)[4]
            assert "I will tell you when the record of" in begun.text
            registry.studies = [level("SUSPENDED", "2026-11-20", ("Warsaw", "Leeds"))]
            server.say(ADMIN, "/sync")
            ask = server.wait_for_messages(ADMIN, 1, timeout=60)[0]
            server.press(ADMIN, ask.message_id, "u:sync")
            read = server.wait_for_messages(ADMIN, 2, timeout=120)[1]
            assert "1 changed" in read.text
            server.press(ADMIN, read.message_id, "ua:build")
            again = server.wait_for_messages(ADMIN, 3, timeout=60)[2]
            server.press(ADMIN, again.message_id, "u:build")
            server.wait_for_messages(ADMIN, 4, timeout=300)
            told = server.wait_for_messages(PATIENT, 6, timeout=60)[5]
            assert "Status: Open to new patients → Paused, may start again" in told.text
            assert "New place: Leeds, Poland" in told.text

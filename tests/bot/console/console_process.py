"""The console as people meet it: the real process on loopback, and a person's habits.

`Person` sends forms as a page's own form would: cookies kept, the page's hidden token taken along.
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlite_utils import Database

from bot.store.console import ConsoleAccess
from bot.store.database import open_database, writing
from tests.bot.telegram.addresses import free_port
from tests.conftest import command, environment

MODERATOR, SECOND, ADMIN, READER = 201, 202, 301, 401


@dataclass
class Person:
    """One person with cookies of their own."""

    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, form: dict[str, Any] | None = None, page: str = "") -> httpx.Response:
        """Send a form with the token of `page` (by default the sign-in page's, which all have)."""
        token = form_token(self.get(page or "/sign-in/x").text)
        return self.client.post(path, data={"csrftoken": token, **(form or {})})

    def sign_in(self, link: str) -> httpx.Response:
        """Open a one-time link and press its button."""
        path = httpx.URL(link).path
        page = self.get(path)
        found = re.search(r'name="token" value="([\w-]+)"', page.text)
        if found is None:
            return page
        form = {"csrftoken": form_token(page.text), "token": found[1]}
        return self.client.post("/sign-in", data=form)


@dataclass
class ConsoleProcess:
    """A running console: where it is and whose home it serves."""

    home: Path
    url: str
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    clients: list[httpx.Client] = field(default_factory=list)

    def link(self, user_id: int) -> str:
        """A one-time link, as the bot would send it."""
        with contextlib.closing(open_database(self.home / "bot.db")) as database, writing(database):
            token = ConsoleAccess(database).issue_link(user_id, datetime.now(UTC))
        return f"{self.url}/sign-in/{token}"

    def nobody(self) -> Person:
        """Somebody who is not signed in."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=20)
        self.clients.append(client)
        return Person(client)

    def person(self, user_id: int) -> Person:
        """Somebody who is signed in."""
        person = self.nobody()
        assert person.sign_in(self.link(user_id)).status_code == 200
        return person

    def log(self) -> str:
        """What the process wrote."""
        return (self.home / "console.log").read_text(encoding="utf-8")


@contextlib.contextmanager
def console(home: Path, readers: int | None = READER, **more: str) -> Iterator[ConsoleProcess]:
    """`nettrials review` over `home`, until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    people = {
        "NETTRIALS_MODERATORS": f"{MODERATOR},{SECOND}",
        "NETTRIALS_ADMINS": str(ADMIN),
    }
    if readers is not None:  # else those of an .env file in the home
        people["NETTRIALS_READERS"] = str(readers)
    env = environment(home, **{"NETTRIALS_CONSOLE_URL": url, **people, **more})
    with (home / "console.log").open("ab") as log:
        arguments = command("review", "--port", str(port))
        process = subprocess.Popen(arguments, env=env, cwd=home, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            running = ConsoleProcess(home, url, env, process)
            yield running
            for client in running.clients:
                client.close()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def rows(running: ConsoleProcess, sql: str) -> list[tuple[object, ...]]:
    """What stands in the database."""
    with contextlib.closing(Database(running.home / "bot.db")) as database:
        return database.execute(sql).fetchall()


def form_token(page: str) -> str:
    """The hidden token of a page's forms; "" where it has none."""
    found = re.search(r'name="csrftoken" value="([^"]+)"', page)
    return found[1] if found else ""


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the process listens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "the console ended at once"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the console does not listen")

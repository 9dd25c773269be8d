"""Who comes in, for how long, and what everybody else meets."""

from __future__ import annotations

import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.console import ConsoleAccess
from bot.store.database import open_database, writing
from tests.bot.console.console_process import (
    ADMIN,
    MODERATOR,
    READER,
    ConsoleProcess,
    console,
    form_token,
)
from tests.conftest import Run


def test_a_link_signs_in_once(running: ConsoleProcess) -> None:
    link = running.link(MODERATOR)
    first, second = running.nobody(), running.nobody()
    assert "Signed in as moderator" in first.sign_in(link).text
    refused = second.sign_in(link)
    assert refused.status_code == 410
    assert "has been used, has expired" in refused.text


def test_looking_at_a_link_uses_nothing_up(running: ConsoleProcess) -> None:
    link = running.link(MODERATOR)
    for _ in range(3):
        assert running.nobody().get(link).status_code == 200
    assert running.nobody().sign_in(link).status_code == 200


def test_a_new_link_ends_the_one_before(running: ConsoleProcess) -> None:
    earlier = running.link(MODERATOR)
    running.link(MODERATOR)
    assert running.nobody().get(earlier).status_code == 410


@pytest.mark.parametrize("kind", ["expired", "made up"])
def test_a_link_that_opens_nothing_says_so(running: ConsoleProcess, kind: str) -> None:
    token = "x" * 43
    if kind == "expired":
        database = open_database(running.home / "bot.db")
        with writing(database):
            earlier = datetime.now(UTC) - timedelta(minutes=11)
            token = ConsoleAccess(database).issue_link(MODERATOR, earlier)
        database.close()
    refused = running.nobody().get(f"/sign-in/{token}")
    assert refused.status_code == 410
    assert "has been used, has expired" in refused.text


def test_a_session_ends_after_eight_hours_at_sign_out_and_everywhere(tmp_path: Path) -> None:
    database = open_database(tmp_path / "bot.db")
    access, now = ConsoleAccess(database), datetime.now(UTC)
    first = access.redeem(access.issue_link(MODERATOR, now), now) or ""
    second = access.redeem(access.issue_link(MODERATOR, now), now) or ""
    assert access.session(first, now + timedelta(hours=7, minutes=59)) is not None
    assert access.session(first, now + timedelta(hours=8)) is None
    access.end(first)
    assert access.session(first, now) is None
    assert access.session(second, now) is not None
    assert access.end_all(MODERATOR) == 1
    assert access.session(second, now) is None
    database.close()


def test_no_token_stands_in_the_database(tmp_path: Path) -> None:
    database = open_database(tmp_path / "bot.db")
    access, now = ConsoleAccess(database), datetime.now(UTC)
    link = access.issue_link(MODERATOR, now)
    session = access.redeem(link, now) or ""
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (link.encode() in raw, session.encode() in raw) == (False, False)
    database.close()


def test_somebody_taken_off_the_list_is_out_at_the_next_request(tmp_path: Path) -> None:
    listed = tmp_path / ".env"
    listed.write_text("NETTRIALS_READERS=555,556\n", encoding="utf-8")
    with console(tmp_path, readers=None) as running:
        person = running.person(555)
        assert "Signed in as reader" in person.get("/queue").text
        listed.write_text("NETTRIALS_READERS=556\n", encoding="utf-8")
        time.sleep(5.1)
        assert str(person.get("/queue").url).endswith("/sign-in")
        listed.write_text("NETTRIALS_READERS=555,556\n", encoding="utf-8")
        time.sleep(5.1)
        assert str(person.get("/queue").url).endswith("/sign-in")


def test_signing_out_ends_the_session(running: ConsoleProcess) -> None:
    person = running.person(MODERATOR)
    cookie = person.client.cookies["nettrials"]
    assert "/console" in person.send("/sign-out", page="/queue").text
    other = running.nobody()
    other.client.cookies.set("nettrials", cookie)
    assert str(other.get("/queue").url).endswith("/sign-in")


def test_signing_out_everywhere_ends_every_session(running: ConsoleProcess) -> None:
    here, there = running.person(ADMIN), running.person(ADMIN)
    here.send("/sign-out", {"everywhere": "1"}, page="/sign-in")
    assert str(there.get("/queue").url).endswith("/sign-in")


@pytest.mark.parametrize("path", ["/", "/queue", "/figures", "/figures/questions.csv"])
def test_without_signing_in_every_page_leads_to_the_sign_in(
    running: ConsoleProcess, path: str
) -> None:
    assert str(running.nobody().get(path).url).endswith("/sign-in")


@pytest.mark.parametrize(
    "path",
    ["/-/plugins", "/-/databases", "/-/metadata", "/words", "/words/questions", "/_internal",
     "/figures/chats", "/figures/outbox", "/figures.db", "/nowhere", "/assets/../server.py",
     "/assets/%2e%2e/server.py"],
)  # fmt: skip
def test_what_is_not_a_page_of_ours_is_not_there(running: ConsoleProcess, path: str) -> None:
    for person in (running.nobody(), running.person(ADMIN)):
        assert person.get(path).status_code in {302, 404} or "/sign-in" in str(person.get(path).url)
        assert "sqlite" not in person.get(path).text.lower()


def test_a_form_without_the_token_of_our_page_is_refused(running: ConsoleProcess) -> None:
    person = running.person(MODERATOR)
    for form in (
        {},
        {"csrftoken": "x"},
        {"csrftoken": form_token(running.nobody().get("/sign-in/x").text)},
    ):
        refused = person.client.post("/sign-out", data=form)
        assert refused.status_code == 403
        assert "the form was too old" in refused.text
    assert "Signed in" in person.get("/queue").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"host": "elsewhere.example"}, 421),
    ],
)
def test_another_sites_form_and_name_are_refused(
    running: ConsoleProcess, headers: dict[str, str], status: int
) -> None:
    person = running.person(MODERATOR)
    token = form_token(person.get("/queue").text)
    refused = person.client.post("/sign-out", data={"csrftoken": token}, headers=headers)
    assert refused.status_code == status


def test_a_form_too_long_is_refused(running: ConsoleProcess) -> None:
    refused = running.person(MODERATOR).send("/sign-out", {"x": "y" * 70_000}, page="/queue")
    assert refused.status_code == 413


def test_every_answer_forbids_framing_storing_and_foreign_scripts(running: ConsoleProcess) -> None:
    for path in ("/sign-in", "/queue", "/figures", "/nowhere"):
        headers = running.person(READER).get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "private, no-store"


def test_cookies_are_strict_and_out_of_reach_of_scripts(running: ConsoleProcess) -> None:
    person = running.nobody()
    page = person.sign_in(running.link(MODERATOR))
    cookies = [value for answer in page.history for value in answer.headers.get_list("set-cookie")]
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie for cookie in cookies)


def test_the_secret_is_for_its_owner_only(running: ConsoleProcess) -> None:
    mode = (running.home / "console.secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_an_admin_at_the_machine_gets_a_link(running: ConsoleProcess, nettrials: Run) -> None:
    printed = nettrials(
        "review", "--link", str(ADMIN), home=running.home,
        NETTRIALS_ADMINS=str(ADMIN), NETTRIALS_CONSOLE_URL=running.url,
    ).stdout.strip()  # fmt: skip
    assert "Signed in as admin" in running.nobody().sign_in(printed).text


def test_a_link_is_given_only_to_the_team(nettrials: Run) -> None:
    refused = nettrials("review", "--link", "999", NETTRIALS_MODERATORS="201")
    assert refused.returncode == 2
    assert "999 is on none of the lists" in refused.stderr


def test_nothing_that_was_asked_stands_in_the_log(running: ConsoleProcess) -> None:
    person = running.person(MODERATOR)
    person.get("/figures?sql=select+secretword")
    assert "secretword" not in running.log()

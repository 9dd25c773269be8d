"""From a thumb down to a better answer: one walk through everything that is real.

A patient in Telegram (real HTTP), the running bot, the console in a real browser, a real build;
then the same patient asks again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.console.browser import chromium, needs_browser
from tests.bot.console.console_process import console
from tests.bot.telegram_server import TelegramServer
from tests.bot.test_end_to_end import ADMIN, MODERATOR, PATIENT, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.encoder, pytest.mark.browser, needs_browser]

ASKED = "can my dog come with me to the hospital during the trial?"
REWORDED = "May a pet come along to the hospital?"
TEAM = "Most hospitals let no pets in. Ask the study team before the first visit."


def test_a_thumb_down_becomes_a_better_answer(home: Path) -> None:
    # Admin and moderator are the same people for both processes.
    with TelegramServer() as server, console(home) as desk:
        address = {"NETTRIALS_CONSOLE_URL": desk.url}
        with running(home, server, **address), chromium() as browser:
            dislike(server)
            page = browser.new_context(viewport={"width": 360, "height": 780}).new_page()
            page.set_default_timeout(20_000)
            page.goto(link_from_the_bot(server))
            page.get_by_role("button", name="Sign in").click()
            judge(page)
            answer_the_patient(page, server)
            promote(page)
            rebuild(server)
            assert ask_again(server).count(TEAM) == 1
        assert ASKED not in (home / "log.txt").read_text(encoding="utf-8") + desk.log()


def last(server: TelegramServer, chat: int) -> str:
    """The newest message of a chat; "" before the first."""
    received = server.chat(chat)
    return received[-1].text if received else ""


def dislike(server: TelegramServer) -> None:
    """The patient lets words be kept, asks, gives a thumb down and says what was missing."""
    server.say(PATIENT, "/start")
    server.wait_for_messages(PATIENT, 2, timeout=60)
    server.press(PATIENT, server.chat(PATIENT)[1].message_id, "c:yes")
    server.say(PATIENT, ASKED)
    server.wait_until(lambda: "neuroendocrine tumors" in last(server, PATIENT), timeout=30)
    server.press(PATIENT, server.chat(PATIENT)[-1].message_id, "f:1:down")
    server.wait_until(lambda: "What was missing" in last(server, PATIENT), timeout=30)
    server.say(PATIENT, "nothing about pets at all")
    server.wait_until(lambda: "I passed it on" in last(server, PATIENT), timeout=30)


def link_from_the_bot(server: TelegramServer) -> str:
    """The one-time link that /console brings."""
    server.say(MODERATOR, "/console")
    server.wait_until(lambda: "/sign-in/" in last(server, MODERATOR), timeout=30)
    found = re.search(r"http://\S+/sign-in/\S+", last(server, MODERATOR))
    assert found is not None
    return found[0]


def judge(page: Page) -> None:
    """Take the neediest question, which is the disliked one, and say what was wrong."""
    page.get_by_role("button", name="Take the next question").click()
    page.get_by_text(ASKED).wait_for()
    assert page.get_by_text("thumb down", exact=True).count() == 1
    assert page.get_by_text("nothing about pets at all").count() == 1
    page.get_by_role("radio", name="Missed trial").check()
    page.get_by_role("button", name="Save the verdict").click()
    page.get_by_text("is saved").wait_for()


def answer_the_patient(page: Page, server: TelegramServer) -> None:
    """Write to the person who asked; it arrives in their chat as a person's words."""
    page.get_by_text("The answer goes to the chat").click()
    page.get_by_label("What the patient gets").fill("Pets have to stay at home, we asked.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Send now").click()
    server.wait_until(lambda: "Pets have to stay at home" in last(server, PATIENT), timeout=60)
    arrived = last(server, PATIENT)
    assert "A person on our team wrote this to you" in arrived
    assert str(MODERATOR) not in arrived


def promote(page: Page) -> None:
    """Reword it, write the answer, and have a phone number refused on the way."""
    page.get_by_role("link", name="Question 1").click()
    page.get_by_role("link", name="Promote this question").click()
    words = page.get_by_label("The question, in words of your own")
    assert words.input_value() == ASKED
    words.fill(f"{REWORDED} Call me on +1 202 555 0143")
    page.get_by_label("Kind").select_option("logistics")
    page.get_by_label("Its title").fill("Pets in the hospital")
    page.get_by_label("The answer").fill(TEAM)
    page.get_by_role("button", name="Promote").click()
    assert "personal data (phone)" in page.get_by_role("alert").inner_text()
    words.fill(REWORDED)
    page.get_by_role("button", name="Promote").click()
    page.get_by_text("The next build asks this question").wait_for()


def rebuild(server: TelegramServer) -> None:
    """An admin builds from the chat; the bot changes over by itself."""
    server.say(ADMIN, "/rebuild")
    server.wait_until(lambda: len(server.chat(ADMIN)) > 0, timeout=30)
    server.press(ADMIN, server.chat(ADMIN)[-1].message_id, "b:yes")
    server.wait_until(lambda: "1 new" in last(server, ADMIN), timeout=240)


def ask_again(server: TelegramServer) -> str:
    """The same patient asks in yet other words."""
    before = len(server.chat(PATIENT))
    server.say(PATIENT, "can a pet come along to the hospital")
    server.wait_until(lambda: len(server.chat(PATIENT)) > before, timeout=30)
    return last(server, PATIENT)

"""The console in a real browser: on a phone and a desk, by day and by night, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.store.database import open_database, writing
from bot.store.threads import Threads
from tests.bot.console.browser import chromium, needs_browser, serious
from tests.bot.console.conftest import PATIENT
from tests.bot.console.console_process import MODERATOR, READER, SECOND, ConsoleProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, needs_browser]

PAGES = ("/queue", "/question/1", "/question/1/promote",
         "/disputed", "/requests", "/requests/1", "/dashboard", "/audit", "/sql", "/figures",
         "/figures/questions?_facet=kind", "/figures?sql=select+1", "/sign-in",
         "/nowhere")  # fmt: skip
LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(scope="module", autouse=True)
def a_patient_waits(running: ConsoleProcess) -> None:
    database = open_database(running.home / "bot.db")
    with writing(database):
        threads, now = Threads(database), datetime.now(UTC)
        threads.add(threads.open(PATIENT, "en", 1, now), "Can somebody look at this?", now)
    database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def signed_in(
    browser: Browser, running: ConsoleProcess, user: int = MODERATOR, **look: Any
) -> Page:
    """A page of a person who opened their link and pressed the button."""
    page = browser.new_context(base_url=running.url, **look).new_page()
    page.set_default_timeout(10_000)
    page.goto(running.link(user))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/queue")
    return page


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    browser: Browser, running: ConsoleProcess, width: int, scheme: str
) -> None:
    look: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = signed_in(browser, running, **look)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    found: dict[str, object] = {}
    for path in PAGES:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if problems := [*serious(page), *([f"{wide} pixels wide"] if wide > width else [])]:
            found[path] = problems
    assert found == {}
    assert [line for line in said if "Content Security" in line] == []


def test_the_sign_in_page_is_for_everybody_too(browser: Browser, running: ConsoleProcess) -> None:
    page = browser.new_context(base_url=running.url).new_page()
    for path in ("/sign-in", running.link(SECOND), "/sign-in/spent"):
        page.goto(path)
        assert serious(page) == []


def test_everything_is_done_by_keyboard(browser: Browser, running: ConsoleProcess) -> None:
    page = signed_in(browser, running, SECOND, viewport={"width": 360, "height": 800})
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Take the next question"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/*")
    page.get_by_role("radio", name="Good").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save the verdict").focus()
    page.keyboard.press("Enter")
    page.get_by_text("is saved").wait_for()
    page.get_by_role("button", name="Undo: verdict").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Undone. Question").wait_for()
    page.get_by_role("button", name="Give it back").focus()
    page.keyboard.press("Enter")
    page.get_by_text("is given back").wait_for()


def test_words_run_nothing(browser: Browser, running: ConsoleProcess) -> None:
    page = signed_in(browser, running)
    opened: list[str] = []

    def close(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    for path in ("/queue", "/question/2"):
        page.goto(path)
        assert page.get_by_text("<script>alert('x')</script>").count() > 0
    assert opened == []


def test_a_search_stays_out_of_the_address_bar(browser: Browser, running: ConsoleProcess) -> None:
    page = signed_in(browser, running)
    page.get_by_text("Filter and search").click()
    page.get_by_label("Words").fill("zebrafish")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_load_state()
    assert page.url == f"{running.url}/queue"
    assert page.get_by_label("Words").input_value() == "zebrafish"
    assert page.get_by_role("link", name="Question 4").count() == 1
    page.get_by_role("button", name="Clear").click()


def test_a_reader_finds_no_form_to_fill_in(browser: Browser, running: ConsoleProcess) -> None:
    page = signed_in(browser, running, READER)
    page.goto("/question/1")
    assert page.get_by_role("radio").count() == 0
    assert page.get_by_role("button").all_inner_texts() == ["Sign out"]


def test_it_works_without_javascript(browser: Browser, running: ConsoleProcess) -> None:
    page = signed_in(browser, running, java_script_enabled=False)
    page.goto("/dashboard")
    page.get_by_label("Period").select_option("7")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/dashboard?days=7")
    assert page.get_by_role("img", name="Questions").count() == 1

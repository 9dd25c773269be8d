"""Age shows: every card has its date, and an unreachable registry is told, never a false alarm."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.cards import news_card, trial_card
from bot.conversation.core import Conversation
from bot.conversation.trial_page import Tab, page
from bot.conversation.world import World
from bot.events import Response
from bot.registry_age import LOOK_EVERY, Age, RegistryAge
from bot.store.database import writing
from content.documents import NewsItem, Section, Trial
from content.languages import LANGUAGES
from content.phrases import phrases
from content.records import OverallStatus, PartialDate, TrialRecord
from content.registry.store import RegistryStore
from tests.bot.conversation.conftest import ADMIN, NOW, Talk

TODAY = NOW.date()
ASKED = "is there a trial for lung carcinoid?"


def reached(path: Path, moment: datetime) -> None:
    """A registry that answered last at `moment`."""
    with RegistryStore(path) as store, store.transaction():
        sync_id = store.syncs.begin("https://example.org")
        store.syncs.reach(sync_id, None, 1)
        store._database.write("UPDATE syncs SET reached = ?", moment.isoformat())


@pytest.fixture
def registry(world: World) -> Path:
    return world.registry_age.path


def tick(world: World, now: datetime = NOW) -> Response:
    with writing(world.db):
        return Conversation(world).tick(now)


@pytest.mark.parametrize("status", [None, *OverallStatus])
@pytest.mark.parametrize("day", ["2026-05-04", "2026-05", "2019-01-02"])
def test_every_card_and_page_of_a_trial_has_the_date_of_its_status(
    status: OverallStatus | None, day: str
) -> None:
    record = TrialRecord("NCT00000001", "x", overall_status=status, status_date=PartialDate(day))
    trial, say = Trial(record, "A trial"), phrases("en")
    year = day[:4]
    assert year in trial_card(trial, 1, TODAY, say)
    for tab in Tab:
        if tab is not Tab.SIMILAR:
            assert year in page(trial, tab, TODAY, say)


@pytest.mark.parametrize("status", list(OverallStatus))
def test_a_status_without_a_date_says_so(status: OverallStatus) -> None:
    trial = Trial(TrialRecord("NCT00000001", "x", overall_status=status), "A trial")
    assert "not known" in trial_card(trial, 1, TODAY, phrases("en"))


def test_a_news_card_has_its_date() -> None:
    item = NewsItem("news/x", "News", PartialDate("2024-03"), (Section("Summary", "Text."),))
    assert "March 2024" in news_card(item, TODAY, phrases("en"))


def test_without_any_sync_the_dates_are_explained_and_nobody_is_alarmed(
    talk: Talk, world: World
) -> None:
    answer = talk.say(ASKED)
    assert "Each date says when that status was last noted." in answer
    assert "have not been able to reach" not in answer
    assert tick(world).replies == ()


def test_a_registry_reached_lately_needs_no_word(talk: Talk, registry: Path, world: World) -> None:
    reached(registry, NOW - timedelta(days=7))
    answer = talk.say(ASKED)
    assert "Each date says" not in answer
    assert "have not been able to reach" not in answer
    assert tick(world).replies == ()


def test_a_registry_out_of_reach_is_said_under_every_answer_with_trials(
    talk: Talk, registry: Path
) -> None:
    reached(registry, NOW - timedelta(days=8))
    told = "I have not been able to reach the registry since November 16, 2026"
    assert told in talk.say(ASKED)
    assert told in talk.say("/trials")
    assert told in talk.press("1")
    assert told not in talk.say("what is PRRT?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(world: World, registry: Path, language: str) -> None:
    from bot.conversation.answering import Reader
    from bot.conversation.context import Context

    reached(registry, NOW - timedelta(days=30))
    answer = world.answerer.answer(ASKED, Context(), Reader(language), TODAY)
    assert answer.text.split("\n\n")[-1].count("2026") == 1


def test_the_admins_are_told_once_and_again_after_it_was_reached(
    world: World, registry: Path
) -> None:
    reached(registry, NOW - timedelta(days=8))
    [told] = tick(world).replies
    assert told.chat_id == ADMIN
    assert "more than 7 days ago" in told.text
    assert tick(world).replies == ()
    reached(registry, NOW - timedelta(days=1))
    world.registry_age._looked -= LOOK_EVERY
    assert tick(world).replies == ()
    [again] = tick(world, NOW + timedelta(days=9)).replies
    assert "November 23" in again.text


def test_a_damaged_registry_counts_as_never_reached(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    path.write_bytes(b"no database" * 500)
    assert RegistryAge(path).age(date(2026, 1, 1)) is Age.NEVER


def test_files_do_not_count_as_reaching_the_registry(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    with RegistryStore(path) as store:
        store.syncs.finish(store.syncs.begin("studies.zip"))
    assert RegistryAge(path).age(datetime.now(UTC).date()) is Age.NEVER

"""Watches: begun with a press, told once, by day, in words, and stopped with another press."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.events import Event, EventKind
from bot.plain import plain_text
from bot.store.watches import MOST, Watches
from content.records import OverallStatus, PartialDate
from tests.bot.conversation.conftest import NOW, PATIENT
from tests.bot.conversation.watched_home import WatchedHome, renumbered
from tests.index.corpora import CORPUS, LUTETIUM

NCT = "NCT00000001"
LATER = NOW + timedelta(minutes=5)
NIGHT = NOW.replace(hour=23)
QUESTION = "trials with Lutathera"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WatchedHome]:
    """Somebody in Germany, whose bot has synced once."""
    watched = WatchedHome.open(tmp_path, PATIENT)
    watched.sync()
    watched.serve()
    watched.tick(NOW)
    watched.talk.world.chats.mark_asked(PATIENT, NOW)
    watched.talk.world.chats.set_country(PATIENT, "DE", NOW)
    yield watched
    watched.talk.world.db.close()


def test_a_trials_page_offers_the_watch_and_a_press_begins_it(home: WatchedHome) -> None:
    home.talk.press_data(f"t:{NCT}")
    text = home.talk.press("🔔 Tell me if this changes")
    assert text.startswith("I will tell you when the record of Lutetium for the small bowel")
    assert home.talk.labels == ["🔕 Stop telling me"]
    (watch,) = home.talk.world.watches.of_chat(PATIENT)
    assert (watch.nct_id, watch.words) == (NCT, ())


def test_a_change_is_told_in_words_once_it_is_built_and_served(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.sync("ACTIVE_NOT_RECRUITING", "2026-06-01", cities=("Tampa", "Warsaw"))
    assert home.tick(NOW) == ()
    home.serve()
    (reply,) = home.tick(NOW)
    text = plain_text(reply.text)
    assert "Status: Open to new patients → Running, closed to new patients" in text
    assert "New place: Warsaw, Poland" in text
    assert reply.chat_id == PATIENT
    assert not reply.silent
    assert [b.data for row in reply.buttons for b in row] == [f"t:{NCT}", "ws:1"]


def test_nobody_is_told_twice_whatever_is_served_next(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    assert len(home.tick(NOW)) == 1
    assert home.tick(NOW) == ()
    home.serve()
    assert home.tick(NOW) == ()


def test_a_crash_before_the_commit_tells_after_the_start_and_only_then(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    assert home.tick(NOW, crash=True) == ()
    assert len(home.tick(NOW)) == 1
    assert home.tick(NOW) == ()
    rows = home.talk.world.db.execute("select count(*) from outbox").fetchone()
    assert rows == (1,)


def test_nobody_is_told_at_night(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    assert home.tick(NIGHT) == ()
    assert len(home.tick(NIGHT + timedelta(hours=9))) == 1


def test_who_has_chosen_no_country_is_asked_and_told_without_a_sound(home: WatchedHome) -> None:
    home.talk.world.chats.forget(PATIENT)
    home.talk.press_data(f"w:{NCT}")
    assert "Which country are you in?" in home.talk.last.replies[1].text
    assert "Deutschland" in home.talk.labels or "Germany" in home.talk.labels
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    (reply,) = home.tick(NOW.replace(hour=18))
    assert reply.silent


def test_all_that_changed_for_one_person_is_one_message(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.press_data("w:NCT00000002")
    home.talk.press_data("c:yes")
    home.talk.say(QUESTION)
    home.talk.press("🔔 Tell me when something new comes up")
    home.sync("COMPLETED", "2026-06-01")
    new = renumbered(LUTETIUM, "NCT00000003", "A new trial of Lutathera")
    home.serve((*CORPUS, new))
    (reply,) = home.tick(LATER)
    assert "Status:" in reply.text
    assert "A new trial of Lutathera" in reply.text
    assert "Everolimus" not in reply.text


def test_a_question_is_kept_without_asking_again_where_words_may_be_kept(
    home: WatchedHome,
) -> None:
    home.talk.press_data("c:yes")
    home.talk.say(f"I am Maria Gonzalez, maria@example.com: {QUESTION}")
    text = home.talk.press("🔔 Tell me when something new comes up")
    assert text.startswith("I will tell you when a new trial comes up")
    (watch,) = home.talk.world.watches.of_chat(PATIENT)
    assert "Gonzalez" not in watch.words[-1]
    assert "example.com" not in watch.words[-1]


def test_a_question_is_kept_only_after_a_yes_to_its_words(home: WatchedHome) -> None:
    home.talk.say(QUESTION)
    text = home.talk.press("🔔 Tell me when something new comes up")
    assert "keep the words of this question" in text
    assert home.talk.world.watches.of_chat(PATIENT) == ()
    home.talk.press("Yes, keep these words")
    (watch,) = home.talk.world.watches.of_chat(PATIENT)
    assert watch.words == (QUESTION,)
    assert home.talk.world.watches.seen(watch.id) >= {NCT}


def test_no_to_the_words_keeps_nothing(home: WatchedHome) -> None:
    home.talk.say(QUESTION)
    home.talk.press("🔔 Tell me when something new comes up")
    assert home.talk.press("No") == "That is fine. I keep nothing of it."
    assert home.talk.world.watches.of_chat(PATIENT) == ()


def test_words_that_are_forgotten_are_asked_for_again(home: WatchedHome) -> None:
    home.talk.say(QUESTION)
    home.talk.world.recent.clear(PATIENT)
    home.talk.press("🔔 Tell me when something new comes up")
    assert home.talk.last.notice is not None
    assert "ask it again" in home.talk.last.notice


def test_a_question_hears_of_a_new_trial_and_not_of_a_closed_or_known_one(
    home: WatchedHome,
) -> None:
    home.talk.press_data("c:yes")
    home.talk.say(QUESTION)
    home.talk.press("🔔 Tell me when something new comes up")
    record = replace(LUTETIUM.record, status_date=PartialDate("2026-11-01"))
    new = renumbered(replace(LUTETIUM, record=record), "NCT00000003", "A new trial")
    closed = renumbered(LUTETIUM, "NCT00000004", "A closed trial")
    closed = replace(closed, record=replace(closed.record, overall_status=OverallStatus.COMPLETED))
    home.serve((*CORPUS, new, closed))
    (reply,) = home.tick(LATER)
    text = plain_text(reply.text)
    assert f"New for your question “{QUESTION}”" in text
    assert "• A new trial\n🟢 Open to new patients (as of November 1, 2026)" in text
    assert "closed trial" not in text
    assert NCT not in text
    home.serve((*CORPUS, new))
    assert home.tick(LATER) == ()


def test_watches_lists_them_and_each_can_be_stopped_and_taken_up_again(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    text = home.talk.say("/watches")
    assert "• Lutetium for the small bowel (since November 24, 2026)" in text
    assert home.talk.press("🔕 Stop: Lutetium for the small bowel").startswith("Stopped: Lutetium")
    assert "You watch nothing" in home.talk.say("/watches")
    home.talk.press_data("wu:1")
    assert len(home.talk.world.watches.of_chat(PATIENT)) == 1


def test_all_can_be_stopped_at_once_and_taken_up_again(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.press_data("w:NCT00000002")
    home.talk.say("/watches")
    assert home.talk.press("🔕 Stop all").startswith("All stopped (2).")
    assert home.talk.world.watches.of_chat(PATIENT) == ()
    home.talk.press("Undo")
    assert len(home.talk.world.watches.of_chat(PATIENT)) == 2


def test_a_stopped_watch_tells_nothing_and_is_deleted_after_a_day(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.press("🔕 Stop telling me")
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    assert home.tick(NOW) == ()
    home.tick(NOW + timedelta(days=2))
    home.talk.press_data("wu:1")
    assert home.talk.last.notice == "That is gone already."


def test_another_chat_can_neither_stop_nor_take_up_a_watch(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.user = 99
    home.talk.press_data("ws:1")
    assert home.talk.last.notice == "That is gone already."
    assert len(home.talk.world.watches.of_chat(PATIENT)) == 1


def test_the_same_trial_is_watched_once_and_there_is_a_limit(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    assert home.talk.press_data(f"w:{NCT}") == "You watch this already."
    for number in range(MOST):
        home.talk.world.watches.add(
            PATIENT, "en", home.talk.world.position(), NOW, nct_id=f"NCT1000{number:04}"
        )
    home.talk.press_data("w:NCT00000002")
    assert home.talk.last.notice == "You watch 50 things already. Stop one first: /watches"


def test_a_chat_that_blocks_the_bot_ends_its_watches(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.send(Event(PATIENT, PATIENT, EventKind.BLOCKED, at=NOW))
    assert home.talk.world.watches.of_chat(PATIENT) == ()


def test_forget_deletes_them_and_says_how_many(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.say("/forget")
    assert "what I watched for you (1)" in home.talk.press("Yes, delete it all")
    assert home.talk.world.watches.count() == 0


def test_mydata_holds_them(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.talk.say("/mydata")
    attachment = home.talk.reply.attachment
    assert attachment is not None
    assert json.loads(attachment.content)["watches"][0]["trial"] == NCT


def test_privacy_says_what_is_kept_of_them(home: WatchedHome) -> None:
    assert "What you asked me to watch" in home.talk.say("/privacy")


def test_withdrawn_consent_takes_the_words_of_watched_questions_too(home: WatchedHome) -> None:
    home.talk.press_data("c:yes")
    home.talk.say(QUESTION)
    home.talk.press("🔔 Tell me when something new comes up")
    home.talk.press_data(f"w:{NCT}")
    text = home.talk.press_data("p:withdraw")
    assert "stopped watching your questions" in text
    assert [w.nct_id for w in home.talk.world.watches.of_chat(PATIENT)] == [NCT]


def test_after_a_year_the_owner_is_asked_once_and_may_keep_it(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    later = NOW + timedelta(days=366)
    (ask,) = home.tick(later)
    assert "Shall I go on?" in ask.text
    assert home.tick(later + timedelta(hours=2)) == ()
    home.talk.press_data("wk")
    home.tick(later + timedelta(days=200))
    assert home.talk.world.watches.count() == 1


def test_without_an_answer_it_ends_and_is_deleted(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    later = NOW + timedelta(days=366)
    home.tick(later)
    home.tick(later + timedelta(days=61))
    assert home.talk.world.watches.count() == 0
    rows = home.talk.world.db.execute("select count(*) from watches").fetchone()
    assert rows == (0,)


def test_a_rollback_tells_nothing_and_takes_nothing_back(home: WatchedHome) -> None:
    from index.home import rollback

    home.talk.press_data(f"w:{NCT}")
    home.sync("COMPLETED", "2026-06-01")
    home.serve()
    assert len(home.tick(NOW)) == 1
    rollback(home.home)
    home.talk.world.serving.refresh()
    home.talk.world.serving.wait(30)
    assert home.tick(NOW) == ()
    home.serve()
    assert home.tick(NOW) == ()


def test_a_registry_made_anew_is_told_from_its_beginning(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    home.sync("SUSPENDED", "2026-06-01")
    home.serve()
    assert len(home.tick(NOW)) == 1
    for path in home.home.glob("registry.db*"):
        path.unlink()
    home.sync("SUSPENDED", "2026-06-01")
    home.serve()
    assert home.tick(NOW) == ()
    home.sync("RECRUITING", "2026-07-01")
    home.serve()
    assert len(home.tick(NOW)) == 1


def test_watches_are_counted(home: WatchedHome) -> None:
    home.talk.press_data(f"w:{NCT}")
    assert Watches(home.talk.world.db).count() == 1

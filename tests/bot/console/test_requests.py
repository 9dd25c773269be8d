"""Answers to patients from the console: written, held, cancelled, and never with an account."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.store.database import open_database, writing
from bot.store.questions import Questions
from bot.store.threads import Threads
from tests.bot.console.conftest import PATIENT, log_questions
from tests.bot.console.console_process import MODERATOR, READER, SECOND, ConsoleProcess, rows


@pytest.fixture
def asked(running: ConsoleProcess) -> ConsoleProcess:
    """One patient waits for an answer in request 1, about question 4."""
    log_questions(running.home)
    database = open_database(running.home / "bot.db")
    with writing(database):
        threads, now = Threads(database), datetime.now(UTC)
        thread_id = threads.open(PATIENT, "de", 4, now)
        threads.add(thread_id, "Kann mir <b>jemand</b> helfen?", now)
    database.close()
    return running


def posts(running: ConsoleProcess) -> list[tuple[object, ...]]:
    """The team's answers."""
    return rows(running, "select words, state from thread_posts where moderator_id is not null")


def post_id(page: str) -> str:
    """The answer that the page lets its writer stop."""
    found = re.search(r'name="post" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_request_is_read_and_answered(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    assert 'href="/requests/1"' in person.get("/requests").text
    page = person.get("/requests/1")
    assert "Kann mir &lt;b&gt;jemand&lt;/b&gt; helfen?" in page.text
    assert str(PATIENT) not in page.text
    sent = person.send("/requests/1", {"words": "Ja, gerne."}, page="/requests/1")
    assert "you can cancel it" in sent.text
    assert posts(asked) == [("Ja, gerne.", "pending")]
    stopped = person.send("/requests/1/cancel", {"post": post_id(sent.text)}, page="/requests/1")
    assert "Nothing was sent." in stopped.text
    assert posts(asked) == [("Ja, gerne.", "cancelled")]


def test_an_answer_with_personal_data_waits_for_its_writer(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    held = person.send("/requests/1", {"words": "Call +1 202 555 0143"}, page="/requests/1")
    assert "it seems to hold personal data (phone)" in held.text
    assert [state for _, state in posts(asked)] == ["held"]
    other = asked.person(SECOND)
    refused = other.send("/requests/1/confirm", {"post": post_id(held.text)}, page="/requests")
    assert refused.status_code == 409
    person.send("/requests/1/confirm", {"post": post_id(held.text)}, page="/requests/1")
    assert [state for _, state in posts(asked)] == ["pending"]


def test_a_ready_answer_goes_in_the_patients_language(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    person.send("/requests/1", {"ready": "we-are-looking"}, page="/requests/1")
    ((words, _),) = posts(asked)
    assert str(words).startswith("Danke für Ihre Frage.")


def test_two_answers_to_one_request_do_not_both_leave_unasked(asked: ConsoleProcess) -> None:
    asked.person(MODERATOR).send("/requests/1", {"words": "Ja."}, page="/requests/1")
    second = asked.person(SECOND).send("/requests/1", {"words": "Nein."}, page="/requests/1")
    assert "somebody else has answered meanwhile" in second.text
    assert posts(asked) == [("Ja.", "pending"), ("Nein.", "held")]


@pytest.mark.parametrize("words", ["", "   ", "x" * 3001])
def test_what_cannot_be_sent_is_said_beside_the_form(asked: ConsoleProcess, words: str) -> None:
    refused = asked.person(MODERATOR).send("/requests/1", {"words": words}, page="/requests/1")
    assert refused.status_code == 422
    assert posts(asked) == []


def test_a_reader_writes_to_nobody(asked: ConsoleProcess) -> None:
    reader = asked.person(READER)
    assert "helfen?" in reader.get("/requests/1").text
    for path in ("/requests/1", "/requests/1/close", "/requests/1/cancel", "/question/4/reply"):
        assert reader.send(path, {"words": "hello"}, page="/queue").status_code == 403
    assert posts(asked) == []


def test_an_answer_to_a_question_joins_the_chats_open_request(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    sent = person.send("/question/1/reply", {"words": "Look at NCT05918302."}, page="/question/1")
    assert str(sent.url).endswith("/requests/1")
    assert rows(asked, "select count(*) from threads") == [(1,)]


def test_the_team_may_write_first_and_take_it_back(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    database = open_database(asked.home / "bot.db")
    with writing(database):
        database.execute("update questions set chat_id = 5, words = 'kept' where id = 2")
        database.execute("update questions set words = null where id = 3")
    database.close()
    empty = person.send("/question/2/reply", {"words": " "}, page="/question/2")
    assert (empty.status_code, rows(asked, "select max(id) from threads")) == (422, [(1,)])
    sent = person.send("/question/2/reply", {"words": "We looked again."}, page="/question/2")
    assert "We looked again." in sent.text
    number = str(sent.url).rpartition("/")[2]
    assert f"/requests/{number}" in person.get("/question/2").text
    page = f"/requests/{number}"
    person.send(f"{page}/cancel", {"post": post_id(sent.text)}, page=page)
    assert rows(asked, f"select state from threads where id = {number}") == [("closed",)]
    refused = person.send("/question/3/reply", {"words": "hello"}, page="/question/3")
    assert (refused.status_code, "cannot be written to" in refused.text) == (422, True)


def test_a_request_is_closed_only_once_it_was_answered(asked: ConsoleProcess) -> None:
    person = asked.person(MODERATOR)
    refused = person.send("/requests/1/close", page="/requests/1")
    assert (refused.status_code, "Answer first." in refused.text) == (409, True)


def test_words_past_their_time_are_said_to_be_gone(asked: ConsoleProcess) -> None:
    database = open_database(asked.home / "bot.db")
    with writing(database):
        Questions(database).forget(PATIENT)
        Threads(database).forget(PATIENT)
    database.close()
    assert asked.person(MODERATOR).get("/requests/1").status_code == 410

"""Moderators at work in the console: queue, verdicts, undo; and readers, who only look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content import FOLDER
from content.phrases import read_sentences
from tests.bot.console.conftest import PATIENT, WORDS, log_questions
from tests.bot.console.console_process import (
    ADMIN,
    MODERATOR,
    READER,
    SECOND,
    ConsoleProcess,
    console,
    rows,
)
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleProcess]:
    """A console where nothing is judged twice."""
    home = tmp_path_factory.mktemp("console")
    log_questions(home)
    with console(home, NETTRIALS_DOUBLE_REVIEW="0") as running:
        yield running


@pytest.fixture
def fresh(process: ConsoleProcess) -> ConsoleProcess:
    """The console over four questions that nobody has touched."""
    log_questions(process.home)
    return process


def test_the_queue_begins_with_what_needs_a_look_most(fresh: ConsoleProcess) -> None:
    page = fresh.person(MODERATOR).get("/queue").text
    order = [int(number) for number in re.findall(r'href="/question/(\d+)"', page)]
    assert order[:2] == [4, 3]
    assert "thumb down" in page


def test_words_are_shown_as_words_whatever_they_look_like(fresh: ConsoleProcess) -> None:
    page = fresh.person(MODERATOR).get("/queue").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "drop table questions" in page
    assert rows(fresh, "select count(*) from questions") == [(len(WORDS),)]


def test_a_search_is_held_by_the_session_and_stands_in_no_address(fresh: ConsoleProcess) -> None:
    person = fresh.person(MODERATOR)
    found = person.send("/queue", {"words": "zebrafish"}, page="/queue")
    assert "zebrafish" in found.text
    assert "lung carcinoid" not in found.text
    assert "zebrafish" not in str(found.url) + "".join(str(step.url) for step in found.history)
    assert "zebrafish" not in fresh.log()
    assert "lung carcinoid" in fresh.person(SECOND).get("/queue").text
    assert "lung carcinoid" in person.send("/queue", {"clear": "1"}, page="/queue").text


@pytest.mark.parametrize(
    "form", [{"words": '"'}, {"words": "* OR -"}, {"state": "x"}, {"since": "soon"},
             {"score": "nan"}, {"kind": "'; drop table questions; --"}],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_breaks_nothing(
    running: ConsoleProcess, form: dict[str, str]
) -> None:
    assert running.person(MODERATOR).send("/queue", form, page="/queue").status_code == 200


def test_a_moderator_takes_judges_and_undoes(fresh: ConsoleProcess) -> None:
    person = fresh.person(MODERATOR)
    taken = person.send("/queue/next", page="/queue")
    assert str(taken.url).endswith("/question/4")
    saved = person.send(
        "/question/4",
        {"judgment": "wrong", "grade:NCT01578239": "1", "tags": "Zebra, fish",
         "comment": "Call me on +1 202 555 0143.", "do": "save"},
        page="/question/4",
    )  # fmt: skip
    assert "Your verdict on question 4 is saved." in saved.text
    assert rows(fresh, "select state, verdict from questions where id = 4") == [("done", "wrong")]
    assert rows(fresh, "select doc_id, grade from verdict_grades") == [("NCT01578239", 1)]
    assert rows(fresh, "select tag from verdict_tags order by 1") == [("fish",), ("zebra",)]
    assert "555" not in str(rows(fresh, "select comment from verdicts"))
    entry = re.search(r'name="entry" value="(\d+)"', saved.text)
    assert entry is not None
    undone = person.send("/undo", {"entry": entry[1]}, page="/question/4")
    assert "Undone" in undone.text
    assert rows(fresh, "select state, verdict from questions where id = 4") == [("claimed", None)]


def test_two_people_on_one_question_are_told_and_one_verdict_counts(
    fresh: ConsoleProcess,
) -> None:
    first, second = fresh.person(MODERATOR), fresh.person(SECOND)
    first.send("/question/1/claim", page="/question/1")
    refused = second.send("/question/1/claim", page="/queue")
    assert refused.status_code == 409
    assert "another moderator is working on this question" in refused.text
    late = second.send("/question/1", {"judgment": "good", "do": "save"}, page="/queue")
    assert late.status_code == 409
    assert "with team member" in second.get("/question/1").text
    assert rows(fresh, "select count(*) from verdicts") == [(0,)]


def test_nobody_undoes_what_another_did(fresh: ConsoleProcess) -> None:
    fresh.person(MODERATOR).send("/question/1/claim", page="/question/1")
    ((entry,),) = rows(fresh, "select id from audit where action = 'claim'")
    refused = fresh.person(SECOND).send("/undo", {"entry": str(entry)}, page="/queue")
    assert refused.status_code == 403
    assert "only the one who did this can undo it" in refused.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"judgment": "splendid"},
        {"judgment": "good", "grade:NCT01578239": "9"},
        {"judgment": "good", "grade:NCT99999999": "3"},
        {"judgment": "missed", "missed": "NCT99999999"},
        {"judgment": "missed", "missed": "../../etc/passwd"},
    ],
)
def test_a_forged_verdict_is_refused_whole(fresh: ConsoleProcess, form: dict[str, str]) -> None:
    person = fresh.person(MODERATOR)
    refused = person.send("/question/1", {**form, "do": "save"}, page="/question/1")
    assert refused.status_code in {400, 422}
    assert rows(fresh, "select count(*) from verdicts") == [(0,)]


def test_a_reader_sees_everything_and_changes_nothing(fresh: ConsoleProcess) -> None:
    reader = fresh.person(READER)
    page = reader.get("/question/1").text
    assert "You may read here, and change nothing." in page
    assert "<textarea" not in page
    for path in ("/queue/next", "/question/1", "/question/1/claim", "/undo"):
        assert reader.send(path, {"judgment": "good"}, page="/queue").status_code == 403
    assert rows(fresh, "select distinct action from audit") == [("sign_in",)]


def test_no_account_stands_on_any_page(fresh: ConsoleProcess) -> None:
    fresh.person(SECOND).send("/question/1/claim", page="/question/1")
    person = fresh.person(MODERATOR)
    seen = [person.get(path).text for path in
            ("/queue", "/question/1", "/audit", "/dashboard", "/figures", "/figures/questions",
             "/figures/questions/1", "/figures/questions/1.json")]  # fmt: skip
    sql = ["select * from questions", "select chat_id from main.questions",
           "with questions as (select chat_id from main.questions) select * from questions",
           "select * from chats", "select * from outbox", "select * from console_sessions",
           "select actor_id from audit", "select moderator_id from verdicts",
           "select claimed_by from questions", "select * from pragma_table_info('chats')",
           "select * from question_search", "select load_extension('x')"]  # fmt: skip
    for statement in sql:
        seen.append(person.send("/sql", {"sql": statement}, page="/sql").text)
        seen.append(person.client.get("/figures.json", params={"sql": statement}).text)
        seen.append(person.client.get("/figures", params={"sql": statement}).text)
    assert not [text for text in seen if str(PATIENT) in text]
    assert not [text for text in seen if re.search(rf"\b({SECOND}|{ADMIN})\b", text)]


def test_words_are_read_by_post_only(fresh: ConsoleProcess) -> None:
    person = fresh.person(READER)
    asked = person.send("/sql", {"sql": "select words from questions"}, page="/sql")
    assert "zebrafish" in asked.text
    assert "zebrafish" not in person.client.get(
        "/figures.json", params={"sql": "select words from questions"}
    ).text  # fmt: skip
    figures = person.client.get("/figures.csv", params={"sql": "select count(*) n from questions"})
    assert figures.text.split() == ["n", "4"]
    file = person.send("/sql", {"sql": "select '=1+1' as x", "csv": "1"}, page="/sql")
    assert file.text.split() == ["x", "'=1+1"]
    refused = person.send("/sql", {"sql": "delete from questions"}, page="/sql")
    assert (refused.status_code, "must be a SELECT" in refused.text) == (400, True)


def test_a_first_verdict_is_hidden_from_the_second_person(tmp_path: Path) -> None:
    log_questions(tmp_path)
    with console(tmp_path, NETTRIALS_DOUBLE_REVIEW="100") as running:
        first, second = running.person(MODERATOR), running.person(SECOND)
        form = {"judgment": "unsafe", "comment": "plainly harmful", "do": "save"}
        saved = first.send("/question/1", form, page="/question/1")
        assert "A second person will judge it too." in saved.text
        for path in ("/question/1", "/audit"):
            page = second.get(path).text
            assert "plainly harmful" not in page
            assert "unsafe</td>" not in page
        differs = {"judgment": "good", "do": "save"}
        assert "the question is disputed" in second.send(
            "/question/1", differs, page="/question/1"
        ).text  # fmt: skip
        assert "plainly harmful" in second.get("/question/1").text
        assert "/question/1" in running.person(ADMIN).get("/disputed").text


def test_a_deleted_question_is_said_to_be_gone(fresh: ConsoleProcess) -> None:
    person = fresh.person(MODERATOR)
    assert person.get("/question/999").status_code == 410
    gone = person.send("/question/999", {"judgment": "good", "do": "save"}, page="/queue")
    assert (gone.status_code, "That is gone" in gone.text or "was deleted" in gone.text) == (
        410,
        True,
    )


def test_twenty_at_once_get_twenty_questions_while_the_bot_goes_on(tmp_path: Path) -> None:
    for number in range(6):
        log_questions(tmp_path, empty=False, more=f" {number}")
    crowd = range(500, 520)
    with console(tmp_path, NETTRIALS_MODERATORS=",".join(map(str, crowd))) as running:
        people = [running.person(user) for user in crowd]
        with ThreadPoolExecutor(20) as pool:
            jobs = [pool.submit(one.send, "/queue/next", page="/queue") for one in people]
            while not all(job.done() for job in jobs):
                log_questions(tmp_path, empty=False)
        taken = {str(job.result().url).rpartition("/")[2] for job in jobs}
        assert len(taken) == 20
        assert all(number.isdecimal() for number in taken)
        claims = rows(running, "select count(*), count(distinct question_id) from audit"
                      " where action = 'claim'")  # fmt: skip
        assert claims == [(20, 20)]
        assert "locked" not in running.log()


def test_a_judged_question_is_promoted_in_other_words(fresh: ConsoleProcess) -> None:
    person, page = fresh.person(MODERATOR), "/question/1/promote"
    form = {"text": "any lung carcinoid trial?", "language": "en", "kind": "trial",
            "answer": "There is one.", "do": "promote"}  # fmt: skip
    early = person.send(page, form, page=page)
    assert (early.status_code, "no settled verdict yet" in early.text) == (422, True)
    person.send("/question/1", {"judgment": "wrong", "do": "save"}, page="/question/1")
    for text in ("my number is +1 202 555 0143", "I am Jane Miller, any trial?", ""):
        refused = person.send(page, {**form, "text": text}, page=page)
        assert (refused.status_code, "Not promoted:" in refused.text) == (422, True)
        assert "There is one." in refused.text
    forged = person.send(page, {**form, "kind": "royal"}, page=page)
    assert forged.status_code == 400
    assert rows(fresh, "select count(*) from promotions") == [(0,)]
    assert "Promoted." in person.send(page, form, page=page).text
    assert rows(fresh, "select text, answer from promotions") == [
        ("any lung carcinoid trial?", "There is one.")
    ]
    entry = re.search(r'name="entry" value="(\d+)"', person.get("/question/1").text)
    assert entry is not None
    assert "Undone" in person.send("/undo", {"entry": entry[1]}, page="/question/1").text
    assert rows(fresh, "select count(*) from promotions") == [(0,)]


def test_what_the_filter_lets_pass_is_saved_with_its_verdicts(fresh: ConsoleProcess) -> None:
    person = fresh.person(MODERATOR)
    person.send("/question/4", {"judgment": "missed", "do": "save"}, page="/question/4")
    person.send("/queue", {"verdict": "missed"}, page="/queue")
    (line,) = person.send("/export", {"format": "jsonl"}, page="/queue").text.splitlines()
    row = json.loads(line)
    assert (row["id"], row["verdicts"], row["scores"]) == (4, ["missed"], [0.9, 0.5])
    saved = person.send("/export", {"format": "csv"}, page="/queue")
    assert saved.headers["content-disposition"] == 'attachment; filename="questions.csv"'
    assert str(PATIENT) not in saved.text


def test_every_sentence_of_the_console_is_said_somewhere() -> None:
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "bot" / "console").rglob("*")
        if path.suffix in {".py", ".html"}
    )
    families = set(re.findall(r"""["'](\w+\.\w*)(?:["'] [+~]|\{|%d)""", said))
    dead = [
        key
        for key in read_sentences(FOLDER / "console" / "en.toml")
        if f'"{key}"' not in said and not key.startswith(tuple(families))
    ]
    assert dead == []

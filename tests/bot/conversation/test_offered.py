"""What is offered beside an answer says how open it is, and stands there only where it helps."""

from __future__ import annotations

import pytest

from bot.conversation.context import Context
from bot.conversation.offered import listed, open_elsewhere
from bot.conversation.requests import Request
from bot.conversation.statuses import Openness, openness
from bot.intent import Intent, MessageKind
from bot.serving import Serving
from content.documents import Trial
from content.phrases import phrases
from index.retriever import Hit, SearchResult
from tests.bot.conversation.conftest import NOW, Talk

TODAY = NOW.date()


def request_for(serving: Serving, text: str) -> Request:
    served = serving.current
    query = served.retriever.parse(text)
    intent = Intent(MessageKind.TRIAL, text, 1.0)
    return Request(text, intent, query, Context(), served, phrases("en"), TODAY)


@pytest.fixture
def trials(serving: Serving) -> dict[Openness, list[Trial]]:
    """The shipped trials by how open they are."""
    found: dict[Openness, list[Trial]] = {each: [] for each in Openness}
    snapshot = serving.current.snapshot
    for trial in map(snapshot.document, snapshot.doc_ids):
        if isinstance(trial, Trial):
            found[openness(trial, TODAY)].append(trial)
    return found


def result(asked: Request, *trials: Trial) -> SearchResult:
    hits = [Hit(trial.doc_id, 1.0 / at) for at, trial in enumerate(trials, 1)]
    return SearchResult(asked.query, tuple(hits))


def test_open_trials_further_down_are_offered_where_only_closed_ones_are_shown(
    serving: Serving, trials: dict[Openness, list[Trial]]
) -> None:
    asked = request_for(serving, "everolimus for pancreatic NET")
    closed, opened = trials[Openness.CLOSED][:4], trials[Openness.OPEN][:3]
    found = result(asked, *closed, *opened)
    assert open_elsewhere(asked, found, closed[:3]) == tuple(opened[:2])


def test_nothing_more_is_offered_where_one_that_is_shown_may_be_open(
    serving: Serving, trials: dict[Openness, list[Trial]]
) -> None:
    asked = request_for(serving, "everolimus for pancreatic NET")
    shown = [*trials[Openness.CLOSED][:2], trials[Openness.PERHAPS][0]]
    found = result(asked, *shown, *trials[Openness.OPEN][:3])
    assert open_elsewhere(asked, found, shown) == ()


def test_who_asks_for_results_is_offered_no_open_trial(
    serving: Serving, trials: dict[Openness, list[Trial]]
) -> None:
    asked = request_for(serving, "results of everolimus in pancreatic NET")
    shown = trials[Openness.CLOSED][:3]
    found = result(asked, *shown, *trials[Openness.OPEN][:3])
    assert open_elsewhere(asked, found, shown) == ()


def test_each_choice_has_its_dated_status_below_its_name(
    serving: Serving, trials: dict[Openness, list[Trial]]
) -> None:
    asked = request_for(serving, "everolimus")
    both = [trials[Openness.OPEN][0], trials[Openness.CLOSED][0]]
    lines = listed(asked, "nothing.near", both).splitlines()
    assert [line.strip()[0] for line in lines[1:]] == ["•", "🟢", "•", "🔴"]


def test_a_place_without_a_trial_is_named_in_the_readers_language_and_for_this_question_only(
    talk: Talk,
) -> None:
    assert "No trial on this in my list names a hospital in Japan." in talk.say(
        "insulinoma trial in Japan", language="en"
    )
    assert "eine Klinik in Japan" in talk.say("Studie bei Insulinom in Japan", language="de")
    assert "Brasil" in talk.say("ensaio para insulinoma no Brasil", language="pt")


def test_what_is_near_by_and_open_stands_first(talk: Talk) -> None:
    text = talk.say("cabozantinib for lung carcinoid in Ohio", language="en")
    starts = [line.strip()[:1] for line in text.splitlines()]
    marks = [start for start in starts if start in {*Openness}]
    assert "🟢" in marks
    assert marks[: marks.count("🟢")] == ["🟢"] * marks.count("🟢")

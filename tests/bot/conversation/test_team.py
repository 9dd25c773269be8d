"""The team answers: with a reply, a ready answer, one at a time, undoable, and never a stranger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.core import Conversation
from bot.conversation.world import World
from bot.events import Event, EventKind, Reply
from bot.plain import plain_text
from bot.store.database import writing
from bot.store.outbox import Outbox, Settlement
from bot.store.thread_messages import Place, Shown
from bot.store.threads import PostState, State
from bot.team.first_word import write_about
from bot.team.hours import read_hours
from bot.team.people import Team
from bot.telegram.render import render
from tests.bot.conversation.conftest import ADMIN, MODERATOR, NOW, PATIENT, Talk
from tests.bot.conversation.test_human import ask_for_a_person

Person = Callable[[int], Talk]
SECOND, GROUP = 21, -500
CARD = 900  # the number of the message that shows request 1


@pytest.fixture
def team() -> Team:
    return Team(frozenset({MODERATOR, SECOND}), GROUP)


@pytest.fixture
def people(world: World, team: Team) -> Person:
    """People of a conversation whose team has two moderators and a group."""
    of_two = replace(world, team=team, moderators=team.moderators)
    of_two.chats.mark_asked(PATIENT, NOW)
    conversation = Conversation(of_two)
    return lambda user: Talk(of_two, conversation, user)


@pytest.fixture
def patient(people: Person) -> Talk:
    """Somebody whose request 1 is shown in the group as message 900."""
    talk = people(PATIENT)
    ask_for_a_person(talk)
    talk.world.thread_messages.note(1, Shown.TEAM, Place(GROUP, CARD))
    return talk


def answer(talk: Talk, words: str, message_id: int = 50, kind: EventKind = EventKind.TEXT) -> str:
    """Reply to the request's message in the group."""
    return talk.send(
        Event(
            GROUP, talk.user, kind, words, message_id=message_id, reply_to_message_id=CARD,
            group=True, at=NOW,
        )
    )  # fmt: skip


def tick(talk: Talk, seconds: float = 0, **time: float) -> tuple[Reply, ...]:
    """What the bot says by itself after a while; `clock` of the world moves with it."""
    later = NOW + timedelta(seconds=seconds, **time)
    conversation = Conversation(replace(talk.world, clock=lambda: later))
    with writing(talk.world.db):
        return conversation.tick(later).replies


def to(chat_id: int, replies: tuple[Reply, ...]) -> list[str]:
    return [plain_text(reply.text) for reply in replies if reply.chat_id == chat_id]


def test_an_answer_leaves_after_a_moment_named_as_written_by_a_person(
    patient: Talk, people: Person
) -> None:
    assert "in about 25 seconds" in answer(people(MODERATOR), "Leeds has a <b>centre</b> & team.")
    assert to(PATIENT, tick(patient, 10)) == []
    replies = tick(patient, 25)
    (text,) = to(PATIENT, replies)
    assert text.startswith("A person on our team wrote this to you (request 1):")
    assert "Leeds has a <b>centre</b> & team." in text
    assert str(MODERATOR) not in text
    assert to(PATIENT, tick(patient, 60)) == []


def test_an_answer_can_be_sent_at_once(patient: Talk, people: Person) -> None:
    moderator = people(MODERATOR)
    answer(moderator, "Ask the Leeds team.")
    moderator.press("Send now")
    assert "Ask the Leeds team." in to(PATIENT, moderator.last.replies)[0]


def test_an_answer_can_be_cancelled_by_its_writer_alone(patient: Talk, people: Person) -> None:
    moderator, other = people(MODERATOR), people(SECOND)
    answer(moderator, "Wrong chat, sorry")
    other.press_data("jn:2")
    assert other.last.notice == "Only the one who wrote it can do that."
    moderator.press("Cancel")
    assert to(PATIENT, tick(patient, 60)) == []
    moderator.press_data("js:2")
    assert moderator.last.notice == "It has left already, or it was cancelled."


def test_an_edit_changes_an_answer_until_it_has_left(patient: Talk, people: Person) -> None:
    moderator = people(MODERATOR)
    answer(moderator, "Ask Leds.")
    answer(moderator, "Ask Leeds.", kind=EventKind.EDITED)
    assert "Ask Leeds." in to(PATIENT, tick(patient, 60))[0]
    assert "cannot be changed" in answer(moderator, "Ask York.", kind=EventKind.EDITED)


def test_who_is_not_listed_cannot_answer(patient: Talk, people: Person) -> None:
    text = answer(people(77), "Buy my pills")
    assert text.startswith("Only listed moderators can answer requests.")
    assert to(PATIENT, tick(patient, 60)) == []


@pytest.mark.parametrize(
    "data",
    ["jq:1", "jr:1", "jc:1:very-unwell", "jb:1", "jx:1", "jy:1", "jo:1", "js:1", "jk:1", "jn:1",
     "jd:off"],
)  # fmt: skip
def test_forged_buttons_of_the_team_are_refused(patient: Talk, data: str) -> None:
    patient.press_data(data)
    assert patient.last.notice is not None
    assert "This command is for our" in patient.last.notice
    assert patient.last.replies == ()


@pytest.mark.parametrize("data", ["jq:", "jr:x", "jc:1:none", "jy:77", "jo:1", "js:77", "jk:1:2"])
def test_presses_that_mean_nothing_do_nothing(patient: Talk, people: Person, data: str) -> None:
    moderator = people(MODERATOR)
    moderator.press_data(data)
    assert moderator.last.notice
    assert moderator.last.replies == ()


def test_the_second_of_two_answers_waits_for_a_second_look(patient: Talk, people: Person) -> None:
    first, second = people(MODERATOR), people(SECOND)
    answer(first, "Ask Leeds.", 50)
    assert "Somebody else on the team has answered already" in answer(second, "Ask York.", 51)
    (told,) = to(PATIENT, tick(patient, 60))
    assert "Ask Leeds." in told
    second.press("Send it all the same")
    assert "Ask York." in to(PATIENT, second.last.replies)[0]


def test_personal_data_in_an_answer_is_held_until_confirmed(patient: Talk, people: Person) -> None:
    moderator = people(MODERATOR)
    text = answer(moderator, "Call the Leeds centre on +44 113 496 0000")
    assert "not sent yet" in text
    assert "[phone]" in text
    assert to(PATIENT, tick(patient, 60)) == []
    moderator.press("Send it all the same")
    assert "+44 113 496 0000" in to(PATIENT, moderator.last.replies)[0]


def test_a_ready_answer_goes_out_in_the_language_of_the_patient(people: Person) -> None:
    talk, moderator = people(PATIENT), people(MODERATOR)
    talk.say("/language de")
    talk.press_data("hy:0")
    talk.say("Gibt es nichts in Leipzig?")
    moderator.press_data("jr:1")
    assert "Ask the study team itself" in moderator.labels
    moderator.press("We are looking into it")
    assert "Danke für Ihre Frage." in moderator.last.replies[1].text
    (text,) = to(PATIENT, tick(talk, 60))
    assert text.startswith("Das hat Ihnen ein Mensch aus unserem Team geschrieben")


def test_the_patient_writes_back_with_a_reply_or_a_button(patient: Talk, people: Person) -> None:
    moderator = people(MODERATOR)
    answer(moderator, "Ask the Leeds team.")
    moderator.press("Send now")
    patient.world.thread_messages.note(1, Shown.PATIENT, Place(PATIENT, 70))
    patient.say("Thank you, and York?", reply_to_message_id=70)
    assert "“Thank you, and York?”" in patient.last.replies[1].text
    assert "The team: “Ask the Leeds team.”" in plain_text(patient.last.replies[1].text)
    patient.press_data("ha:1")
    patient.say("Also Hull?")
    assert len(patient.world.threads.posts(1)) == 4


def test_requests_lists_what_waits_and_shows_it_again(patient: Talk, people: Person) -> None:
    moderator = people(MODERATOR)
    assert "• 1, English, for 1 minute" in moderator.say("/requests")
    assert "Is there nothing in Leeds?" in moderator.press("1")


def test_closing_asks_first_tells_the_patient_and_can_be_taken_back(
    patient: Talk, people: Person
) -> None:
    moderator = people(MODERATOR)
    moderator.press_data("jx:1")
    moderator.press("Close, and tell the person")
    assert "closed your request 1 without an answer" in to(PATIENT, moderator.last.replies)[0]
    moderator.press("Open again")
    assert "looking at your request 1 again" in to(PATIENT, moderator.last.replies)[0]
    thread = patient.world.threads.get(1)
    assert thread is not None
    assert thread.state is State.WAITING


@pytest.mark.parametrize("words", ["", "x" * 3_001])
def test_an_answer_without_words_or_with_too_many_is_refused(
    patient: Talk, people: Person, words: str
) -> None:
    assert "Nothing was sent." in answer(people(MODERATOR), words)


def test_a_picture_cannot_be_passed_on(patient: Talk, people: Person) -> None:
    assert "words only" in answer(people(MODERATOR), "", kind=EventKind.PHOTO)


def test_an_answer_to_a_request_that_was_taken_back_is_not_sent(
    patient: Talk, people: Person
) -> None:
    moderator = people(MODERATOR)
    answer(moderator, "Ask Leeds.")
    patient.press_data("hz:1")
    edits = [reply for reply in patient.last.replies if reply.edit == CARD]
    assert [reply.chat_id for reply in edits] == [GROUP]
    assert "Its words are deleted" in edits[0].text
    assert to(PATIENT, tick(patient, 60)) == []
    moderator.press_data("js:2")
    assert moderator.last.notice == "It has left already, or it was cancelled."


def test_an_answer_that_did_not_arrive_is_told_to_the_team_once(
    patient: Talk, people: Person
) -> None:
    moderator = people(MODERATOR)
    answer(moderator, "Ask the Leeds team.")
    moderator.press("Send now")
    outbox = Outbox(patient.world.db)
    for reply in moderator.last.replies:
        outbox.add(call for call in render(reply, GROUP) if call.chat_id == PATIENT)
    (row,) = outbox.claim([head.id for head in outbox.heads()])
    outbox.settle(Settlement(row.id, PATIENT, error="forbidden", ended=True))
    blocked = Event(PATIENT, PATIENT, EventKind.BLOCKED, at=NOW)
    patient.send(blocked)
    (told,) = to(GROUP, patient.last.replies)
    assert told.startswith("Request 1: your answer did not arrive.")
    patient.send(blocked)
    assert patient.last.replies == ()
    assert patient.world.threads.posts(1)[1].state is PostState.FAILED


def test_a_block_without_an_answer_under_way_is_told_too(patient: Talk) -> None:
    patient.send(Event(PATIENT, PATIENT, EventKind.BLOCKED, at=NOW))
    (told,) = to(GROUP, patient.last.replies)
    assert "You can no longer answer" in told


def _settle(talk: Talk, replies: tuple[Reply, ...], **outcome: object) -> None:
    """Queue replies and let Telegram answer for all of them."""
    outbox = Outbox(talk.world.db)
    for reply in replies:
        outbox.add(render(reply, PATIENT))
    while heads := outbox.heads():
        for row in outbox.claim([head.id for head in heads]):
            outbox.settle(Settlement(row.id, row.call.chat_id, **outcome))  # type: ignore[arg-type]


def test_a_group_that_cannot_be_written_to_keeps_no_request_from_the_team(people: Person) -> None:
    talk = people(PATIENT)
    ask_for_a_person(talk)
    _settle(talk, talk.last.replies, error="bad_request")
    replies = tick(talk, 30)
    for moderator in (MODERATOR, SECOND):
        fault, card = to(moderator, replies)
        assert fault.startswith("I cannot write to the moderators' group.")
        assert "Is there nothing in Leeds?" in card


def test_admins_hear_of_a_request_that_no_moderator_could_be_shown(
    people: Person, team: Team
) -> None:
    talk = people(PATIENT)
    talk.world = replace(talk.world, team=replace(team, group=None))
    talk.conversation = Conversation(talk.world)
    ask_for_a_person(talk)
    _settle(talk, talk.last.replies, error="bad_request")
    (told,) = to(ADMIN, tick(talk, 30))
    assert told.startswith("Request 1 could not be shown to any moderator.")
    assert to(ADMIN, tick(talk, 60)) == []


def test_where_the_team_writes_first_the_patient_reads_what_it_is_about(people: Person) -> None:
    talk = people(PATIENT)
    talk.press_data("c:yes")
    talk.say("PRRT trials in Greenland?")
    write_about(talk.world.db, 1, MODERATOR, "There is one in Denmark.", NOW)
    (text,) = to(PATIENT, tick(talk, 60))
    assert "This is about your question: “PRRT trials in Greenland?”" in text
    assert "There is one in Denmark." in text


def test_the_team_is_reminded_once_a_day(patient: Talk) -> None:
    reminded = [
        hour for hour in range(20, 60) if any("Please answer" in text for text in
        to(GROUP, tick(patient, hours=hour)))
    ]  # fmt: skip
    assert reminded == [24, 47]


def test_reminders_count_working_hours_and_come_in_them(patient: Talk) -> None:
    # NOW is a Tuesday at 12 in UTC, 13 o'clock in Berlin.
    hours = read_hours("Mon-Fri 09:00-15:00 Europe/Berlin")
    patient.world = replace(patient.world, team=replace(patient.world.team, hours=hours))
    reminded = [hour for hour in range(1, 30) if to(GROUP, tick(patient, hours=hour))]
    assert reminded == [22]  # Wednesday at 11: two hours on Tuesday and two more


def test_the_patient_is_told_once_that_nobody_has_answered(patient: Talk) -> None:
    assert to(PATIENT, tick(patient, days=4)) == []
    (text,) = to(PATIENT, tick(patient, days=5, seconds=1))
    assert text.startswith("Nobody on the team has answered your request 1 yet. I am sorry.")
    assert to(PATIENT, tick(patient, days=6)) == []


def test_a_request_that_nobody_answers_ends_and_says_so(patient: Talk) -> None:
    texts = to(PATIENT, tick(patient, days=31))
    assert any("so I closed it" in text for text in texts)
    thread = patient.world.threads.get(1)
    assert thread is not None
    assert thread.state is State.CLOSED


def test_the_hours_of_the_team_are_told_in_the_form_of_the_reader(people: Person) -> None:
    talk = people(PATIENT)
    hours = read_hours("Mon-Fri 09:00-17:00 Europe/Berlin")
    world = replace(talk.world, team=replace(talk.world.team, hours=hours))
    talk.world, talk.conversation = world, Conversation(world)
    line = "The team reads messages Mon – Fri, 9:00 AM to 5:00 PM (Berlin time)."
    assert line in talk.say("/human").replace("\u202f", " ")
    talk.say("/language de")
    assert "Mo. – Fr., 09:00 bis 17:00 (Ortszeit Berlin)" in talk.say("/human")


def test_without_a_group_each_moderator_is_shown_it_and_told_of_the_answer(
    people: Person, team: Team
) -> None:
    talk = people(PATIENT)
    world = replace(talk.world, team=replace(team, group=None))
    conversation = Conversation(world)
    talk, moderator = Talk(world, conversation, PATIENT), Talk(world, conversation, MODERATOR)
    ask_for_a_person(talk)
    assert {reply.chat_id for reply in talk.last.replies[1:]} == {MODERATOR, SECOND}
    world.thread_messages.note(1, Shown.TEAM, Place(MODERATOR, CARD))
    moderator.say("Ask the Leeds team.", reply_to_message_id=CARD, message_id=3)
    moderator.press("Send now")
    assert to(SECOND, moderator.last.replies) == [
        "Request 1: the team has answered: “Ask the Leeds team.”"
    ]
    assert to(MODERATOR, moderator.last.replies) == []


def test_stats_count_without_a_word_of_anybody(patient: Talk, people: Person) -> None:
    patient.say("what is PRRT?")
    patient.press("👍")
    text = people(ADMIN).say("/stats")
    assert "Questions: 1" in text
    assert "By day: Nov 24 1" in text
    assert "👍 1 👎 0" in text
    assert "Requests for a person: 1. Waiting now: 1." in text


def test_the_digest_comes_once_a_week_to_those_who_want_it(patient: Talk, people: Person) -> None:
    patient.say("what is PRRT?")
    people(SECOND).press_data("jd:off")
    monday = timedelta(days=6, hours=2).total_seconds()  # at 14 o'clock
    replies = tick(patient, monday)
    (digest,) = [text for text in to(MODERATOR, replies) if "The week from" in text]
    assert digest.startswith("The week from November 23, 2026 to November 29, 2026")
    assert "Questions: 1" in digest
    assert not any("The week from" in text for text in to(SECOND, replies))
    assert not any("The week from" in text for text in to(MODERATOR, tick(patient, monday + 60)))


def test_a_week_in_which_nothing_happened_has_no_digest(patient: Talk) -> None:
    assert to(MODERATOR, tick(patient)) == []

"""The edge against the strict server: what a patient sees, one thing at a time."""

from __future__ import annotations

import time
from pathlib import Path

from bot.telegram.options import CommandMenu
from bot.telegram.service import DEAF, STOPPED
from tests.bot.telegram.echo_bot import ADMIN, SORRY, TickingConversation
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT, SAM, GROUP = 7, 8, -100


def texts(server: TelegramServer, chat: int) -> list[str]:
    return [sent.text for sent in server.chat(chat)]


def test_a_question_is_answered_and_its_words_are_forgotten(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "is there a <trial>?")
    (answer,) = server.wait_for_messages(PAT, 1)
    server.wait_until(lambda: server.waiting == 0)
    assert answer.text == "text: is there a <trial>?"
    assert edge.stop() == STOPPED
    assert edge.rows("SELECT state, raw FROM inbox") == [("done", None)]
    assert edge.rows("SELECT state, call, message_id FROM outbox") == [
        ("sent", None, answer.message_id)
    ]


def test_questions_asked_while_it_was_down_are_answered_in_order(
    server: TelegramServer, tmp_path: Path
) -> None:
    for number in range(3):
        server.say(PAT, f"question {number}")
    with RunningEdge(tmp_path, server):
        server.wait_for_messages(PAT, 3)
    assert texts(server, PAT) == [f"text: question {number}" for number in range(3)]


def test_one_chat_with_much_to_read_does_not_delay_another(
    server: TelegramServer, edge: RunningEdge
) -> None:
    for number in range(60):
        server.say(PAT, f"again {number}")
    server.wait_for_messages(PAT, 1)
    asked = time.time()
    server.say(SAM, "hello?")
    (answer,) = server.wait_for_messages(SAM, 1)
    assert answer.at - asked < 1.0


def test_every_press_is_answered_and_edits_its_message(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!buttons trial:1")
    (message,) = server.wait_for_messages(PAT, 1)
    query = server.press(PAT, message.message_id, "trial:1")
    server.wait_until(lambda: server.presses[query] == "noted")
    server.wait_until(lambda: texts(server, PAT) == ["pressed trial:1"])


def test_an_edit_that_changes_nothing_is_no_error(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "first")
    (message,) = server.wait_for_messages(PAT, 1)
    for _ in range(2):
        server.say(PAT, f"!edit {message.message_id}")
    server.say(PAT, "last")
    server.wait_for_messages(PAT, 2)
    assert texts(server, PAT) == ["new text", "text: last"]


def test_an_edit_of_a_vanished_message_becomes_a_new_message(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!edit 5555")
    server.wait_for_messages(PAT, 1)
    assert texts(server, PAT) == ["new text"]


def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!long next")
    parts = server.wait_for_messages(PAT, 3)
    assert [part.buttons for part in parts] == [(), (), (("More", "next"),)]
    assert "\n\n".join(part.text for part in parts) == "\n\n".join(["part " + "x" * 500] * 20)


def test_markup_that_telegram_cannot_parse_goes_as_plain_text(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!markup")
    server.wait_for_messages(PAT, 1)
    assert texts(server, PAT) == ["1 < 2  & done"]


def test_a_file_goes_with_its_caption(server: TelegramServer, edge: RunningEdge) -> None:
    server.say(PAT, "!file")
    (sent,) = server.wait_for_messages(PAT, 1)
    assert (sent.filename, sent.text, sent.silent) == ("list.csv", "the list", True)


def test_a_failing_conversation_apologises_and_goes_on(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!crash secret words")
    server.say(PAT, "still there?")
    server.wait_for_messages(PAT, 2)
    server.wait_for_messages(ADMIN, 1)
    assert texts(server, PAT) == [SORRY, "text: still there?"]
    assert texts(server, ADMIN) == ["alert: failed"]
    assert edge.rows("SELECT text FROM heard") == [("still there?",)]


def test_a_reply_that_could_never_be_sent_counts_as_a_failure(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "!data")
    server.wait_for_messages(PAT, 1)
    assert texts(server, PAT) == [SORRY]


def test_an_update_that_cannot_be_read_is_set_aside(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.deliver({"message": {"chat": {"id": PAT}, "date": "yesterday"}})
    server.say(PAT, "and me?")
    server.wait_for_messages(PAT, 2)
    server.wait_for_messages(ADMIN, 1)
    server.wait_until(lambda: server.waiting == 0)
    assert texts(server, ADMIN) == ["alert: unreadable"]
    ((state, raw),) = edge.rows("SELECT state, raw FROM inbox WHERE state != 'done'")
    assert (state, "yesterday" in raw) == ("aside", True)


def test_an_update_without_an_id_is_set_aside_once(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.deliver({"update_id": None, "message": 5})
    server.say(PAT, "and me?")
    server.wait_for_messages(PAT, 1)
    server.wait_until(lambda: server.waiting == 0)
    assert edge.rows("SELECT count(*) FROM inbox WHERE state = 'aside'") == [(1,)]


def test_update_ids_that_restart_lower_are_new_updates(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(PAT, "before")
    server.wait_until(lambda: server.waiting == 0)
    server.wait_until(lambda: not server.called("getUpdates")[-1].params.get("offset"), 12)
    server.restart_ids(40)
    server.say(PAT, "after")
    server.wait_for_messages(PAT, 2)
    assert texts(server, PAT) == ["text: before", "text: after"]


def test_another_bots_update_with_the_same_number_is_no_repeat(tmp_path: Path) -> None:
    for token in ("11111:first", "22222:second"):
        with TelegramServer(token) as server, RunningEdge(tmp_path, server):
            server.say(PAT, "hello")
            server.wait_for_messages(PAT, 1)


def test_a_blocked_chat_ends_and_the_conversation_hears_of_it(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.know(PAT)
    server.blocked.add(PAT)
    server.say(PAT, "!three parts")
    server.say(SAM, "hello")
    server.wait_for_messages(SAM, 1)
    server.wait_until(lambda: len(server.called("sendMessage")) == 2)
    heard = "SELECT text FROM heard WHERE chat_id = 7 ORDER BY rowid"
    deadline = time.monotonic() + 5
    while len(edge.rows(heard)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert edge.rows(heard) == [("!three parts",), ("blocked",)]
    assert edge.rows("SELECT state, call FROM outbox WHERE chat_id = 7") == [("failed", None)] * 3


def test_a_group_that_moved_is_followed(server: TelegramServer, edge: RunningEdge) -> None:
    server.know(-200)
    server.moved[GROUP] = -200
    server.say(GROUP, "/help@trials_test_bot", user=PAT)
    server.wait_for_messages(-200, 1)
    assert texts(server, -200) == ["command: /help"]


def test_in_a_group_it_answers_only_when_it_is_meant(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.say(GROUP, "just talking", user=PAT)
    server.say(GROUP, "/help@another_bot", user=PAT)
    server.say(GROUP, "@trials_test_bot what is PRRT?", user=PAT)
    server.wait_for_messages(GROUP, 1)
    assert texts(server, GROUP) == ["text: what is PRRT?"]


def test_commands_are_shown_by_language_and_to_the_staff(
    server: TelegramServer, tmp_path: Path
) -> None:
    menus = (
        CommandMenu((("start", "Begin here"),)),
        CommandMenu((("start", "Hier beginnen"),), language="de"),
        CommandMenu((("status", "See the state"),), chat_id=555),
        CommandMenu((("status", "See the state"),), chat_id=ADMIN),
    )
    with RunningEdge(tmp_path, server, menus=lambda: menus):
        server.wait_until(lambda: len(server.called("setMyCommands")) == 4)
        server.wait_until(lambda: len(server.commands) == 3)
    shown = [(menu["scope"], menu.get("language_code")) for menu in server.commands]
    # Nobody with the id 555 has written yet: Telegram refuses, the rest goes on.
    assert shown == [
        ({"type": "default"}, None),
        ({"type": "default"}, "de"),
        ({"type": "chat", "chat_id": ADMIN}, None),
    ]


def test_another_poller_is_told_to_the_admins_once(
    server: TelegramServer, edge: RunningEdge
) -> None:
    server.faults.plan(FaultKind.CONFLICT, "getUpdates", times=4)
    server.say(PAT, "hello")
    server.wait_for_messages(PAT, 1)
    server.say(PAT, "again")
    server.wait_for_messages(PAT, 2)
    server.wait_for_messages(ADMIN, 1)
    assert texts(server, ADMIN) == ["alert: conflict"]


def test_a_deaf_bot_ends_with_a_code_and_tells_the_admins_later(
    server: TelegramServer, tmp_path: Path
) -> None:
    server.faults.plan(FaultKind.GATEWAY)
    with RunningEdge(tmp_path, server, watchdog=0.8, stop=0.2) as deaf:
        assert deaf.join() == DEAF
    server.faults.clear()
    with RunningEdge(tmp_path, server):
        server.wait_for_messages(ADMIN, 1)
    assert texts(server, ADMIN)[0].startswith("alert: deaf")


def test_time_alone_can_bring_a_message(server: TelegramServer, tmp_path: Path) -> None:
    with RunningEdge(tmp_path, server, TickingConversation, tick=0.2):
        server.wait_for_messages(ADMIN, 2)
    assert texts(server, ADMIN)[:2] == ["tick", "tick"]

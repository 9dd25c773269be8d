"""What Telegram sends becomes an event, or nothing, or `Unreadable`."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import EventKind
from bot.telegram.errors import UnreadableError
from bot.telegram.translate import ANONYMOUS_ADMIN, Self, blocked_update, translate

ME = Self(123, "trials_test_bot")
USER = {"id": 7, "is_bot": False, "first_name": "Pat", "language_code": "nl"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Pat"}
GROUP = {"id": -100, "type": "supergroup", "title": "A group"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def message(chat: dict[str, Any] = PRIVATE, kind: str = "message", **fields: Any) -> dict[str, Any]:
    base = {"message_id": 3, "date": 1_700_000_000, "chat": chat, "from": USER}
    return {"update_id": 1, kind: base | fields}


def test_a_text_keeps_who_where_and_in_which_language() -> None:
    event = translate(message(text="is there a trial?"), ME).event
    assert event is not None
    assert (event.kind, event.text) == (EventKind.TEXT, "is there a trial?")
    assert (event.chat_id, event.user_id, event.message_id) == (7, 7, 3)
    assert (event.language, event.group, event.addressed) == ("nl", False, True)
    assert event.at.timestamp() == 1_700_000_000


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"text": "/start x"}, EventKind.COMMAND),
        ({"location": {"latitude": 1.5, "longitude": 2}}, EventKind.LOCATION),
        ({"photo": [FILE | {"width": 1, "height": 1}], "caption": "a"}, EventKind.PHOTO),
        ({"voice": FILE | {"duration": 1}}, EventKind.VOICE),
        ({"document": FILE}, EventKind.DOCUMENT),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, EventKind.OTHER),
    ],
)
def test_each_kind_of_message_has_its_kind_of_event(
    fields: dict[str, Any], kind: EventKind
) -> None:
    event = translate(message(**fields), ME).event
    assert event is not None
    assert event.kind is kind


def test_a_location_gives_its_coordinates() -> None:
    event = translate(message(location={"latitude": 52.1, "longitude": 5}), ME).event
    assert event is not None
    assert event.location == (52.1, 5.0)


def test_an_edited_message_is_told_apart() -> None:
    event = translate(message(kind="edited_message", text="/start"), ME).event
    assert event is not None
    assert event.kind is EventKind.EDITED


@pytest.mark.parametrize(
    ("text", "expected", "addressed"),
    [
        ("just talking", "just talking", False),
        ("@trials_test_bot, what is PRRT?", "what is PRRT?", True),
        ("what is PRRT, @Trials_Test_Bot", "what is PRRT,", True),
        ("@trials_test_bot2 hello", "@trials_test_bot2 hello", False),
        ("mail@trials_test_bot", "mail@trials_test_bot", False),
        ("/help", "/help", True),
        ("/help@trials_test_bot me", "/help me", True),
        ("/help@other_bot", "/help", False),
    ],
)
def test_in_a_group_the_bot_is_meant_when_named(text: str, expected: str, addressed: bool) -> None:
    event = translate(message(GROUP, text=text), ME).event
    assert event is not None
    assert (event.group, event.text, event.addressed) == (True, expected, addressed)


def test_in_a_group_a_reply_to_the_bot_is_meant_for_it() -> None:
    bot = {"id": 123, "is_bot": True, "first_name": "Trials"}
    earlier = {"message_id": 2, "date": 1, "chat": GROUP, "from": bot, "text": "x"}
    event = translate(message(GROUP, text="and there?", reply_to_message=earlier), ME).event
    assert event is not None
    assert (event.addressed, event.reply_to_message_id) == (True, 2)


@pytest.mark.parametrize(("sender", "heard"), [(55, False), (ANONYMOUS_ADMIN, True)])
def test_other_bots_are_not_heard_but_hidden_admins_are(sender: int, heard: bool) -> None:
    bot = {"id": sender, "is_bot": True, "first_name": "Bot"}
    update = message(GROUP, text="/help")
    update["message"]["from"] = bot
    assert (translate(update, ME).event is not None) is heard


def test_a_press_gives_its_data_and_must_be_answered() -> None:
    carrier = {"message_id": 9, "date": 0, "chat": PRIVATE}
    query = {"id": "q1", "from": USER, "chat_instance": "1", "data": "t:1", "message": carrier}
    translated = translate({"update_id": 1, "callback_query": query}, ME)
    event = translated.event
    assert event is not None
    assert (event.kind, event.data, event.message_id) == (EventKind.BUTTON, "t:1", 9)
    assert translated.callback_id == "q1"


@pytest.mark.parametrize("chat_id", [7, -100])
def test_what_a_refused_message_told_reads_like_telegrams_own_update(chat_id: int) -> None:
    event = translate(blocked_update(chat_id), ME).event
    assert event is not None
    assert (event.kind, event.chat_id, event.group) == (EventKind.BLOCKED, chat_id, chat_id < 0)


def test_an_update_of_another_kind_means_nothing() -> None:
    assert translate({"update_id": 1, "something_new": {}}, ME).event is None


@pytest.mark.parametrize("raw", [None, [], "x", {"message": 5}, message(text=["x"])])
def test_what_cannot_be_understood_is_unreadable(raw: object) -> None:
    with pytest.raises(UnreadableError):
        translate(raw, ME)

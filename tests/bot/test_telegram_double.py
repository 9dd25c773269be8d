"""The double of Telegram is as strict as Telegram: what it refuses, a test would notice."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

PAT = 7


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as running:
        running.know(PAT)
        yield running


def call(server: TelegramServer, method: str, token: str | None = None, **params: Any) -> Any:
    """The answer's JSON, for a success and a refusal alike."""
    url = f"{server.url}/bot{token or server.token}/{method}"
    body = urllib.parse.urlencode(params).encode()
    try:
        with urllib.request.urlopen(url, body, timeout=5) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def keyboard(**button: str) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "x"} | button]]})


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b>x</i>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "reply_markup": keyboard(callback_data="y" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(url="nowhere")}, "URL is invalid"),
        ({"text": "x", "chat_id": 99}, "chat not found"),
    ],
)
def test_what_telegram_refuses_is_refused(
    server: TelegramServer, params: dict[str, Any], sentence: str
) -> None:
    answer = call(server, "sendMessage", **{"chat_id": PAT} | params)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert sentence in answer["description"]
    assert server.sent == []


def test_what_fits_is_taken(server: TelegramServer) -> None:
    text = "<b>" + "&amp;" * 4096 + "</b>"
    assert call(server, "sendMessage", chat_id=PAT, text=text, parse_mode="HTML")["ok"]
    assert server.chat(PAT)[0].text == "&" * 4096


def test_an_edit_must_change_a_message_that_is_there(server: TelegramServer) -> None:
    sent = call(server, "sendMessage", chat_id=PAT, text="one")["result"]["message_id"]
    edits = [
        call(server, "editMessageText", chat_id=PAT, message_id=number, text=text)
        for number, text in ((sent, "one"), (sent + 1, "two"), (sent, "two"))
    ]
    assert [edit["ok"] for edit in edits] == [False, False, True]
    assert server.chat(PAT)[0].text == "two"


def test_an_update_comes_until_an_offset_confirms_it(server: TelegramServer) -> None:
    first = server.say(PAT, "one")
    second = server.say(PAT, "two")

    def poll(**params: Any) -> list[int]:
        return [update["update_id"] for update in call(server, "getUpdates", **params)["result"]]

    assert poll() == [first, second]
    assert poll(limit=1) == [first]
    assert poll(offset=second) == [second]
    assert poll() == [second]
    assert (poll(offset=second + 1), server.confirmed) == ([], [first, second])


def test_a_press_is_answered_once(server: TelegramServer) -> None:
    call(server, "sendMessage", chat_id=PAT, text="x", reply_markup=keyboard(callback_data="d"))
    query = server.press(PAT, server.chat(PAT)[0].message_id, "d")
    answers = [call(server, "answerCallbackQuery", callback_query_id=query) for _ in range(2)]
    assert [answer["ok"] for answer in answers] == [True, False]


def test_a_wrong_token_and_an_unknown_method_are_refused(server: TelegramServer) -> None:
    assert call(server, "getMe", token="1:wrong")["error_code"] == 401
    assert call(server, "makeCoffee")["error_code"] == 404


def test_a_fault_is_made_as_often_as_planned(server: TelegramServer) -> None:
    server.faults.plan(FaultKind.WAIT, "sendMessage", times=1, seconds=3)
    refused = call(server, "sendMessage", chat_id=PAT, text="x")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 3})
    assert call(server, "sendMessage", chat_id=PAT, text="x")["ok"]

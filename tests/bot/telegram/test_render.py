"""A reply becomes the calls that show it."""

from __future__ import annotations

import pytest

from bot.events import Attachment, Button, Reply
from bot.store.outbox import Call
from bot.telegram.errors import CannotRenderError
from bot.telegram.render import as_plain, press_answer, render, with_mark


def test_a_reply_is_one_html_message_without_link_previews() -> None:
    (call,) = render(Reply("<b>hello</b>"), 7)
    assert (call.method, call.chat_id) == ("sendMessage", 7)
    assert call.params == {
        "chat_id": 7,
        "text": "<b>hello</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def test_buttons_go_under_the_last_part() -> None:
    button = Button("Open", url="https://clinicaltrials.gov")
    first, last = render(Reply("x" * 5000, ((button,),)), 7)
    assert "reply_markup" not in first.params
    assert last.params["reply_markup"] == {
        "inline_keyboard": [[{"text": "Open", "url": "https://clinicaltrials.gov"}]]
    }


def test_a_reply_can_ask_for_a_location_and_take_the_button_away() -> None:
    (asks,) = render(Reply("where?", asks_location="Share"), 7)
    assert asks.params["reply_markup"] == {
        "keyboard": [[{"text": "Share", "request_location": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    (ends,) = render(Reply("thanks", ends_location=True), 7)
    assert ends.params["reply_markup"] == {"remove_keyboard": True}


def test_a_long_edit_goes_on_in_new_messages() -> None:
    calls = render(Reply("x" * 5000, edit=3), 7)
    assert [call.method for call in calls] == ["editMessageText", "sendMessage"]
    assert calls[0].params["message_id"] == 3


def test_a_reply_may_name_another_chat() -> None:
    (call,) = render(Reply("hello", chat_id=9), 7)
    assert (call.chat_id, call.params["chat_id"]) == (9, 9)


def test_a_text_too_long_for_a_caption_goes_ahead_of_the_file() -> None:
    calls = render(Reply("x" * 1025, attachment=Attachment("a.csv", b"1")), 7)
    assert [call.method for call in calls] == ["sendMessage", "sendDocument"]
    assert calls[1].params["document"] == {"filename": "a.csv", "base64": "MQ=="}
    assert "caption" not in calls[1].params


@pytest.mark.parametrize("data", ["", "é" * 33])
def test_callback_data_of_a_wrong_size_is_refused(data: str) -> None:
    with pytest.raises(CannotRenderError):
        render(Reply("x", ((Button("a", data=data),),)), 7)


def test_a_reply_to_nobody_is_refused() -> None:
    with pytest.raises(CannotRenderError):
        render(Reply("x"), None)


def test_a_notice_is_cut_to_what_telegram_takes() -> None:
    assert len(press_answer("q", 7, "x" * 300).params["text"]) == 200
    assert press_answer("q", 7, None).params == {"callback_query_id": "q"}


def test_half_a_character_does_not_stop_a_message() -> None:
    (call,) = render(Reply("a\ud83db"), 7)
    assert call.params["text"] == "a?b"


def test_a_plain_text_stays_plain() -> None:
    (call,) = render(Reply("a <b>b</b> &lt;"), 7)
    plain = as_plain(call)
    assert plain is not None
    assert plain.params["text"] == "a b <"
    assert as_plain(plain) is None


def test_a_mark_is_put_where_there_is_room() -> None:
    (call,) = render(Reply("hello"), 7)
    full = Call("sendMessage", 7, {"chat_id": 7, "text": "x" * 4090})
    assert with_mark(call, "<i>again?</i>").params["text"] == "hello\n\n<i>again?</i>"
    assert with_mark(full, "<i>again?</i>") == full


def test_every_part_of_a_tagged_reply_carries_the_tag() -> None:
    calls = render(Reply("word " * 1_000, tag="a:1"), 7)
    assert [call.tag for call in calls] == ["a:1", "a:1"]

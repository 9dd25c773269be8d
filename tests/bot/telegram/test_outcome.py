"""How a send went decides what happens to its row."""

from __future__ import annotations

import pytest

from bot.store.outbox import NOTICE, Call, Claimed
from bot.telegram.options import Options
from bot.telegram.outcome import NOTICE_ATTEMPTS, back_off, failed, succeeded
from bot.telegram.wire import Trouble, TroubleKind

EDIT = Call("editMessageText", 7, {"chat_id": 7, "message_id": 3, "text": "x"})
HTML = Call("sendMessage", 7, {"chat_id": 7, "text": "<b>x", "parse_mode": "HTML"})
OPTIONS = Options()


def refused(call: Call, description: str) -> Trouble:
    return Trouble(TroubleKind.BAD_REQUEST, f"Bad Request: {description}")


def test_a_sent_message_keeps_its_number() -> None:
    outcome = succeeded(Claimed(1, HTML, 1, False), {"message_id": 9})
    assert (outcome.sent, outcome.message_id) == (True, 9)


def test_a_429_waits_as_told_and_is_no_possible_repeat() -> None:
    trouble = Trouble(TroubleKind.WAIT, retry_after=17.0)
    outcome = failed(Claimed(1, HTML, 1, False), trouble, OPTIONS)
    assert (outcome.retry_after, outcome.unknowable) == (17.0, False)


def test_an_unknowable_failure_backs_off_and_is_marked() -> None:
    trouble = Trouble(TroubleKind.NETWORK, unknowable=True)
    outcome = failed(Claimed(1, HTML, 3, False), trouble, OPTIONS)
    assert outcome.unknowable
    assert 2.0 <= (outcome.retry_after or 0.0) <= 4.0


def test_the_back_off_doubles_up_to_its_longest() -> None:
    waits = [back_off(attempts, OPTIONS) for attempts in range(1, 200)]
    assert all(0.5 <= waits[n] / min(30.0, 2.0**n) <= 1.0 for n in range(len(waits)))


@pytest.mark.parametrize(
    ("call", "description", "method"),
    [
        (EDIT, "message to edit not found", "sendMessage"),
        (EDIT, "message can't be edited", "sendMessage"),
        (EDIT, "there is no text in the message to edit", "sendMessage"),
        (HTML, "can't parse entities: Unsupported start tag", "sendMessage"),
    ],
)
def test_what_can_be_repaired_is_sent_again_at_once(
    call: Call, description: str, method: str
) -> None:
    outcome = failed(Claimed(1, call, 1, False), refused(call, description), OPTIONS)
    assert outcome.replacement is not None
    assert outcome.replacement.method == method
    assert "message_id" not in outcome.replacement.params
    assert outcome.retry_after == 0.0


def test_an_unchanged_message_counts_as_sent() -> None:
    trouble = refused(EDIT, "message is not modified: specified new message content")
    assert failed(Claimed(1, EDIT, 1, False), trouble, OPTIONS).sent


def test_any_other_400_is_final_without_ending_the_chat() -> None:
    outcome = failed(Claimed(1, HTML, 1, False), refused(HTML, "chat not found"), OPTIONS)
    assert (outcome.sent, outcome.retry_after, outcome.ended) == (False, None, False)


def test_a_file_too_large_is_not_tried_for_ever() -> None:
    trouble = Trouble(TroubleKind.NETWORK, "Request Entity Too Large", unknowable=True)
    outcome = failed(Claimed(1, HTML, 1, False), trouble, OPTIONS)
    assert (outcome.sent, outcome.retry_after) == (False, None)


def test_a_403_ends_the_chat() -> None:
    trouble = Trouble(TroubleKind.FORBIDDEN, "Forbidden: bot was blocked by the user")
    assert failed(Claimed(1, HTML, 1, False), trouble, OPTIONS).ended


def test_the_answer_to_a_press_is_given_up_after_some_attempts() -> None:
    call = Call("answerCallbackQuery", 7, {"callback_query_id": "q"}, NOTICE)
    trouble = Trouble(TroubleKind.NETWORK)
    earlier = failed(Claimed(1, call, NOTICE_ATTEMPTS - 1, False), trouble, OPTIONS)
    last = failed(Claimed(1, call, NOTICE_ATTEMPTS, False), trouble, OPTIONS)
    assert (earlier.retry_after is None, last.retry_after is None) == (False, True)

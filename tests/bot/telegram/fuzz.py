"""Wild updates: samples of every kind the Bot API has, then bent at random places.

Fields are dropped, doubled, nested, given wrong types, huge numbers, lone surrogates and deep
lists. The generator is seeded, so a finding can be repeated.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

_USER = {"id": 7, "is_bot": False, "first_name": "Pat", "language_code": "en"}
_CHAT = {"id": 7, "type": "private", "first_name": "Pat"}
_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 1}
_MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": _CHAT, "from": _USER}
_MEMBER = {"user": _USER, "status": "member"}
_CHANGE = {
    "chat": _CHAT,
    "from": _USER,
    "date": 1_700_000_000,
    "old_chat_member": _MEMBER,
    "new_chat_member": _MEMBER | {"status": "kicked", "until_date": 0},
}
_PLACE = {"latitude": 52.1, "longitude": 5.1}
_POLL = {
    "id": "1",
    "question": "?",
    "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
}
_CONTENTS: tuple[dict[str, Any], ...] = (
    {"text": "is there a trial?"},
    {"text": "/start x", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    {"text": "@trials_test_bot hi", "entities": [{"type": "mention", "offset": 0, "length": 16}]},
    {"photo": [_FILE | {"width": 1, "height": 1}], "caption": "see"},
    {"voice": _FILE | {"duration": 1}},
    {"audio": _FILE | {"duration": 1}},
    {"video_note": _FILE | {"duration": 1, "length": 1}},
    {"document": _FILE},
    {"video": _FILE | {"width": 1, "height": 1, "duration": 1}},
    {"location": _PLACE},
    {"venue": {"location": _PLACE, "title": "t", "address": "a"}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"dice": {"emoji": "x", "value": 1}},
    {"poll": _POLL},
    {"new_chat_members": [_USER]},
    {"left_chat_member": _USER},
    {"pinned_message": _MESSAGE | {"text": "x"}},
    {"migrate_to_chat_id": -5},
    {"reply_to_message": _MESSAGE | {"text": "x"}, "text": "and that?"},
    {"web_app_data": {"data": "x", "button_text": "y"}},
    {},
)
_PRESS = {"id": "q", "from": _USER, "chat_instance": "1", "data": "d"}
_SAMPLES: tuple[dict[str, Any], ...] = (
    *({"message": _MESSAGE | content} for content in _CONTENTS),
    *({"edited_message": _MESSAGE | {"edit_date": 1} | content} for content in _CONTENTS[:4]),
    {"channel_post": _MESSAGE | {"text": "x"}},
    {"callback_query": _PRESS | {"message": _MESSAGE | {"text": "x"}}},
    {"callback_query": _PRESS | {"message": {"chat": _CHAT, "message_id": 1, "date": 0}}},
    {"callback_query": _PRESS | {"inline_message_id": "i"}},
    {"my_chat_member": _CHANGE},
    {"chat_member": _CHANGE},
    {"inline_query": {"id": "1", "from": _USER, "query": "", "offset": ""}},
    {"poll": _POLL},
    {"poll_answer": {"poll_id": "1", "option_ids": [0], "user": _USER}},
    {"shipping_query": {"id": "1", "from": _USER, "invoice_payload": "x"}},
    {"message_reaction": {"chat": _CHAT, "message_id": 1, "date": 1, "new_reaction": []}},
    {"something_new": {"chat": _CHAT, "deep": [[[{}]]]}},
)
_JUNK: tuple[Any, ...] = (None, True, -1, 2**70, 1e308, "", "\ud83d", "x" * 9000, [], {}, [[]])


def wild_updates(count: int, seed: int = 11) -> Iterator[Any]:
    """`count` updates, some whole, most bent. Most have an update_id of their own."""
    dice = random.Random(seed)
    for number in range(count):
        update: Any = copy.deepcopy(dice.choice(_SAMPLES)) | {"update_id": number}
        for _ in range(dice.choice((0, 1, 1, 2, 4))):
            _bend(update, dice)
        yield dice.choice(_JUNK) if dice.random() < 0.02 else update


def _bend(update: Any, dice: random.Random) -> None:
    holders = [holder for holder in _holders(update) if holder]
    if not holders:
        return
    holder = dice.choice(holders)
    key = dice.choice(list(holder)) if isinstance(holder, dict) else dice.randrange(len(holder))
    choice = dice.random()
    if choice < 0.4:
        del holder[key]
    elif choice < 0.9:
        holder[key] = copy.deepcopy(dice.choice(_JUNK))
    elif isinstance(holder, dict):
        holder[dice.choice(("text", "from", "chat", "extra"))] = copy.deepcopy(holder[key])


def _holders(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from _holders(part)

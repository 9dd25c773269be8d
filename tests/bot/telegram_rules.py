"""The rules by which Telegram accepts or refuses a call, written apart from the code under test.

Each function raises `Refused` with Telegram's own code and sentence.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre"}
TAGS |= {"blockquote", "tg-spoiler", "span"}
TEXT_UNITS, CAPTION_UNITS, DATA_BYTES, NOTICE_CHARACTERS = 4096, 1024, 64, 200


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """Telegram answers with an error."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def parsed_text(text: Any, parse_mode: Any, limit: int) -> str:
    """What a person sees of a text, checked for markup and length."""
    if not isinstance(text, str):
        raise Refused(400, "Bad Request: message text is empty")
    if parse_mode not in (None, "HTML"):
        raise Refused(400, "Bad Request: unsupported parse_mode")
    shown = parsed_html(text) if parse_mode == "HTML" else text
    if not shown.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > limit:
        raise Refused(400, "Bad Request: message is too long")
    return shown


def parsed_html(text: str) -> str:
    """The text without its markup; markup that Telegram does not take is refused."""
    shown: list[str] = []
    open_tags: list[str] = []
    position = 0
    while position < len(text):
        if text[position] != "<":
            end = text.find("<", position)
            end = len(text) if end < 0 else end
            shown.append(_decoded(text[position:end]))
            position = end
            continue
        end = text.find(">", position)
        if end < 0:
            raise _bad_markup("Unclosed start tag")
        _follow_tag(text[position + 1 : end], open_tags)
        position = end + 1
    if open_tags:
        raise _bad_markup(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(shown)


def _follow_tag(tag: str, open_tags: list[str]) -> None:
    name = re.split(r"[\s]", tag.lstrip("/"), maxsplit=1)[0].lower()
    if name not in TAGS:
        raise _bad_markup(f'Unsupported start tag "{name}"')
    if not tag.startswith("/"):
        open_tags.append(name)
    elif not open_tags or open_tags.pop() != name:
        raise _bad_markup("Unexpected end tag")


def _decoded(text: str) -> str:
    entity = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
    return entity.sub(lambda found: html.unescape(found[0]), text)


def _bad_markup(what: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {what} at byte offset 0")


def checked_keyboard(text: str | None) -> list[list[dict[str, str]]]:
    """The rows of an inline keyboard."""
    if text is None:
        return []
    rows: list[list[dict[str, str]]] = json.loads(text).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise Refused(400, "Bad Request: can't parse inline keyboard button: Text required")
        data, url = button.get("callback_data"), button.get("url")
        if data is not None and not 1 <= len(data.encode()) <= DATA_BYTES:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if data is None and not re.match(r"(https?|tg)://.", url or ""):
            raise Refused(400, "Bad Request: inline keyboard button URL is invalid")
    return rows

"""Telegram's HTML as plain text, for the terminal and for scripts."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)
_TAG = re.compile(r"</?(?:b|i|u|s|code|pre|blockquote)>")


def plain_text(text: str) -> str:
    """The text without tags; a link keeps its address in brackets."""
    linked = _LINK.sub(r"\2 (\1)", text)
    return html.unescape(_TAG.sub("", linked))

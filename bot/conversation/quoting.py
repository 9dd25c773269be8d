"""Cutting what is quoted from documents: whole sentences, one line, nothing added.

Words of a document never become markup: callers put the result through `Phrases.say`, which
escapes it. Control characters and direction overrides are taken out, so that a hostile record
cannot hide or turn around what a patient reads.
"""

from __future__ import annotations

import re
import unicodedata

_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!Dr\.)\s+(?=[A-Z0-9\[(“\"])"
)
_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LINK = re.compile(rf"(?:https?://|www\.|t\.me/)\S+|{_ADDRESS}", re.I)
_STATUS_MARK = re.compile("[🟢🟡⚪🔴]")


def clean(text: str) -> str:
    """The text without control and direction characters, links, addresses and status marks.

    The marks are ours: a document that carries one could pass for open.
    """
    # Nearly every text is printable, which is one quick question instead of one per character.
    if not text.replace("\n", " ").isprintable():
        text = "".join(map(_harmless, text))
    return _STATUS_MARK.sub("", _LINK.sub("", text))


def _harmless(char: str) -> str:
    return char if char == "\n" or unicodedata.category(char)[0] != "C" else " "


def address(text: str | None) -> str:
    """The text where it is one e-mail address and nothing else, else ""."""
    return text if text and re.fullmatch(_ADDRESS, text) else ""


def one_line(text: str) -> str:
    """The cleaned text on one line."""
    return " ".join(clean(text).split())


def first_sentences(text: str, *, sentences: int = 2, limit: int = 280) -> str:
    """The first whole sentences that fit into `limit` characters; at least a cut first one."""
    parts = _SENTENCE.split(one_line(text))[:sentences]
    chosen = ""
    for part in parts:
        longer = f"{chosen} {part}".strip()
        if chosen and len(longer) > limit:
            break
        chosen = longer
    return cut(chosen, limit)


def cut(text: str, limit: int) -> str:
    """The text, cut after a whole word and marked with … where it is longer than `limit`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(",;: ") + "…"


def paragraphs(text: str, limit: int) -> tuple[str, bool]:
    """Lines of `text` that fit into `limit` characters together, and whether some are left out."""
    lines = [line for line in (" ".join(raw.split()) for raw in clean(text).splitlines()) if line]
    kept: list[str] = []
    length = 0
    for line in lines:
        if length + len(line) + 1 > limit:
            break
        kept.append(line)
        length += len(line) + 1
    if not kept and lines:
        return cut(lines[0], limit), True
    return "\n".join(kept), len(kept) < len(lines)

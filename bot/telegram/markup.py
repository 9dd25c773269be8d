"""Measures and splits the HTML that Telegram knows.

Telegram counts a message's length after its tags and entities are parsed, in UTF-16 units. A text
over the limit is split between paragraphs where that is possible, else between lines, else
between words outside links; a tag that is open at the cut is closed and opened again, so each
part is well-formed by itself. Nothing but white space at the cuts is lost.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TOKEN = re.compile(r"<(/?)([A-Za-z][\w-]*)[^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|\w+);|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A character, an entity or a tag, with the tags that are open before it."""

    source: str
    units: int
    shown: str
    open_tags: tuple[str, ...]


def length(text: str) -> int:
    """UTF-16 units of the parsed text, as Telegram counts them."""
    return sum(piece.units for piece in _pieces(text))


def plain(text: str) -> str:
    """The text without tags, entities decoded."""
    return "".join(piece.shown for piece in _pieces(text))


def split(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """Parts of at most `limit` units each, well-formed, in order. Empty parts are left out."""
    if _units(text) <= limit:
        # What is short with its tags and entities is short without: nearly every message.
        return [text.strip()] if _TAG.sub("", text).strip() else []
    pieces = list(_pieces(text))
    parts = []
    start = 0
    while start < len(pieces):
        end, following = _cut(pieces, start, limit)
        part = _render(pieces, start, end).strip()
        if plain(part).strip():
            parts.append(part)
        start = following
    return parts


def _cut(pieces: list[_Piece], start: int, limit: int) -> tuple[int, int]:
    """Where the part that begins at `start` ends, and where the next one begins."""
    last = _reach(pieces, start, limit)
    if last == len(pieces):
        return last, last
    best, best_rank = last, 9
    for position in range(start + 1, last + 1):
        rank = _rank(pieces, position)
        if rank <= best_rank:
            best, best_rank = position, rank
    following = best
    while following < len(pieces) and pieces[following].shown.isspace():
        following += 1
    return best, following


def _reach(pieces: list[_Piece], start: int, limit: int) -> int:
    units = 0
    for position in range(start, len(pieces)):
        units += pieces[position].units
        if units > limit:
            return position
    return len(pieces)


def _rank(pieces: list[_Piece], position: int) -> int:
    """How good a cut before this piece is; 0 is best."""
    piece = pieces[position]
    if not piece.shown.isspace():
        return 5 if not piece.open_tags else 6
    in_link = any(tag.startswith("<a") for tag in piece.open_tags)
    if in_link:
        return 5
    if piece.shown == "\n":
        follows = position + 1 < len(pieces) and pieces[position + 1].shown == "\n"
        return (0 if follows else 1) if not piece.open_tags else (2 if follows else 3)
    return 4


def _render(pieces: list[_Piece], start: int, end: int) -> str:
    opening = "".join(pieces[start].open_tags)
    open_at_end = pieces[end].open_tags if end < len(pieces) else ()
    closing = "".join(f"</{_name(tag)}>" for tag in reversed(open_at_end))
    return opening + "".join(piece.source for piece in pieces[start:end]) + closing


def _pieces(text: str) -> Iterator[_Piece]:
    open_tags: tuple[str, ...] = ()
    for found in _TOKEN.finditer(text):
        source = found[0]
        if found[2] is None:
            shown = html.unescape(source) if len(source) > 1 else source
            yield _Piece(source, _units(shown), shown, open_tags)
            continue
        if found[1]:
            yield _Piece(source, 0, "", open_tags)
            open_tags = open_tags[:-1]
        else:
            yield _Piece(source, 0, "", open_tags)
            open_tags = (*open_tags, source)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _name(tag: str) -> str:
    return re.split(r"[\s>]", tag[1:], maxsplit=1)[0]

"""A page as an editor saved it, cut into blocks: text or HTML in, paragraphs out.

Reading is where bad input ends. A missing, empty, binary, over-long or wrongly encoded file is a
ContentError of one line that says what to do; whatever comes out of here is clean text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content.errors import ContentError

LARGEST = 5_000_000  # bytes; a saved page has some hundred thousand, and this reads in a minute

_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|article|section|ul|table)\b", re.I
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{2,40})", re.I)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_KNOWN_BINARY = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip file"),
)
_REMEDY = "Save the page as plain text or HTML and try again."


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a page. `heading`: marked up as one. `links`: targets of the links in it."""

    text: str
    heading: bool = False
    listed: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's blocks in reading order; `path` is where it was read from."""

    path: Path
    blocks: tuple[Block, ...]


def read_page(path: Path) -> Page:
    """The page at `path`. Raises ContentError on a file that holds no readable text."""
    text = _decode(path, _read_bytes(path))
    is_html = path.suffix.casefold() in {".html", ".htm", ".xhtml"} or bool(_TAG.search(text))
    blocks = tuple(_html_blocks(text) if is_html else _text_blocks(text))
    if not blocks:
        raise ContentError(path, f"the page has no text. {_REMEDY}")
    return Page(path, blocks)


def _read_bytes(path: Path) -> bytes:
    """The file's bytes, its size checked before it is read."""
    try:
        if path.is_dir():
            raise ContentError(path, "this is a folder; give the file of one saved page.")
        size = path.stat().st_size
        if size > LARGEST:
            big, most = f"{size / 1e6:.0f} MB", f"{LARGEST / 1e6:.0f} MB"
            raise ContentError(path, f"the file is {big}; at most {most} are read. {_REMEDY}")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ContentError(path, "there is no such file; check the name.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ContentError(path, f"the file cannot be read ({reason}).") from None
    if not raw.strip():
        raise ContentError(path, f"the file is empty. {_REMEDY}")
    return raw


def _decode(path: Path, raw: bytes) -> str:
    """The text of `raw`: by its byte order mark, its own declaration, else UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        _refuse_binary(path, raw)
        declared = _CHARSET.search(raw[:4096])
        encoding = declared[1].decode("ascii") if declared else "utf-8-sig"
    for candidate in (encoding, "utf-8-sig"):
        try:
            text = raw.decode(candidate)
        except (UnicodeError, LookupError):
            continue
        return _CONTROL.sub("", text)
    raise ContentError(
        path,
        "the text is neither UTF-8 nor what the page says it is. Save it as UTF-8 and try again.",
        _line_of_bad_byte(raw),
    )


def _refuse_binary(path: Path, raw: bytes) -> None:
    """Raises ContentError when `raw` is no text."""
    for start, what in _KNOWN_BINARY:
        if raw.startswith(start):
            raise ContentError(path, f"this is {what}, not a page of text. {_REMEDY}")
    sample = raw[:65_536]
    if b"\x00" in sample or len(_CONTROL_BYTE.findall(sample)) * 20 > len(sample):
        raise ContentError(path, f"this is a binary file, not a page of text. {_REMEDY}")


def _line_of_bad_byte(raw: bytes) -> int:
    """The line, from 1, on which UTF-8 breaks."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return raw.count(b"\n", 0, error.start) + 1
    return 1


def squeeze(text: str) -> str:
    """`text` on one line with single spaces."""
    return " ".join(text.split())


def _text_blocks(text: str) -> Iterator[Block]:
    """Paragraphs between blank lines; every line where a page has no blank lines."""
    text = "\n".join(text.splitlines())
    parts = re.split(r"\n[^\S\n]*\n", text.strip())
    if len(parts) == 1:
        parts = text.splitlines()
    for part in parts:
        if plain := squeeze(part):
            yield Block(plain)


def _html_blocks(text: str) -> Iterator[Block]:
    """The blocks of an HTML page."""
    from content.importing.markup import blocks  # keeps beautifulsoup4 off the start of the program

    for block in blocks(text):
        if plain := squeeze(block.text):
            yield Block(plain, block.heading, block.listed, block.links)

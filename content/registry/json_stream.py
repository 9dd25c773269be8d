"""Studies out of JSON text of any length, one at a time, in little memory.

A document is a study, a list of studies, or a page of the API (`{"studies": [...]}`); lists and
pages are decoded element by element. A line of JSON Lines that is no JSON is handed on as `Broken`;
a document that breaks off, or is no JSON at all, raises NotStudiesError with the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 1 << 20  # characters read at a time
LONGEST_STUDY = 64 << 20  # characters; the registry's largest are a twentieth of this

_PAGE = re.compile(
    r'\s*\{\s*(?:"(?:totalCount|nextPageToken)"\s*:\s*(?:"[^"]*"|\d+|null)\s*,\s*)*"studies"\s*:\s*\['
)
_SPACE = re.compile(r"[\s,]*")
_BLANK = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


class NotStudiesError(Exception):
    """Text that holds no studies; the message says what it looks like."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no JSON, and why."""

    reason: str


def lines(text: IO[str]) -> Iterator[object]:
    """The studies of JSON Lines; blank lines are skipped, broken ones handed on."""
    good = 0
    first = None
    while line := text.readline(LONGEST_STUDY):
        if not line.strip():
            continue
        first = first or line
        found = _line(line)
        good += not isinstance(found, Broken)
        if not good:
            refuse_html(line)
        yield found
    if first is not None and not good:
        raise NotStudiesError("no line is JSON")


def _line(line: str) -> object:
    if len(line) >= LONGEST_STUDY:
        return Broken("longer than any study")
    try:
        return json.loads(line)
    except RecursionError:
        return Broken("nested too deeply")
    except ValueError as error:
        return Broken(f"not JSON ({str(error)[:80]})")


def document(text: IO[str]) -> Iterator[object]:
    """The studies of one JSON document. Raises NotStudiesError."""
    head = text.read(CHUNK).lstrip("\ufeff")
    refuse_html(head)
    start = re.match(r"\s*\[", head) or _PAGE.match(head)
    if start:
        yield from _elements(text, head[start.end() :])
    else:
        yield from _whole(text, head)


def _elements(text: IO[str], buffer: str) -> Iterator[object]:
    at = 0
    while True:
        match = _SPACE.match(buffer, at)
        at = match.end() if match else at
        if at < len(buffer) and buffer[at] == "]":
            return
        try:
            found, end = _DECODER.raw_decode(buffer, at)
        except RecursionError as error:
            raise NotStudiesError("nested too deeply") from error
        except ValueError as error:
            buffer, at = _longer(text, buffer[at:], error), 0
            continue
        yield found
        at = end
        if at > CHUNK:
            buffer, at = buffer[at:], 0


def _longer(text: IO[str], rest: str, error: ValueError) -> str:
    """`rest` with as much again of what follows. Raises NotStudiesError where nothing helps."""
    if len(rest) > LONGEST_STUDY:
        raise NotStudiesError(f"not JSON after the studies before it ({error})") from error
    more = text.read(max(CHUNK, len(rest)))
    if not more:
        raise NotStudiesError("it breaks off in the middle; fetch it again") from error
    return rest + more


def _whole(text: IO[str], head: str) -> Iterator[object]:
    rest = text.read(LONGEST_STUDY)
    if len(rest) >= LONGEST_STUDY:
        raise NotStudiesError("too long, and neither a study nor a list of studies")
    if not _BLANK.sub("", head + rest[:1]):
        raise NotStudiesError("it is empty")
    try:
        value = json.loads(head + rest)
    except RecursionError as error:
        raise NotStudiesError("nested too deeply") from error
    except ValueError as error:
        raise NotStudiesError(f"not JSON ({str(error)[:80]})") from error
    studies = value.get("studies") if isinstance(value, dict) else None
    yield from studies if isinstance(studies, list) else [value]


def refuse_html(text: str) -> None:
    """Raises NotStudiesError where `text` is a web page."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise NotStudiesError("a web page (HTML or XML) where JSON studies were expected")

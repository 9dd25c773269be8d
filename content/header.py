"""A content file: a typed TOML header between `+++` lines, then the body in plain Markdown.

`read(path)` splits the file, `Header` hands out typed values and knows the line of every key, so
that an editor is told where to look and what is expected. Bodies hold paragraphs, `- ` items and
`## ` headings only: what stands before the first heading is the summary.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from content.documents import SUMMARY, Section
from content.errors import ContentError

FENCE = "+++"
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|\]\(|\*\*|^#(?!# )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Header:
    """The header's values. Every reader raises ContentError naming file, line and what is expected.

    `first_line` is the line in the file of the table's first entry, for messages.
    """

    path: Path
    values: Mapping[str, object]
    lines: Mapping[str, int]
    table: str = ""

    def line(self, key: str) -> int:
        """The line of `key`; 1 where it is missing."""
        return self.lines.get(f"{self.table}.{key}" if self.table else key, 1)

    def fail(self, key: str, expected: str) -> ContentError:
        """The error for a `key` that is not what it should be."""
        return ContentError(self.path, f"`{key}`: {expected}", self.line(key))

    def allow(self, *keys: str) -> None:
        """Raises ContentError on a key that is none of `keys` (a typing mistake, mostly)."""
        for key in self.values:
            if key not in keys:
                raise self.fail(key, f"unknown; expected one of {', '.join(sorted(keys))}")

    def optional_text(self, key: str) -> str | None:
        """A non-empty text, or None where the key is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, 'expected a text in quotes, such as "…"')
        return value.strip()

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.optional_text(key)
        if value is None:
            raise self.fail(key, "missing; expected a text in quotes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, 'expected a list of texts, such as ["one", "two"]')
        return tuple(item.strip() for item in value)

    def optional_number(self, key: str) -> int | None:
        """A whole number, or None."""
        value = self.values.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise self.fail(key, "expected a whole number, without quotes")

    def optional_flag(self, key: str) -> bool | None:
        """true or false, or None."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.fail(key, "expected true or false, without quotes")

    def day(self, key: str) -> date:
        """A calendar day that must be there."""
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fail(key, "expected a day without quotes, such as 2017-01-12")
        return value

    def subtable(self, key: str) -> Header:
        """The header's table `[key]`, which must be there."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fail(key, f"missing; expected a table that begins with [{key}]")
        return Header(self.path, value, self.lines, key)


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A content file, split. `body_line` is the line on which the body begins."""

    header: Header
    body: str
    body_line: int

    def sections(self, allowed: tuple[str, ...] | None = None) -> tuple[Section, ...]:
        """The body's parts, the summary first.

        Raises ContentError where the summary is missing, a heading is empty, repeated or not
        among `allowed`, or the body holds markup that a reply could not carry.
        """
        path = self.header.path
        if found := _MARKUP.search(self.body):
            line = self.body_line + self.body.count("\n", 0, found.start())
            raise ContentError(
                path, f"{found.group()!r}: bodies hold paragraphs, `- ` and `## ` only", line
            )
        parts: list[Section] = []
        for heading, text, line in _split(self.body, self.body_line):
            if not text:
                raise ContentError(path, f"nothing stands under {heading!r}; write or remove", line)
            if any(part.heading == heading for part in parts):
                raise ContentError(path, f"heading {heading!r} stands twice; join them", line)
            if allowed and heading not in (SUMMARY, *allowed):
                wanted = ", ".join(allowed)
                raise ContentError(path, f"heading {heading!r}; expected one of {wanted}", line)
            parts.append(Section(heading, text))
        return tuple(parts)


def _split(body: str, first_line: int) -> list[tuple[str, str, int]]:
    found: list[tuple[str, list[str], int]] = [(SUMMARY, [], first_line)]
    for number, line in enumerate(body.splitlines(), first_line):
        if line.startswith("## "):
            found.append((line[3:].strip(), [], number))
        else:
            found[-1][1].append(line.rstrip())
    return [(heading, "\n".join(lines).strip(), number) for heading, lines, number in found]


def _key_lines(lines: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    table = ""
    for number, line in enumerate(lines, 2):
        if match := re.match(r"\[([\w-]+)\]\s*(?:#.*)?$", line):
            table = match.group(1)
            places[table] = number
        elif match := re.match(r"([\w-]+)\s*=", line):
            places[f"{table}.{match.group(1)}" if table else match.group(1)] = number
    return places


def read(path: Path) -> ContentFile:
    """Read and split the file at `path`. Raises ContentError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(path, "not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise ContentError(path, f"cannot be read ({error.strerror})") from error
    lines = text.splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise ContentError(path, f"expected a header that begins with a line {FENCE}", 1)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if end is None:
        raise ContentError(path, f"expected a line {FENCE} that ends the header", len(lines))
    try:
        values = tomllib.loads("\n".join([*lines[1:end], ""]))
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        reason = _TOML_LINE.sub("", str(error)).strip()
        raise ContentError(
            path, f"header is not TOML: {reason}", int(found.group(1)) + 1 if found else end
        ) from error
    return ContentFile(
        Header(path, values, _key_lines(lines[1:end])), "\n".join(lines[end + 1 :]), end + 2
    )

"""A content file is split with care, and every mistake is told with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.documents import Section
from content.errors import ContentError
from content.header import ContentFile, Header, read

FILE = """+++
title = "Leaving a trial"
questions = ["can I leave", "can I stop "]
count = 7
flag = true
written = 2026-11-24

[record]
status = "RECRUITING"
+++
You can leave.

At any time.

## Why

No reason is needed.
- one
- two
"""


def saved(folder: Path, text: str) -> Path:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> ContentFile:
    return read(saved(tmp_path, FILE))


def test_the_header_hands_out_typed_values(file: ContentFile) -> None:
    header = file.header
    assert header.text("title") == "Leaving a trial"
    assert header.texts("questions") == ("can I leave", "can I stop")
    assert header.optional_number("count") == 7
    assert header.optional_flag("flag") is True
    assert header.day("written") == date(2026, 11, 24)
    assert header.subtable("record").text("status") == "RECRUITING"


def test_what_is_not_there_is_none_or_empty(file: ContentFile) -> None:
    header = file.header
    assert header.optional_text("other") is None
    assert header.texts("other") == ()
    assert header.optional_number("other") is None
    assert header.optional_flag("other") is None


def test_the_body_is_split_at_its_headings(file: ContentFile) -> None:
    assert file.sections() == (
        Section("Summary", "You can leave.\n\nAt any time."),
        Section("Why", "No reason is needed.\n- one\n- two"),
    )


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        (lambda header: header.text("count"), 4),
        (lambda header: header.texts("title"), 2),
        (lambda header: header.optional_number("flag"), 5),
        (lambda header: header.optional_flag("count"), 4),
        (lambda header: header.day("title"), 2),
        (lambda header: header.subtable("title"), 2),
        (lambda header: header.subtable("record").texts("status"), 9),
        (lambda header: header.allow("title"), 3),
        (lambda header: header.text("missing"), 1),
    ],
)
def test_a_mistake_is_told_with_its_line(
    file: ContentFile, ask: Callable[[Header], object], line: int
) -> None:
    with pytest.raises(ContentError) as caught:
        ask(file.header)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"{file.header.path}:{line}: ")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("", 2, "nothing stands under 'Summary'"),
        ("A\n\n## Why\n", 6, "nothing stands under 'Why'"),
        ("A\n\n## Why\nB\n\n## Why\nC", 9, "stands twice"),
        ("A\n\n## Other\nB", 6, "expected one of Why"),
        ("A **bold** word", 4, "'**'"),
        ("A\n[link](https://a.b)", 5, "']('"),
        ("A <b>word</b>", 4, "'<b>'"),
        ("A\n\n# Title", 6, "'#'"),
        ("A\n\n### Deeper", 6, "'#'"),
    ],
)
def test_a_body_that_a_reply_could_not_carry_is_refused(
    tmp_path: Path, body: str, line: int, words: str
) -> None:
    file = read(saved(tmp_path, f'+++\ntitle = "A"\n+++\n{body}'))
    with pytest.raises(ContentError) as caught:
        file.sections(("Why",))
    assert words in str(caught.value)
    if body:
        assert caught.value.line == line


def test_less_than_is_no_mark_up(tmp_path: Path) -> None:
    file = read(saved(tmp_path, '+++\ntitle = "A"\n+++\nKi-67 < 20% and p<0.05'))
    assert file.sections() == (Section("Summary", "Ki-67 < 20% and p<0.05"),)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "begins with a line +++"),
        ("title\n", 1, "begins with a line +++"),
        ('+++\ntitle = "A"\n', 2, "ends the header"),
        ('+++\ntitle = "A"\nbroken\n+++\nBody', 3, "not TOML"),
        ("+++\na = 1\na = 2\n+++\nBody", 3, "not TOML"),
        ('+++\ntitle = "A"\na = [1,\n+++\nBody', 3, "not TOML"),
    ],
)
def test_a_header_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(ContentError) as caught:
        read(saved(tmp_path, text))
    assert words in str(caught.value)
    assert caught.value.line == line


def test_a_file_that_is_no_text_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with pytest.raises(ContentError, match="cannot be read"):
        read(path)
    path.write_bytes(b"+++\n\xff\xfe\n+++\n")
    with pytest.raises(ContentError, match="not UTF-8"):
        read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_is_a_file_or_a_content_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wild.md"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read(path).sections()
    except ContentError as error:
        assert str(path) in str(error)  # noqa: PT017 - both outcomes are allowed

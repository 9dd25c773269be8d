"""Reading a page: what ends in one clear line, and how text is cut into blocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.errors import ContentError
from content.importing.page import LARGEST, read_page


def saved(folder: Path, raw: bytes | str, name: str = "page.txt") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return path


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PK\x03\x04 word/document.xml", "Office"),
        (b"ab\x00cd" * 50, "binary"),
        (bytes(range(1, 32)) * 9, "binary"),
        (b"fine\nna\xefve \xff\xfe", "UTF-8"),
        (b"<html><body><script>x</script></body></html>", "no text"),
    ],
)
def test_a_file_without_readable_text_is_refused_in_one_line(
    tmp_path: Path, raw: bytes, says: str
) -> None:
    with pytest.raises(ContentError, match=says) as caught:
        read_page(saved(tmp_path, raw))
    assert "\n" not in str(caught.value)


def test_a_bad_byte_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_page(saved(tmp_path, b"one\ntwo\nthr\xe9e\n"))
    assert caught.value.line == 3


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no such file"):
        read_page(tmp_path / "none.txt")
    with pytest.raises(ContentError, match="folder"):
        read_page(tmp_path)


def test_a_file_over_the_limit_is_refused_with_its_size_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ContentError, match=f"50 MB; at most {LARGEST // 1_000_000} MB"):
        read_page(path)


def test_text_is_cut_at_blank_lines_and_lines_are_joined(tmp_path: Path) -> None:
    page = read_page(saved(tmp_path, "\ufeffOne\r\nline.\r\n \r\nTwo\x07."))
    assert [block.text for block in page.blocks] == ["One line.", "Two."]


def test_text_without_blank_lines_is_cut_at_its_lines(tmp_path: Path) -> None:
    page = read_page(saved(tmp_path, "Title here\nText of it."))
    assert [block.text for block in page.blocks] == ["Title here", "Text of it."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    page = read_page(saved(tmp_path, "Größe “NETs”".encode(encoding)))
    assert page.blocks[0].text == "Größe “NETs”"


def test_a_page_that_declares_an_older_encoding_is_read_in_it(tmp_path: Path) -> None:
    html = '<html><head><meta charset="windows-1252"></head><body><p>Größe “x”</p></body></html>'
    page = read_page(saved(tmp_path, html.encode("cp1252")))
    assert page.blocks[0].text == "Größe “x”"


def test_html_gives_headings_list_items_links_and_skips_the_frame(tmp_path: Path) -> None:
    html = """<body><nav>Menu</nav><h2>Trials <i>here</i></h2><ul><li>One <a href="/NCT1">link</a>
    </li></ul><p>A<br><br>B<!-- c --></p><p><b>Bold title</b><br>text</p>tail<footer>f</footer>"""
    blocks = read_page(saved(tmp_path, html, "page.html")).blocks
    assert [(b.text, b.heading, b.listed) for b in blocks] == [
        ("Trials here", True, False),
        ("One link", False, True),
        ("A", False, False),
        ("B", False, False),
        ("Bold title", True, False),
        ("text", False, False),
        ("tail", False, False),
    ]
    assert blocks[1].links == ("/NCT1",)


def test_html_nested_a_thousand_deep_is_read(tmp_path: Path) -> None:
    deep = "<div>" * 1500 + "word" + "</div>" * 1500
    assert read_page(saved(tmp_path, deep)).blocks[0].text == "word"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_give_blocks_or_one_clear_error(tmp_path: Path, raw: bytes) -> None:
    try:
        blocks = read_page(saved(tmp_path, raw)).blocks
    except ContentError:
        return
    assert blocks
    assert all(block.text.strip() for block in blocks)

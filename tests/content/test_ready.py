"""Ready answers: complete in every language, plain, and faults named for their editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.privacy.redaction import redact
from content.errors import ContentError
from content.languages import LANGUAGES
from content.readability import grade
from content.ready import ReadyReply, read_ready_reply, ready_replies


@pytest.mark.parametrize("reply", ready_replies(), ids=lambda reply: reply.name)
def test_a_shipped_answer_speaks_every_language_plainly_and_names_nobody(
    reply: ReadyReply,
) -> None:
    assert set(reply.texts) == set(LANGUAGES)
    assert grade(reply.texts["en"]) <= 8
    assert {code for code, text in reply.texts.items() if redact(text).removed} == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", "not toml ["),
        ("a.toml", '[text]\nen = "x"\n'),
        ("a.toml", 'title = "A"\n'),
        ("a.toml", 'title = "A"\n[text]\nde = "x"\n'),
        ("a.toml", 'title = "A"\n[text]\nen = ""\n'),
        ("a.toml", 'title = "A"\n[text]\nen = "x"\nxx = "y"\n'),
        ("A long name.toml", 'title = "A"\n[text]\nen = "x"\n'),
    ],
)
def test_a_file_that_is_no_answer_is_named(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=name.replace(".", r"\.")):
        read_ready_reply(path)


def test_an_editor_may_leave_languages_out(tmp_path: Path) -> None:
    path = tmp_path / "thanks.toml"
    path.write_text('title = "Thanks"\n[text]\nen = "Thank you."\nde = "Danke."\n')
    assert read_ready_reply(path).texts == {"en": "Thank you.", "de": "Danke."}

"""What the tables may hold, and that no more of them is read than a message needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.safety import phrases, tables
from bot.safety.mending import Mender
from bot.safety.phrases import PhraseTree, find_phrases
from bot.safety.spelling import plain_text
from bot.safety.tables import read_script, scripts_of, spellings
from content.errors import ContentError


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the only table there is."""
    monkeypatch.setattr(tables, "PATTERNS", tmp_path)
    monkeypatch.setattr(tables, "_BY_SCRIPT", {"latin": ("en",)})
    return tmp_path / "en.tsv"


def test_only_the_scripts_of_a_text_are_read() -> None:
    assert scripts_of("hello") == ("latin",)
    assert scripts_of("hello привет") == ("latin", "cyrillic")
    assert scripts_of("胸が痛い مرحبا") == ("latin", "cjk", "arabic")


def test_a_choice_stands_for_each_of_its_words() -> None:
    assert list(spellings("drive (into|off) the (bridge|road)")) == [
        ["drive", into, "the", end] for into in ("into", "off") for end in ("bridge", "road")
    ]


def test_a_phrase_may_begin_with_a_choice_and_have_a_stem_and_a_gap(english: Path) -> None:
    english.write_text("concept\tphrases\nfall\t(mum|dad) _ collaps*\n", encoding="utf-8")
    text = plain_text("my dad has just collapsed")
    hits = [(hit.concept, hit.first, hit.last) for hit in PhraseTree("latin").find(text)]
    assert hits == [("fall", 1, 4)]


@pytest.mark.parametrize("row", ["no tab here", "concept\t", "\tphrase"])
def test_a_broken_row_is_named_by_its_line(english: Path, row: str) -> None:
    english.write_text(f"concept\tphrases\na\tb\n{row}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="3"):
        read_script("latin")


def test_a_missing_table_is_told(english: Path) -> None:
    with pytest.raises(ContentError, match="restore"):
        read_script("latin")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("breathng", "breathing"),
        ("breathiing", "breathing"),
        ("braething", "breathing"),
        ("breathong", "breathing"),
        ("reathing", None),
        ("brath", None),
        ("8reathing", None),
    ],
)
def test_a_slip_is_mended_but_never_in_the_first_letter_or_a_short_word(
    typed: str, meant: str | None
) -> None:
    assert Mender(["breathing", "collaps*"]).mend(typed) == meant


def test_a_tree_grown_by_one_message_serves_the_next() -> None:
    first = list(find_phrases(plain_text("crushing chest pain")))
    assert first == list(find_phrases(plain_text("crushing chest pain")))
    assert {hit.concept for hit in first} >= {"chest", "pain", "tight"}
    assert phrases.phrase_tree("latin") is phrases.phrase_tree("latin")

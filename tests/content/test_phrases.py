"""What the bot says: the same keys and placeholders in every language, harmless values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content import FOLDER
from content.errors import ContentError
from content.languages import LANGUAGES
from content.phrases import Html, Phrases, phrases, placeholders, read_sentences
from content.readability import grade

REPLIES = FOLDER / "replies"
ENGLISH = read_sentences(REPLIES / "en.toml")
OTHERS = sorted(path.stem for path in REPLIES.glob("*.toml") if path.stem != "en")
_TAG = re.compile(r"</?[a-z]+")


def test_every_language_is_one_that_is_offered() -> None:
    assert set(OTHERS) <= set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_keys(language: str) -> None:
    assert set(read_sentences(REPLIES / f"{language}.toml")) == set(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_placeholders_and_tags(language: str) -> None:
    sentences = read_sentences(REPLIES / f"{language}.toml")
    different = [
        key
        for key, sentence in sentences.items()
        if placeholders(sentence) != placeholders(ENGLISH[key])
        or sorted(_TAG.findall(sentence)) != sorted(_TAG.findall(ENGLISH[key]))
    ]
    assert different == []


def test_every_sentence_is_said_somewhere_in_the_code() -> None:
    root = FOLDER.parent
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("bot", "content", "index")
        for path in (root / package).rglob("*.py")
    )
    families = set(re.findall(r'f"(\w+\.\w*)\{', code))
    dead = [
        key
        for key in ENGLISH
        if not re.search(rf"""["']{re.escape(key)}["']""", code)
        and not any(key.startswith(family) for family in families)
    ]
    assert dead == []


def test_sentences_are_easy_to_read() -> None:
    long = {key: text for key, text in ENGLISH.items() if len(text.split()) >= 12}
    hard = {key: round(grade(re.sub(r"\{\w+\}", "it", text)), 1) for key, text in long.items()}
    assert {key: value for key, value in hard.items() if value > 8} == {}


def test_values_are_escaped_and_markup_of_our_own_is_not() -> None:
    say = Phrases("en", {"a.b": "<b>{x}</b> {y}"})
    assert say.say("a.b", x="<i>&", y=Html("<i>y</i>")) == "<b>&lt;i&gt;&amp;</b> <i>y</i>"


def test_a_language_without_a_sentence_falls_back_to_english(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[a]\nb = "English"\nc = "both"\n', encoding="utf-8")
    (tmp_path / "de.toml").write_text('[a]\nc = "beide"\n', encoding="utf-8")
    say = phrases("de", tmp_path)
    assert (say.say("a.b"), say.say("a.c")) == ("English", "beide")


@pytest.mark.parametrize("text", ["not toml [", 'x = "outside"\n', "[a]\nb = 1\n"])
def test_a_file_of_sentences_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "en.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"en\.toml"):
        read_sentences(path)

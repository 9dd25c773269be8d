"""Splitting keeps every character, cuts where a reader expects it, and leaves each part whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.markup import length, plain, split
from tests.bot.telegram_rules import parsed_html

TOKENS = ["word", "a long sentence of words. ", "&lt;", "&amp;", "😀", " ", "\n", "\n\n"]
TOKENS += ["<b>", "</b>", '<a href="https://x.org">', "</a>"]
WORDS = st.lists(
    st.sampled_from(TOKENS),
    max_size=120,
)


def balanced(tokens: list[str]) -> str:
    """The tokens with every tag closed in its order."""
    open_names: list[str] = []
    out = []
    for token in tokens:
        if token.startswith("</"):
            if not open_names or open_names[-1] != token[2:-1]:
                continue
            open_names.pop()
        elif token.startswith("<"):
            open_names.append(token[1:2])
        out.append(token)
    return "".join(out + [f"</{name}>" for name in reversed(open_names)])


@given(WORDS, st.integers(10, 80))
def test_parts_are_whole_short_and_lose_only_white_space(tokens: list[str], limit: int) -> None:
    text = balanced(tokens)
    parts = split(text, limit)
    shown = [parsed_html(part) for part in parts]
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in shown)
    assert "".join("".join(shown).split()) == "".join(parsed_html(text).split())


@given(WORDS)
def test_length_and_plain_text_agree_with_telegrams_rules(tokens: list[str]) -> None:
    text = balanced(tokens)
    assert plain(text) == parsed_html(text)
    assert length(text) == len(parsed_html(text).encode("utf-16-le")) // 2


def test_a_text_within_the_limit_is_one_part() -> None:
    assert split("a\n\nb" * 1000) == ["a\n\nb" * 1000]


def test_entities_and_tags_do_not_count() -> None:
    text = "<b>" + "&amp;" * 4096 + "</b>"
    assert split(text) == [text]


def test_an_emoji_counts_two() -> None:
    assert [length(part) for part in split("😀" * 2049)] == [4096, 2]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two\n\nthree\nfour", ["one two", "three\nfour"]),
        ("one two\nthree four", ["one two", "three four"]),
        ("one two three four", ["one two", "three four"]),
        ("<b>one two\n\nthree</b> four", ["<b>one two</b>", "<b>three</b> four"]),
        ('one two <a href="x">three four</a>', ["one two", '<a href="x">three four</a>']),
    ],
)
def test_it_cuts_at_the_best_place(text: str, parts: list[str]) -> None:
    assert split(text, 11) == parts


def test_a_tag_is_never_cut() -> None:
    text = " ".join(f'<a href="https://clinicaltrials.gov/study/NCT{n}">link</a>' for n in range(9))
    assert all(re.fullmatch(r"(<a [^<>]*>link</a> ?)+", part) for part in split(text, 12))


def test_nothing_to_see_is_no_part() -> None:
    assert split(" \n<b> </b>") == []

"""Whatever is written: no crash, and no message that makes the others wait."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intent import Intent, Mentions, MessageKind, classify, warm
from bot.intent.folding import fold
from bot.language import detect
from content.languages import LANGUAGES
from tests.bot.intent.labelled import labelled

GIANTS = {
    "words": "should i stop the trial " * 4_300,
    "one letter": "a" * 100_000,
    "question marks": "?" * 100_000,
    "spaces": " " * 100_000,
    "emoji": "🍌" * 100_000,
    "han": "我可以停药吗" * 17_000,
    "combining marks": "e" + "\u0301" * 100_000,
    "stars": "f" + "*" * 100_000,
    "overrides": "\u202e\u200b" * 50_000,
}


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()
    detect("hello there")


def fastest(work: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the quickest of some tries: a busy machine slows some, never all."""
    times = []
    for _ in range(tries):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.booleans())
def test_any_text_gets_an_intent(text: str, language: str, disease: bool) -> None:
    intent = classify(text, mentions=Mentions(disease=disease), language=language)
    assert isinstance(intent, Intent)
    assert intent.kind is MessageKind.INJECTION or intent.residual == text


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "xx", ""]))
def test_any_text_gets_one_of_the_twelve_languages(text: str, fallback: str) -> None:
    assert detect(text, fallback) in LANGUAGES


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["\ud83d", "\udc00 trial", "net\x00\x01", "\ud800" * 10])
def test_half_an_emoji_and_control_characters_do_no_harm(text: str) -> None:
    assert isinstance(classify(text, mentions=Mentions(), language="en"), Intent)
    assert detect(text) == "en"


@pytest.mark.parametrize("name", sorted(GIANTS))
def test_100_kilobytes_are_read_within_50_milliseconds(name: str) -> None:
    text = GIANTS[name]
    seconds = [
        fastest(lambda code=code: classify(text, mentions=Mentions(), language=code), 3)  # type: ignore[misc]
        for code in ("en", "ar", "zh")
    ]
    assert max(seconds) < 0.05
    assert fastest(lambda: detect(text)) < 0.05


def test_19_of_20_messages_are_read_within_2_milliseconds() -> None:
    times = [
        fastest(
            lambda row=row: classify(row.text, mentions=row.mentions, language=row.language),  # type: ignore[misc]
            3,
        )
        for row in labelled("examples.tsv")
    ]
    assert statistics.quantiles(times, n=20)[-1] < 0.002

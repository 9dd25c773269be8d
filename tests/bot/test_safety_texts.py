"""The fixed safety texts: whole in every language, short, the number first, nothing guessed."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest

from bot.safety.findings import SafetyKind
from bot.safety.texts import emergency_numbers, known_countries, safety_reply, unclear_line
from content import FOLDER
from content.languages import LANGUAGES
from content.readability import grade

KINDS = [kind for kind in SafetyKind if kind.takes_over]
_NO_SPACES = {"zh", "ja"}


def _without_numbers(language: str, kind: SafetyKind) -> str:
    path = FOLDER / "safety" / "texts" / f"{language}.toml"
    text = tomllib.loads(path.read_text(encoding="utf-8"))[kind.value]
    return re.sub(r"\{\w+\}", "", str(text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_language_has_every_text_under_sixty_words(language: str, kind: SafetyKind) -> None:
    text = _without_numbers(language, kind)
    size = len(text) / 2 if language in _NO_SPACES else len(text.split())
    assert 15 <= size < 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in KINDS if k.shows_emergency_number_first])
def test_the_emergency_number_stands_in_the_first_line(language: str, kind: SafetyKind) -> None:
    assert "112" in safety_reply(kind, language, "DE").splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in KINDS if k.shows_crisis_line])
def test_a_crisis_line_and_the_directory_are_shown(language: str, kind: SafetyKind) -> None:
    text = safety_reply(kind, language, "US")
    assert "988" in text
    assert "findahelpline.com" in text


def test_english_texts_are_easy_to_read() -> None:
    hard = {
        kind.value: grade(_without_numbers("en", kind))
        for kind in KINDS
        if grade(_without_numbers("en", kind)) > 8
    }
    assert hard == {}


def test_a_country_is_never_guessed_from_the_language() -> None:
    assert safety_reply(SafetyKind.EMERGENCY, "ja", None).count("119") == 1
    assert "911" in safety_reply(SafetyKind.EMERGENCY, "ja", None)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_notes_behind_the_numbers_are_in_the_readers_language(language: str) -> None:
    text = "".join(safety_reply(kind, language, None) for kind in KINDS)
    assert [word for word in ("Europe,", "most mobiles", "UK", "call or") if word in text] == (
        ["Europe,"] if language == "fr" else []
    )
    assert "call or" not in safety_reply(SafetyKind.SELF_HARM, language, "US")


def test_every_language_names_the_same_places() -> None:
    folder = FOLDER / "safety" / "texts"
    where = {
        language: set(tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))["where"])
        for language in LANGUAGES
    }
    assert [language for language in LANGUAGES if where[language] != where["en"]] == []


def test_no_arabic_letter_between_the_numbers_can_turn_their_order() -> None:
    # Unisolated, the letters before "116 123" make a phone show "123 116".
    outside = re.sub(
        "\u2068[^\u2068\u2069]*\u2069", "", safety_reply(SafetyKind.SELF_HARM, "ar", None)
    )
    crisis = next(line for line in outside.splitlines() if "116 123" in line)
    listed = crisis[crisis.index("\u2066") : crisis.index("\u2069")]
    assert re.findall("[\u0600-\u06ff]", listed) == []


def test_a_chosen_country_shows_its_own_numbers_only() -> None:
    assert emergency_numbers("FR", "fr") == "15 · 112"


def test_a_country_without_a_checked_number_shows_the_list() -> None:
    assert emergency_numbers("CH", "de") == emergency_numbers(None, "de")
    assert "CH" not in known_countries()


def test_an_unknown_language_gets_english() -> None:
    assert safety_reply(SafetyKind.EMERGENCY, "xx", None) == safety_reply(
        SafetyKind.EMERGENCY, "en", None
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_line_for_unclear_messages(language: str) -> None:
    assert len(unclear_line(language)) > 10


def test_the_numbers_say_when_they_were_checked() -> None:
    table = tomllib.loads((FOLDER / "safety" / "numbers.toml").read_text(encoding="utf-8"))
    assert isinstance(table["checked_on"], date)

"""Which language a message is taken to be in."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bot.intent import MessageKind
from bot.language import detect
from tests.bot.intent.labelled import labelled
from tests.conftest import ROOT
from tests.shared_data import SHARED, needs_shared


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Gibt es Studien in Köln?", "de"),
        ("есть ли исследования", "ru"),
        ("Lutathera 这个药怎么样", "zh"),
        ("ランレオチドについて", "ja"),
        ("膵臓腫瘍 治験", "ja"),
        ("هل توجد تجارب", "ar"),
    ],
)
def test_a_message_tells_its_language(text: str, wanted: str) -> None:
    assert detect(text, "en") == wanted


@pytest.mark.parametrize("text", ["Lutathera", "NCT02724540", "", "ok", "🙏", "177Lu"])
def test_too_few_signs_leave_the_language_of_the_chat(text: str) -> None:
    assert [detect(text, "pl"), detect(text, "fr")] == ["pl", "fr"]


def test_a_chat_in_an_unknown_language_counts_as_english() -> None:
    assert detect("Lutathera", "sv") == "en"


def test_one_foreign_word_does_not_change_an_english_message() -> None:
    assert detect("is there any ensayo open for my dad", "en") == "en"


@pytest.mark.parametrize("name", ["examples.tsv", "held_out.tsv"])
def test_97_of_100_own_examples_tell_their_language(name: str) -> None:
    rows = [row for row in labelled(name) if row.kind is not MessageKind.GIBBERISH]
    wrong = [(row.language, row.text) for row in rows if detect(row.text, "en") != row.language]
    assert len(wrong) <= 0.03 * len(rows), wrong


@needs_shared
@pytest.mark.shared
def test_97_of_100_labelled_messages_tell_their_language() -> None:
    lines = (SHARED / "safety" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wrong = [(row["lang"], row["text"]) for row in rows if detect(row["text"], "en") != row["lang"]]
    assert len(wrong) <= 0.03 * len(rows), wrong


def test_a_tie_between_languages_falls_the_same_way_in_every_process() -> None:
    code = "from bot.language import detect; print(detect('Lutathera para feocromocitoma', 'en'))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "3", "5")
    }
    assert found == {"es\n"}

"""The classifier on the labelled messages that the project does not ship."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bot.intent import MessageKind, classify
from bot.language import detect
from tests.bot.intent.mentions import mentions
from tests.shared_data import SHARED, needs_shared

K = MessageKind
CLASSES = {
    K.TRIAL: "trial_question",
    K.FOLLOW_UP: "trial_question",
    K.NEWS: "news_question",
    K.CONCEPT: "concept_question",
    K.LOGISTICS: "logistics",
    K.TREATMENT_ADVICE: "treatment_advice",
    K.ELIGIBILITY: "eligibility_claim",
    K.DIAGNOSIS: "diagnosis_request",
    K.OFF_TOPIC: "off_topic",
    K.SMALL_TALK: "smalltalk",
    K.THANKS: "smalltalk",
    K.GREETING: "smalltalk",
    K.ABUSE: "abuse",
    K.INJECTION: "injection",
    K.GIBBERISH: "gibberish",
    K.GRIEF: "grief",
}
FLOOR = 0.9

pytestmark = [needs_shared, pytest.mark.shared]


def confusion() -> Counter[tuple[str, str]]:
    """How often a class was taken for a class. Emergencies and crises are caught earlier."""
    counts: Counter[tuple[str, str]] = Counter()
    for line in (SHARED / "safety" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = row["secondary"][0] if row["class"] == "pii" else row["class"]
        if wanted not in CLASSES.values():
            continue
        text = row["text"]
        intent = classify(text, mentions=mentions(text), language=detect(text, "en"))
        counts[wanted, CLASSES[intent.kind]] += 1
    return counts


def test_every_class_is_found_and_meant_in_nine_of_ten() -> None:
    counts = confusion()
    for name in {wanted for wanted, _ in counts}:
        right = counts[name, name]
        recall = right / sum(n for (wanted, _), n in counts.items() if wanted == name)
        precision = right / sum(n for (_, got), n in counts.items() if got == name)
        assert (name, recall >= FLOOR, precision >= FLOOR) == (name, True, True)


def test_no_trial_question_is_taken_for_another_subject() -> None:
    assert confusion()["trial_question", "off_topic"] == 0

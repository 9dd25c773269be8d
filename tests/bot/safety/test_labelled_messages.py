"""How many emergencies and crises the check finds, and how often it alarms for nothing.

The examples are the tables' own. The other sets were written before their author had seen the
tables; all but the last two by hands that then went on to mend them. First figures, in emergencies,
crises and false alarms on harmless messages: second set 29 of 33, 11 of 15, 3 of 25; third set 62
of 77, 32 of 40, 4 of 75; fourth set 54 of 60, 24 of 40, 5 of 60; fifth set 22 of 25, 8 of 15, 0 of
20; sixth set 50 of 60, 26 of 45, 4 of 55; seventh set 39 of 40, 20 of 30, 11 of 40, false alarms
mended and its veiled words not yet. Mended since, they now tell only what must not get worse. The
development set stays outside.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.safety.labelled import EXAMPLES, Labelled, crises, emergencies, rows
from tests.shared_data import SHARED, needs_shared

_LANGUAGES = {"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "zh"}
_FALSE_ALARMS = 0.02


def test_there_are_examples_in_all_twelve_languages() -> None:
    assert {path.stem for path in EXAMPLES} == _LANGUAGES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_of_danger_is_found(path: Path) -> None:
    labelled = rows(path)
    assert (emergencies(labelled).missed, crises(labelled).missed) == ((), ())


def test_examples_seldom_alarm_for_nothing() -> None:
    labelled = [row for path in EXAMPLES for row in rows(path)]
    assert emergencies(labelled).false_alarms <= _FALSE_ALARMS, emergencies(labelled).alarmed
    assert crises(labelled).false_alarms <= _FALSE_ALARMS, crises(labelled).alarmed


@pytest.mark.parametrize(
    "name", ["second_set.tsv", "third_set.tsv", "fourth_set.tsv", "fifth_set.tsv", "sixth_set.tsv"]
)
def test_messages_written_before_the_tables_were_seen_are_met_by_now(name: str) -> None:
    labelled = rows(Path(__file__).with_name(name))
    assert (emergencies(labelled).missed, crises(labelled).missed) == ((), ())
    assert emergencies(labelled).false_alarms <= _FALSE_ALARMS, emergencies(labelled).alarmed
    assert crises(labelled).false_alarms <= _FALSE_ALARMS, crises(labelled).alarmed


def test_the_seventh_set_gets_no_worse() -> None:
    labelled = rows(Path(__file__).with_name("seventh_set.tsv"))
    assert len(emergencies(labelled).missed) <= 1, emergencies(labelled).missed
    assert len(crises(labelled).missed) <= 10, crises(labelled).missed
    assert emergencies(labelled).false_alarms <= 0.05, emergencies(labelled).alarmed
    assert crises(labelled).alarmed == ()


@pytest.mark.shared
@needs_shared
def test_the_development_set_is_met() -> None:
    labelled = _development_set()
    assert (emergencies(labelled).recall, crises(labelled).recall) == (1.0, 1.0)
    assert emergencies(labelled).false_alarms <= _FALSE_ALARMS, emergencies(labelled).alarmed
    assert crises(labelled).false_alarms <= _FALSE_ALARMS, crises(labelled).alarmed


def _development_set() -> list[Labelled]:
    lines = (SHARED / "safety" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    read = [json.loads(line) for line in lines if line.strip()]
    return [
        Labelled(row["text"], row["expect"]["emergency_first"], row["expect"]["crisis_line"])
        for row in read
    ]

"""Numbers alarming in themselves: blood pressure, temperature, sugar, pulse, oxygen, stools.

A number is read only with a word for what was measured near it; a blood pressure pair or a fever
without such a word counts for little and needs company. Both mg/dL and mmol/L, Celsius and
Fahrenheit, and pressures in centimetres of mercury (7/4) are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.safety.phrases import Hit
from bot.safety.spelling import PlainText

ANY_LANGUAGE = ""
_BETWEEN = frozenset(
    ("/", "over", "por", "su", "zu", "auf", "op", "na", "на", "sur", "sobre", "على", "per")
)
_DEGREES = frozenset(("°", "c", "f", "度", "degrees", "celsius", "fahrenheit", "grad"))
_UNITS = frozenset(
    (
        "mg",
        "ml",
        "kg",
        "mcg",
        "μg",
        "ug",
        "g",
        "cm",
        "mm",
        "km",
        "kms",
        "mci",
        "gbq",
        "cells",
        "gy",
        "iu",
        "patients",
        "min",
        "minutes",
        "%",
        "years",
        "year",
        "yrs",
        "weeks",
        "days",
        "months",
        "an",
        "ans",
        "anos",
        "anni",
        "jahre",
        "jahren",
        "jaar",
        "lat",
        "лет",
        "岁",
        "歳",
        "سنه",
        "people",
        "cycles",
        "miles",
        "point",
        "points",
        "cases",
        "participants",
        "mcl",
    )
)
_PULSE_ALARM = 160  # beats a minute
_OXYGEN_VERY_LOW = 88  # percent
_ISOTOPES = frozenset(
    (
        "f18",
        "cu64",
        "cu67",
        "ga67",
        "ga68",
        "zr89",
        "y90",
        "tc99",
        "in111",
        "i123",
        "i124",
        "i125",
        "i131",
        "tb161",
        "lu177",
        "re186",
        "re188",
        "at211",
        "pb203",
        "pb212",
        "bi213",
        "ra223",
        "ac225",
    )
)
_PLAIN_WORDS = frozenset(("in111", "at211", "i123", "i124", "i125", "i131"))  # "pulse at 211"
_CENTIMETRES = frozenset(("fr", "pt", "es", "ar"))


def readings(text: PlainText, spots: Mapping[str, Sequence[Hit]]) -> Iterator[Hit]:
    """The alarming numbers in `text`; `spots` are the phrases already found, by concept."""
    words = text.words
    in_pair = -1
    for at, word in enumerate(words):
        if not word[0].isdigit() or at <= in_pair or _isotope(words, at):
            continue
        other = _second_of_pair(words, at)
        if other is not None:
            in_pair = other
            yield from _pressure_pair(text, spots, at, other)
        else:
            yield from _single(text, spots, at)


def _value(word: str) -> float:
    try:
        return float(word.replace(",", ".").replace(":", "."))
    except ValueError:
        return -1.0


def _isotope(words: Sequence[str], at: int) -> bool:
    """The mass of a radioisotope, as in 18F, Ga-68 or 177Lu: no reading of a meter."""
    mass, after = words[at], _after(words, at)
    before = words[at - 1] if at else ""
    return f"{before}{mass}" in _ISOTOPES - _PLAIN_WORDS or f"{after}{mass}" in _ISOTOPES


def _after(words: Sequence[str], at: int) -> str:
    return words[at + 1] if at + 1 < len(words) else ""


def _second_of_pair(words: Sequence[str], at: int) -> int | None:
    if at + 2 < len(words) and words[at + 1] in _BETWEEN and words[at + 2][0].isdigit():
        return at + 2
    return None


def _unit_after(words: Sequence[str], at: int) -> bool:
    return _after(words, at) in _UNITS


def _near(text: PlainText, hits: Sequence[Hit], at: int, before: float, after: float) -> Hit | None:
    """The phrase closest to word `at`, at most so many words before or after it."""
    place = text.places[at]
    best: tuple[float, Hit] | None = None
    for hit in hits:
        if hit.first <= at <= hit.last:
            continue
        gap = place - text.places[hit.last] if hit.last < at else text.places[hit.first] - place
        if gap <= (before if hit.last < at else after) and (best is None or gap < best[0]):
            best = (gap, hit)
    return best[1] if best else None


def _pressure_pair(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, other: int
) -> Iterator[Hit]:
    upper, lower = _value(text.words[at]), _value(text.words[other])
    if _unit_after(text.words, other):
        return
    word = _near(text, spots.get("bp_word", ()), at, 10, 5)
    high = 180 <= upper <= 300 and (lower >= 115 or (upper >= 200 and lower >= 80)) and lower <= 200
    low = 40 <= upper <= 85 and 15 <= lower <= 60 and lower < upper
    small_high = 19 <= upper <= 30 and 9 <= lower <= 18
    small_low = 4 <= upper <= 8 and 2 <= lower <= 5 and lower < upper
    if word is not None and (high or low or small_high or small_low):
        yield Hit(ANY_LANGUAGE, "blood_pressure", at, other)
    elif high or (low and upper - lower >= 15):
        yield Hit(ANY_LANGUAGE, "bare_pressure", at, other)


def _single(text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int) -> Iterator[Hit]:
    value = _value(text.words[at])
    decimal = not text.words[at].isdigit()
    for read in (_pressure, _temperature, _sugar, _pulse, _oxygen, _stools):
        concept = read(text, spots, at, value, decimal)
        if concept is not None:
            yield Hit(ANY_LANGUAGE, concept, at, at)


def _pressure(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    word = _near(text, spots.get("bp_word", ()), at, 5, 2)
    if word is None or decimal or _unit_after(text.words, at):
        return None
    centimetres = word.language in _CENTIMETRES and 20 <= value <= 29
    if _nearer_pulse(text, spots, at, word):
        return None
    return "blood_pressure" if 200 <= value <= 300 or 40 <= value <= 78 or centimetres else None


def _nearer_pulse(text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, word: Hit) -> bool:
    """A pulse named between the pressure and the number, or before it: "pulse 72, pressure 118"."""
    pulse = _near(text, spots.get("heart", ()), at, 3, 0)
    return pulse is not None and (word.first > at or word.last < pulse.first)


def _temperature(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    if not (37.8 <= value <= 42.5 or 100.2 <= value <= 107):
        return None
    after = _after(text.words, at)
    if after in _DEGREES or _near(text, spots.get("temp_word", ()), at, 6, 4) is not None:
        return "fever"
    bare = decimal and 37.9 <= value <= 41.5 and not _unit_after(text.words, at)
    return "bare_fever" if bare else None


def _sugar(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    if _near(text, spots.get("glucose_word", ()), at, 6, 5) is None:
        return None
    after = _after(text.words, at)
    if after == "mmol" or decimal:
        if 0.15 <= value <= 3.0:
            return "glucose_very_low" if value <= 0.45 or 0.6 <= value <= 2.2 else "glucose_low"
        return None
    if after in _UNITS and after != "mg":
        return None
    if 15 <= value <= 54:
        return "glucose_very_low" if value <= 40 else "glucose_low"
    return "glucose_high" if 400 <= value <= 1000 else None


def _pulse(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    slow, fast = 20 <= value <= 38, 140 <= value <= 230
    if decimal or not (slow or fast) or _unit_after(text.words, at):
        return None
    if _near(text, spots.get("heart", ()), at, 4, 2) is None:
        return None
    if slow:
        return "slow_pulse"
    return "pulse_alarm" if value >= _PULSE_ALARM else "heart_race"


def _oxygen(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    if decimal or not 50 <= value <= 91:
        return None
    if _near(text, spots.get("oxygen_word", ()), at, 5, 3) is None:
        return None
    return "oxygen_very_low" if value <= _OXYGEN_VERY_LOW else "oxygen_low"


def _stools(
    text: PlainText, spots: Mapping[str, Sequence[Hit]], at: int, value: float, decimal: bool
) -> str | None:
    if decimal or not 10 <= value <= 60:
        return None
    near = [*spots.get("stool", ()), *spots.get("diarrhoea", ())]
    return "many_stools" if _near(text, near, at, 3, 4) is not None else None

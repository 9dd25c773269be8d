"""Whether a sign is happening to someone now, or only spoken of.

Told apart by what stands around it: a denial right before it, the past, a general question, an
"if", a rule on a leaflet, a joke, an idiom, a long-standing complaint. A word for "now" in the same
sentence outweighs all but the denial. Each rule looks only at the sign's own language; a reading
(a number) looks at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto

from bot.safety.phrases import Hit
from bot.safety.readings import ANY_LANGUAGE
from bot.safety.spelling import PlainText

_DENIAL_REACH = 5.0
_DENIAL_AFTER_REACH = 4.5
_PERSONAL_REACH = 5.0
_LASTING_LOSS = "no_adrenal"  # adrenals taken out long ago are missing today
Spots = Mapping[str, Sequence[Hit]]


class Standing(Enum):
    """What a sign counts for."""

    LIVE = auto()
    UNCLEAR = auto()
    SPOKEN_OF = auto()


class Context:
    """The surroundings of every sign in one message: phrases by language and concept."""

    def __init__(
        self, text: PlainText, by_language: Mapping[str, Spots], signs: Iterable[Hit] = ()
    ) -> None:
        self._text = text
        self._spoken_for: dict[int, set[tuple[int, int]]] = {}
        for sign in signs:
            for at in range(sign.first, sign.last + 1):
                self._spoken_for.setdefault(at, set()).add((sign.first, sign.last))
        self._by_language = by_language
        self._by_sentence: dict[tuple[str, str], dict[int, list[Hit]]] = {}
        self._year_clauses = {text.clauses[at] for at, w in enumerate(text.words) if _is_year(w)}

    def standing(self, sign: Hit, *, strong: bool) -> Standing:
        """How `sign` counts; `strong` signs leave a trace (UNCLEAR) where weak ones vanish."""
        if self._denied(sign):
            return Standing.SPOKEN_OF
        now = self._now(sign)
        if self._past(sign, now):
            return Standing.SPOKEN_OF
        trace = Standing.UNCLEAR if strong else Standing.SPOKEN_OF
        personal = self._personal(sign)
        if not now and (self._ruled(sign) or (self._calm(sign) and not personal)):
            return trace
        if not now and any(hit.first < sign.first for hit in self._here(sign, "hypothetical")):
            return trace
        if not now and not personal and self.asked(sign):
            return trace if self.in_sentence(sign, "personal") else Standing.SPOKEN_OF
        if not now and self._chronic(sign):
            return trace
        return Standing.LIVE

    def in_sentence(self, sign: Hit, concept: str) -> bool:
        """Whether a phrase of `concept` stands in the sign's sentence."""
        return any(True for _ in self._here(sign, concept))

    def spoken_of_person(self, sign: Hit) -> bool:
        """Somebody else is named anywhere in the message, in the sign's language."""
        return bool(self._everywhere(sign.language, "person"))

    def nearest_before(self, sign: Hit, concept: str) -> int:
        """The last word of the closest `concept` before the sign in its sentence, or -1."""
        sentence = self._text.sentences[sign.first]
        return max(
            (
                hit.last
                for hit in self._around(sign, concept)
                if hit.last < sign.first and self._text.sentences[hit.last] == sentence
            ),
            default=-1,
        )

    def asked(self, sign: Hit) -> bool:
        """A general question opened before the sign, or closes its clause."""
        clauses = self._text.clauses
        return any(
            (hit.first <= sign.first or clauses[hit.first] == clauses[sign.last])
            and not sign.first <= hit.first <= hit.last <= sign.last
            for hit in self._here(sign, "ask")
        )

    def directly_denied(self, sign: Hit, concept: str, reach: float) -> bool:
        text = self._text
        return any(
            hit.last < sign.first
            and text.clauses[hit.last] == text.clauses[sign.first]
            and text.places[sign.first] - text.places[hit.last] <= reach
            and text.words[hit.last] != text.words[sign.first]  # said twice: "no, no quiero"
            for hit in self._around(sign, concept)
        )

    def _around(self, sign: Hit, concept: str) -> Sequence[Hit]:
        """Hits of `concept` that touch the sentences of `sign`, in the sign's language."""
        first, last = self._text.sentences[sign.first], self._text.sentences[sign.last]
        near = self._near(sign.language, concept)
        if first == last:
            return near.get(first, ())
        return [*near.get(first, ()), *near.get(last, ())]

    def _near(self, language: str, concept: str) -> Mapping[int, Sequence[Hit]]:
        """Hits by sentence, gathered once: a long message must not be walked for every sign."""
        found = self._by_sentence.get((language, concept))
        if found is None:
            found = self._by_sentence[language, concept] = {}
            for hit in self._everywhere(language, concept):
                for sentence in {self._text.sentences[hit.first], self._text.sentences[hit.last]}:
                    found.setdefault(sentence, []).append(hit)
        return found

    def _everywhere(self, language: str, concept: str) -> Iterable[Hit]:
        if language != ANY_LANGUAGE:
            return self._by_language.get(language, {}).get(concept, ())
        return [hit for spots in self._by_language.values() for hit in spots.get(concept, ())]

    def _here(self, sign: Hit, concept: str) -> Iterator[Hit]:
        """Hits of `concept` that begin in the sentence in which the sign begins."""
        sentence = self._text.sentences[sign.first]
        return (
            hit
            for hit in self._around(sign, concept)
            if self._text.sentences[hit.first] == sentence
        )

    def _denied(self, sign: Hit) -> bool:
        if sign.language == ANY_LANGUAGE:
            return False
        text, clause = self._text, self._text.clauses[sign.first]
        turns = [hit.first for hit in self._around(sign, "but")]
        for hit in self._around(sign, "negation"):
            near = 0 < text.places[sign.first] - text.places[hit.last] <= _DENIAL_REACH
            if self._belongs_to_another(hit, sign):
                continue  # part of another sign: "cannot feel my legs and wet myself"
            before = near and hit.last < sign.first and text.clauses[hit.last] == clause
            if before and not any(hit.last < turn < sign.first for turn in turns):
                return True
        return any(
            hit.first > sign.last
            and text.places[hit.first] - text.places[sign.last] <= _DENIAL_AFTER_REACH
            and text.clauses[hit.first] == text.clauses[sign.last]
            and not self._belongs_to_another(hit, sign)
            for hit in self._around(sign, "negation_after")
        )

    def _calm(self, sign: Hit) -> bool:
        """The message calls itself a joke or an essay; not "no joke", nor where another is sick."""
        return not self.in_sentence(sign, "person") and any(
            not self.directly_denied(hit, "negation", 3.0)
            for hit in self._everywhere(sign.language, "calm")
        )

    def _ruled(self, sign: Hit) -> bool:
        """Named in a rule ("call if", "the leaflet says"), with nobody between who has it."""
        owned = (*self._around(sign, "personal"), *self._around(sign, "person"))
        owners = [hit.first for hit in owned]
        return any(
            hit.last < sign.first and not any(hit.last < owner <= sign.first for owner in owners)
            for hit in self._here(sign, "rule")
        )

    def _belongs_to_another(self, denial: Hit, sign: Hit) -> bool:
        """The denial is a word of a sign that stands apart from `sign`."""
        spans = self._spoken_for.get(denial.first, ())
        return any(last < sign.first or sign.last < first for first, last in spans)

    def _past(self, sign: Hit, now: bool) -> bool:
        """A year or the past in the sign's clause without a "now" there, or in its sentence."""
        if sign.concept == _LASTING_LOSS:
            return False
        clauses = {self._text.clauses[sign.first], self._text.clauses[sign.last]}
        year = not clauses.isdisjoint(self._year_clauses)
        here = [h for h in self._around(sign, "past") if self._text.clauses[h.first] in clauses]
        if year or here:
            return not any(self._text.clauses[h.first] in clauses for h in self._presents(sign))
        return not now and self._in_sentence_but_background(sign)

    def _chronic(self, sign: Hit) -> bool:
        """A long-standing complaint; not the "now and then" of someone who hardly breathes."""
        slow = self._around(sign, "slow_breathing")
        return any(not _within_any(hit, slow) for hit in self._here(sign, "chronic"))

    def _in_sentence_but_background(self, sign: Hit) -> bool:
        """The past in the sign's sentence, not a loss that lasts: "adrenals out last May"."""
        clauses = self._text.clauses
        lasting = {clauses[hit.first] for hit in self._around(sign, _LASTING_LOSS)}
        return any(clauses[hit.first] not in lasting for hit in self._here(sign, "past"))

    def _now(self, sign: Hit) -> bool:
        sentence = self._text.sentences[sign.first]
        return any(self._text.sentences[hit.first] == sentence for hit in self._presents(sign))

    def _presents(self, sign: Hit) -> list[Hit]:
        """Words for "now", less those inside a phrase such as "now and then" or "fine now"."""
        outer = ("past", "chronic", "rule", "calm", "ask")
        longer = [hit for concept in outer for hit in self._around(sign, concept)]
        return [hit for hit in self._around(sign, "present") if not _within_any(hit, longer)]

    def _personal(self, sign: Hit) -> bool:
        text, asks = self._text, self._around(sign, "ask")
        return any(
            hit.first <= sign.last
            and text.places[sign.first] - text.places[hit.last] <= _PERSONAL_REACH
            and text.clauses[hit.last] == text.clauses[sign.first]
            and not _within_any(hit, asks)
            for hit in self._around(sign, "personal")
        )


def _within_any(hit: Hit, others: Iterable[Hit]) -> bool:
    return any(other.first <= hit.first and hit.last <= other.last for other in others)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1950 <= int(word) <= 2035

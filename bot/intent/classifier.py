"""Which kind of thing a message is: counted signs, then a short list of rules in a fixed order.

Signs come from the message's language and from English, since people mix. What must not be
mistaken comes first: noise, injected instructions, insults, other subjects. Then the kinds of
question compete by score; advice and eligibility outweigh trials. A text that names a NET or its
treatment and asks nothing else is a request for trials.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.intent.folding import clip, fold
from bot.intent.gibberish import is_filler, is_gibberish
from bot.intent.injection import without_instructions
from bot.intent.kinds import CERTAIN, Intent, Mentions, MessageKind
from bot.intent.tables import Cues, cues

K = MessageKind
Choose = Callable[[Cues], "re.Pattern[str]"]
LIKELY, GUESS = 0.6, 0.3

# The order breaks ties: what would harm most when missed comes first.
_WEIGHT: Mapping[MessageKind, int] = {
    K.TREATMENT_ADVICE: 6,
    K.DIAGNOSIS: 6,
    K.LOGISTICS: 6,
    K.ELIGIBILITY: 6,
    K.TRIAL: 3,
    K.NEWS: 4,
    K.FOLLOW_UP: 5,
    K.CONCEPT: 3,
    K.GRIEF: 3,
}
_PERSONAL = (K.DIAGNOSIS, K.LOGISTICS, K.ELIGIBILITY)
_CHATTER = (K.THANKS, K.SMALL_TALK, K.GREETING)
_FOLLOW_UP_WORDS = 12
_SURE = 3  # more than two weak signs of another kind


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text as the rules see it. `tables`: English last."""

    folded: str
    mentions: Mentions
    tables: tuple[Cues, ...]

    def matches(self, choose: Choose) -> Iterator[re.Match[str]]:
        for table in self.tables:
            yield from choose(table).finditer(table.form(self.folded))

    def has(self, choose: Choose) -> bool:
        return next(self.matches(choose), None) is not None

    def strong(self, kind: MessageKind) -> bool:
        return self.has(lambda table: table.kinds[kind].strong)

    def sure(self, kind: MessageKind) -> bool:
        return self.has(lambda table: table.kinds[kind].sure)

    def weak(self, kind: MessageKind) -> int:
        """How many different weak signs of `kind` stand in the text, at most two."""
        found = self.matches(lambda table: table.kinds[kind].weak)
        return min(len({match[0].strip() for match in found}), 2)

    def opens_with(self, kind: MessageKind) -> bool:
        return any(match.start() == 0 for match in self.matches(lambda t: t.kinds[kind].strong))

    def longest(self, kind: MessageKind) -> int:
        found = self.matches(lambda table: table.kinds[kind].strong)
        return max((len(match[0]) for match in found), default=0)

    def without(self, choose: Choose) -> _Reading:
        text = self.folded
        for table in reversed(self.tables):
            text = " ".join(choose(table).sub(" ", table.form(text)).split())
        return _Reading(text, self.mentions, self.tables)

    @property
    def in_scope(self) -> bool:
        return self.mentions.in_scope or self.has(lambda table: table.topic)


def classify(text: str, *, mentions: Mentions, language: str) -> Intent:
    """The kind of `text`, written in `language` (one of the twelve codes). Never raises on text.

    Raises ContentError when the language's table is missing or broken.
    """
    clipped = clip(text)
    reading = _read(clipped, mentions, language)
    if reading.strong(K.INJECTION):
        return _injected(clipped, mentions, language)
    if _says_nothing(reading, clipped):
        return Intent(K.GIBBERISH, text, CERTAIN)
    kind, confidence = _plain_kind(reading)
    return Intent(kind, text, confidence)


def _read(text: str, mentions: Mentions, language: str) -> _Reading:
    languages = dict.fromkeys((language, "en"))
    return _Reading(fold(text), mentions, tuple(cues(code) for code in languages))


def _injected(text: str, mentions: Mentions, language: str) -> Intent:
    def is_instruction(sentence: str) -> bool:
        return _read(sentence, mentions, language).strong(K.INJECTION)

    return Intent(K.INJECTION, without_instructions(text, is_instruction), CERTAIN)


def _says_nothing(reading: _Reading, text: str) -> bool:
    if is_filler(reading.folded):
        return True
    known = reading.in_scope or any(reading.strong(kind) for kind in _CHATTER)
    return not known and is_gibberish(text)


def _plain_kind(reading: _Reading) -> tuple[MessageKind, float]:
    if reading.strong(K.ABUSE):
        return K.ABUSE, CERTAIN
    chatter = _chatter(reading)
    if chatter is not None:
        return chatter, CERTAIN
    off_topic = _off_topic(reading)
    if off_topic:
        return K.OFF_TOPIC, off_topic
    return _question(reading)


def _chatter(reading: _Reading) -> MessageKind | None:
    """Greeting, thanks or small talk, when next to nothing else is said."""
    kinds = [kind for kind in _CHATTER if reading.strong(kind)]
    if not kinds or (reading.mentions.in_scope and K.THANKS not in kinds):
        return None
    said = K.THANKS if K.THANKS in kinds else max(kinds, key=reading.longest)
    if _is_only_chatter(reading):
        return said
    asks = "?" in reading.folded or reading.strong(K.TRIAL)
    if said is K.THANKS:
        sure = reading.opens_with(said) or _question(reading)[1] < CERTAIN
        return said if sure and not asks else None
    farewell = said is K.SMALL_TALK and reading.opens_with(said) and not asks
    return said if farewell and not reading.in_scope else None


def _is_only_chatter(reading: _Reading) -> bool:
    rest = reading
    for kind in _CHATTER:
        rest = rest.without(lambda table, kind=kind: table.kinds[kind].strong)  # type: ignore[misc]
    rest = rest.without(lambda table: table.filler)
    left = rest.folded.replace("?", "").split()
    return len("".join(left)) <= 2 or (len(left) <= 1 and not reading.in_scope)


def _off_topic(reading: _Reading) -> float:
    """How sure the text is about something else; 0 when it may be ours."""
    named = reading.mentions
    personal = any(reading.strong(k) for k in (K.ELIGIBILITY, K.TREATMENT_ADVICE))
    trapped = reading.has(lambda t: t.trap) and not named.has_trial_id and not named.therapy
    if trapped and not reading.without(lambda t: t.trap).has(lambda t: t.core):
        return CERTAIN
    if reading.has(lambda t: t.animal):
        return CERTAIN
    ours = named.disease or named.has_trial_id or reading.has(lambda t: t.core)
    if ours:
        return 0
    if reading.has(lambda t: t.other_cancer) and not reading.strong(K.ELIGIBILITY):
        return CERTAIN
    other = named.other_disease or reading.has(lambda t: t.other_disease)
    if other and not personal and not named.therapy:
        return CERTAIN
    about_joining = reading.sure(K.LOGISTICS) or (reading.in_scope and reading.strong(K.LOGISTICS))
    general = reading.has(lambda t: t.general) and not named.in_scope and not about_joining
    return CERTAIN if general else 0


def _question(reading: _Reading) -> tuple[MessageKind, float]:
    scores = {kind: _score(reading, kind) for kind in _WEIGHT}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] >= 3:
        return best, CERTAIN
    if reading.mentions.in_scope:
        return (best if scores[best] > max(1, scores[K.TRIAL]) else K.TRIAL), LIKELY
    if not reading.in_scope and not reading.mentions.place and best not in _PERSONAL:
        return K.OFF_TOPIC, GUESS
    return (best if scores[best] else K.OFF_TOPIC if not reading.in_scope else K.TRIAL), GUESS


def _score(reading: _Reading, kind: MessageKind) -> int:
    strong = reading.strong(kind)
    if kind is K.CONCEPT and (not reading.in_scope or reading.mentions.has_trial_id):
        return 0
    if kind is K.FOLLOW_UP:
        short = len(reading.folded.split()) <= _FOLLOW_UP_WORDS
        own = reading.mentions.disease or reading.mentions.has_trial_id
        return _WEIGHT[kind] if strong and short and not own else 0
    score = strong * _WEIGHT[kind] + reading.weak(kind) + reading.sure(kind) * _SURE
    if kind is K.TRIAL:
        named = reading.mentions
        score += 2 * named.has_trial_id + named.disease + named.place
    return score

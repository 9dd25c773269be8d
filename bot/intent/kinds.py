"""What kind of thing a message is: the values that the intent package takes and gives.

`Mentions` is what the lexicon and the query found in the text; it is computed elsewhere, so that
nothing here depends on the index. `Intent` says what the message wants and how sure that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CERTAIN = 0.9


class MessageKind(StrEnum):
    """The kinds that are answered differently. FOLLOW_UP needs the earlier messages to be read."""

    TRIAL = "trial"
    NEWS = "news"
    CONCEPT = "concept"
    LOGISTICS = "logistics"
    TREATMENT_ADVICE = "treatment_advice"
    ELIGIBILITY = "eligibility"
    DIAGNOSIS = "diagnosis"
    OFF_TOPIC = "off_topic"
    SMALL_TALK = "small_talk"
    THANKS = "thanks"
    GREETING = "greeting"
    ABUSE = "abuse"
    INJECTION = "injection"
    GIBBERISH = "gibberish"
    GRIEF = "grief"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text names. `disease`: one of the NET family; `term_title`: a glossary entry."""

    has_trial_id: bool = False
    disease: bool = False
    other_disease: bool = False
    therapy: bool = False
    place: bool = False
    term_title: bool = False

    @property
    def in_scope(self) -> bool:
        """Whether anything named belongs to this bot's subject (a place alone does not)."""
        return self.has_trial_id or self.disease or self.therapy or self.term_title


@dataclass(frozen=True, slots=True)
class Intent:
    """The verdict on one message.

    `residual`: the text to answer. For INJECTION it is what remains once the injected instruction
    is taken out ("" when nothing does); for every other kind it is the text as it came.
    `confidence`: 0 to 1; a rank, not a probability.
    """

    kind: MessageKind
    residual: str
    confidence: float

    @property
    def certain(self) -> bool:
        """Whether a strong sign says so."""
        return self.confidence >= CERTAIN

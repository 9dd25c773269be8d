"""What the safety check can say about a message.

One kind a message, the gravest that fits. `EMERGENCY` and the three self-harm kinds are answered
with a fixed text and nothing else; `UNCLEAR` adds one line to the end of an ordinary answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SafetyKind(StrEnum):
    """How a message must be met, before anything is looked up."""

    NONE = "none"
    UNCLEAR = "unclear"
    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    SELF_HARM_OTHER = "self_harm_other"  # said of someone else: the carer's version
    SELF_HARM_DANGER = "self_harm_danger"  # means, a plan, or already acted: emergency number too

    @property
    def takes_over(self) -> bool:
        """True when the fixed safety text is the whole reply."""
        return self not in (SafetyKind.NONE, SafetyKind.UNCLEAR)

    @property
    def shows_emergency_number_first(self) -> bool:
        return self in (SafetyKind.EMERGENCY, SafetyKind.SELF_HARM_DANGER)

    @property
    def shows_crisis_line(self) -> bool:
        return self in (
            SafetyKind.SELF_HARM,
            SafetyKind.SELF_HARM_OTHER,
            SafetyKind.SELF_HARM_DANGER,
        )


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """The kind, and the signs that led to it (names from the tables, never the patient's words)."""

    kind: SafetyKind
    matched: str | None = None


NOTHING_FOUND = SafetyFinding(SafetyKind.NONE)

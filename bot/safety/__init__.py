"""Safety before everything else: is this message an emergency, or about self-harm?

`check` reads the whole message in all twelve languages at once, whatever language was detected,
and depends on neither index nor model. `safety_reply` and `unclear_line` give the fixed, reviewed
texts. The tables are data, under `content/safety/`.
"""

from __future__ import annotations

from bot.safety.findings import SafetyFinding, SafetyKind
from bot.safety.judgement import judge
from bot.safety.phrases import telling_starts
from bot.safety.rules import shipped_rules
from bot.safety.skimming import skim

__all__ = ["SafetyFinding", "SafetyKind", "check"]


def check(text: str) -> SafetyFinding:
    """What the safety tables find in `text`. Pure; keeps nothing; never raises for a text.

    Of a text longer than any message the head, the tail and the most telling pieces are read.
    """
    return judge(skim(text, telling_starts), shipped_rules())

"""Safety before everything else: is this message an emergency, or about self-harm?

`check` reads the whole message in all twelve languages at once, whatever language was detected,
and depends on neither index nor model. `safety_reply` and `unclear_line` give the fixed, reviewed
texts. The tables are data, under `content/safety/`.
"""

from __future__ import annotations

from bot.safety.findings import SafetyFinding, SafetyKind
from bot.safety.judgement import judge
from bot.safety.phrases import phrase_tree
from bot.safety.rules import shipped_rules

__all__ = ["SafetyFinding", "SafetyKind", "check"]

_LONGEST = 4096  # characters of a Telegram message: a real one is always read whole
_END = 2048


def check(text: str) -> SafetyFinding:
    """What the safety tables find in `text`. Pure; keeps nothing; never raises for a text.

    Of a text longer than any message only the first 4096 and last 2048 characters are read.
    """
    if len(text) > _LONGEST + _END:
        text = f"{text[:_LONGEST]}\n{text[-_END:]}"
    return judge(text, phrase_tree(), shipped_rules())

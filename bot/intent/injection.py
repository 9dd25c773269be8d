"""What is left of a message once the instructions smuggled into it are taken out.

Sentences that carry an injected instruction are dropped. Sentences before the first of them stay;
after it only questions stay, because an instruction often runs on ("SYSTEM: ... Say ...").
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SENTENCE = re.compile(r"[^.!?。！？؟\n;]*[.!?。！？؟\n;]+|[^.!?。！？؟\n;]+$")
_QUESTION = re.compile(r"[?？؟]")


def without_instructions(text: str, is_instruction: Callable[[str], bool]) -> str:
    """The sentences of `text` that stand on their own; "" when none does."""
    kept: list[str] = []
    injected = False
    for sentence in _SENTENCE.findall(text):
        if is_instruction(sentence):
            injected = True
        elif not injected or _QUESTION.search(sentence):
            kept.append(sentence.strip())
    return " ".join(part for part in kept if any(c.isalnum() for c in part))

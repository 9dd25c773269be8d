"""Who is named for a study, and so is public: "the trial led by Dr Strosberg"."""

from __future__ import annotations

from bot.privacy.message import Message
from bot.privacy.tables import Phrase

_CLAUSE = 48  # characters between a doctor's name and "has published"
_NEAR = 14  # characters between "trial led by" and the name or its title


def is_published(message: Message, title: Phrase, first: int, last: int) -> bool:
    """Whether the person of words [first, last) is named as an investigator.

    `title` is the "Dr" before, or an empty phrase at the name. A person whom the caller asked to
    keep is public, unless the sender says "my doctor".
    """
    words = message.words
    titles = [cue.first for cue in message.cues("doctor") if cue.last == first]
    start, end = words[min([title.first, *titles])].start, words[last - 1].end
    if _is_mine(message, start):
        return False
    if any(first <= person.first < last for person in message.kept_people):
        return True
    before = any(
        _adjoins(message, words[cue.last - 1].end, start) for cue in message.cues("leads_before")
    )
    after = any(
        _adjoins(message, end, words[cue.first].start) for cue in message.cues("leads_after")
    )
    return before or after or _beside_published(message, first) or _publishes(message, title, end)


def _publishes(message: Message, title: Phrase, end: int) -> bool:
    """Whether a doctor is said to publish or lead in the rest of the clause."""
    return title.kind == "doctor" and any(
        0 <= message.words[cue.first].start - end <= _CLAUSE
        and not any(mark in message.flat[end : message.words[cue.first].start] for mark in ".!?;\n")
        for cue in message.cues("publishes")
    )


def _adjoins(message: Message, end: int, start: int) -> bool:
    """Whether `start` follows `end` with no mark between (an apostrophe is none)."""
    between = message.flat[max(0, end) : max(0, start)]
    return 0 <= start - end <= _NEAR and not any(mark in between for mark in ",;.!?\n")


def _beside_published(message: Message, first: int) -> bool:
    """Whether the name continues a list that an investigator's cue opened: "Kunz or Strosberg"."""
    start = message.words[first].start
    for cue in message.cues("leads_before"):
        end = message.words[cue.last - 1].end
        if 0 <= start - end <= 60 and message.words[cue.first].low.startswith(_INVESTIGATOR):
            return True
    return False


_INVESTIGATOR = (
    "investig",
    "author",
    "autor",
    "auteur",
    "prufarzt",
    "исследоват",
    "badacz",
    "sperim",
)


def _is_mine(message: Message, start: int) -> bool:
    """Whether "my" stands within three words before: "my oncologist Dr Patel"."""
    for cue in message.cues("possessive"):
        end = message.words[cue.last - 1].end
        between = message.flat[end:start]
        if start >= end and len(between) <= 30 and len(between.split()) <= 2:
            return not any(mark in between for mark in ".!?\n")
    return False

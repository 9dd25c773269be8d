"""Chooses what to read of a text far longer than any message.

Reading every word of 100,000 characters against twelve languages takes too long. So the whole text
is skimmed in pieces: the head, the tail, and the pieces with the most words of the tables are
read. A word counts for less the more pieces hold it, so a cry for help in a long paste stands out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Set

from bot.safety.spelling import fold_letters

LONGEST_MESSAGE = 4096  # characters of a Telegram message: a real one is always read whole
_HEAD = 1024
_TAIL = 512
_PIECE = 384
_OVERLAP = 64
_MOST_PIECES = 3
_START = 4  # letters by which a word is known while skimming
_FIRST_CJK = "\u3040"


def skim(text: str, telling_in: Callable[[str], Set[str]]) -> str:
    """`text` itself where short; else its head, its tail and its most telling pieces, in order.

    `telling_in` gives the starts of words that matter in a folded text, as of `starts_of`.
    """
    if len(text) <= LONGEST_MESSAGE:
        return text
    text = fold_letters(text)
    telling = telling_in(text)
    middle = range(_HEAD - _OVERLAP, len(text) - _TAIL, _PIECE)
    words = [_starts(text[at : at + _PIECE + _OVERLAP]) & telling for at in middle]
    held = Counter(word for piece in words for word in piece)
    weight = [round(sum(1 / held[word] for word in piece), 6) for piece in words]
    best = sorted(range(len(words)), key=lambda i: (-weight[i], i))[:_MOST_PIECES]
    pieces = [text[middle[i] : middle[i] + _PIECE + _OVERLAP] for i in sorted(best) if words[i]]
    return "\n".join([text[:_HEAD], *pieces, text[-_TAIL:]])


def starts_of(words: Set[str]) -> frozenset[str]:
    """How the words begin; a Chinese or Japanese word is its characters."""
    starts = {word[:_START] for word in words if word < _FIRST_CJK}
    return frozenset(starts.union(*(set(word) for word in words if word >= _FIRST_CJK)))


def _starts(text: str) -> set[str]:
    starts = {word[:_START] for word in text.split()}
    return starts if text.isascii() else starts.union(text)

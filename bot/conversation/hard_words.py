"""Hard words carry their meaning the first time they stand in a conversation.

What is hard: an abbreviation, or a word of three syllables or more that the glossary explains with
a short meaning. At most two a message are told, in a line at its end, so that the cards stay short;
words that the person used are taken to be known. The glossary is written in English: answers in
other languages go without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.plain import plain_text
from content.documents import Kind, Term
from content.languages import FALLBACK
from content.phrases import Phrases
from content.readability import syllables
from index.snapshot import Snapshot

_MOST = 2
_SYLLABLES = 3
_PARENTHESIS = re.compile(r"\s*\(([^)]*)\)")
_UNREAD = re.compile(r"https?://\S+|NCT\d{8}")
_EVERYBODYS = frozenset({"tum_nen", "tum_net"})
"""What the whole bot is about, and /start explains."""


@dataclass(frozen=True, slots=True)
class Explained:
    """`line`: the meanings in one line, "" for none; `words`: ids of the terms told in it."""

    line: str = ""
    words: tuple[str, ...] = ()


def explain(
    text: str, asked: str, known: Collection[str], snapshot: Snapshot, say: Phrases
) -> Explained:
    """The meanings of the first hard words in `text` (an answer in Telegram's HTML).

    `asked`: what the person wrote; `known`: ids of terms told earlier in the conversation.
    """
    if say.language != FALLBACK:
        return Explained()
    words = _hard_words(snapshot)
    spoken = {term.doc_id for term in words.found(asked)}
    told: dict[str, tuple[str, Term]] = {}
    for name, term in words.read(_quoted(text, say)):
        if term.doc_id not in spoken and term.doc_id not in known:
            told.setdefault(term.doc_id, (name, term))
    first = list(told.values())[:_MOST]
    meanings = "; ".join(f"{name} = {term.short}" for name, term in first)
    line = say.say("answer.words", meanings=meanings) if first else ""
    return Explained(line, tuple(term.doc_id for _, term in first))


def _quoted(text: str, say: Phrases) -> str:
    """What an answer quotes: without links, ids and the bot's own words on phases."""
    plain = _UNREAD.sub(" ", plain_text(text))
    for key, sentence in say.sentences.items():
        if key.startswith("phase."):
            plain = plain.replace(sentence, " ")
    return plain


class HardWords:
    """The hard words of a glossary, to be found in running text."""

    def __init__(self, terms: Collection[Term]) -> None:
        self._terms = {
            _key(name): term
            for term in terms
            if term.short and term.concept_id not in _EVERYBODYS
            for name in _names(term)
            if _is_hard(name)
        }
        longest = sorted(self._terms, key=len, reverse=True)
        either = "|".join(map(re.escape, longest)) or r"(?!)"
        self._pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.I)

    def read(self, text: str) -> Iterator[tuple[str, Term]]:
        """The hard words of `text` as written, in order; an abbreviation only in its capitals."""
        for match in self._pattern.finditer(text):
            name = match.group()
            explained_there = text[match.end() :].lstrip()[:1] in {":", "("}
            if not explained_there and (term := self._terms.get(_key(name))):
                yield name, term

    def found(self, text: str) -> tuple[Term, ...]:
        """The terms whose hard words stand in `text`, in any case."""
        low = text.casefold()
        return tuple(term for name, term in self._terms.items() if name.casefold() in low)


def _names(term: Term) -> Iterator[str]:
    """The title, what stands in its brackets, and the other names."""
    yield _PARENTHESIS.sub("", term.title)
    yield from _PARENTHESIS.findall(term.title)
    yield from term.also


def _key(name: str) -> str:
    """How a name is looked up: abbreviations as they are, words in small letters."""
    return name if _is_abbreviation(name) else name.casefold()


def _is_abbreviation(name: str) -> bool:
    return sum(map(str.isupper, name)) >= 2 and " " not in name


def _is_hard(name: str) -> bool:
    return _is_abbreviation(name) or any(syllables(word) >= _SYLLABLES for word in name.split())


@lru_cache(maxsize=2)
def _hard_words(snapshot: Snapshot) -> HardWords:
    """Those of the snapshot's glossary; the served one and the one before it are kept."""
    numbers = (at for at, kind in enumerate(snapshot.kinds) if kind is Kind.TERM)
    terms = [snapshot.document(snapshot.doc_ids[at]) for at in numbers]
    return HardWords([term for term in terms if isinstance(term, Term)])

"""Conversations that nobody wrote: questions put together from the lexicon and our judged set.

A conversation is its number: the number seeds every choice, so that a failure names it and it can
be had again. Some turns press a button that stands under the last answer, some ask on ("the second
one", "only open ones"), some are noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bot.events import Reply
from bot.judged import read_judged
from content.languages import LANGUAGES
from content.terms.tables import Concept
from tests.bot.conversation.conftest import Talk
from tests.bot.conversation.hostile import TRAPS

_PLACES = ("Tampa", "Spain", "Deutschland", "中国", "Cleveland", "España", "Россия", "London")
_FRAMES = (
    "{a}", "{a} {b}", "trials of {a} for {b}", "{a} in {place}", "is {id} still open?", "{id}",
    "what is {a}?", "news about {a}", "{a} for a {age} year old", "who can join {id}",
    "estudios de {a}", "Studie mit {a} in {place}", "essai {a}", "{a} 临床试验", "испытания {a}",
    "{a} 試験", "تجربة {a}", "studio su {a}", "badanie {a}", "onderzoek naar {a}", "estudo de {a}",
)  # fmt: skip
_NEXT = (
    "the second one", "only open ones", "in {place}?", "and results?", "who can join?", "more",
    "where?", "the first", "what about {a}?", "y en {place}?", "nur offene", "/new", "gracias",
)  # fmt: skip
_COMMANDS = ("/trials", "/news", "/glossary", "/help", "/start", "/about", "/privacy")
_SKIPPED_VERBS = ("g:", "p:")  # forgetting and consent have tests of their own


def conversation(
    number: int, talk: Talk, concepts: tuple[Concept, ...], ids: tuple[str, ...]
) -> Iterator[tuple[str, tuple[Reply, ...]]]:
    """Play conversation `number`; what was sent at each turn and the replies to it."""
    chance = Random(number)
    judged = read_judged()
    for turn in range(chance.randrange(1, 5)):
        data = _buttons(talk) if turn else []
        if data and chance.random() < 0.4:
            sent = chance.choice(data)
            talk.press_data(sent)
        else:
            sent = _words(chance, turn, concepts, ids, [row.text for row in judged])
            talk.say(sent, language=chance.choice((None, *LANGUAGES)))
        yield sent, talk.last.replies


def _buttons(talk: Talk) -> list[str]:
    rows = [row for reply in talk.last.replies for row in reply.buttons]
    data = [button.data for row in rows for button in row if button.data]
    return [text for text in data if not text.startswith(_SKIPPED_VERBS)]


def _words(
    chance: Random, turn: int, concepts: tuple[Concept, ...], ids: tuple[str, ...], asked: list[str]
) -> str:
    draw = chance.random()
    if draw < 0.15:
        return chance.choice(asked)
    if draw < 0.22:
        return chance.choice(_COMMANDS)
    if draw < 0.27:
        return f"{chance.choice(TRAPS)} {chance.choice(asked)}"
    frames = _NEXT if turn and draw < 0.6 else _FRAMES
    return chance.choice(frames).format(
        a=_name(chance, concepts),
        b=_name(chance, concepts),
        place=chance.choice(_PLACES),
        id=chance.choice(ids),
        age=chance.randrange(1, 95),
    )


def _name(chance: Random, concepts: tuple[Concept, ...]) -> str:
    concept = chance.choice(concepts)
    names = [form.removesuffix("*") for _, form in concept.forms]
    return chance.choice(names or [concept.preferred_term])

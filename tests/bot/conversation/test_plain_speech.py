"""Replies are easy to read: measured on whole answers, names and quoted words apart.

The measure is in `content/readability.py`. Left out are what nobody here chose: titles, names of
drugs and illnesses, ids, and what is quoted from the registry. The aim is the project's own: a
median grade of 6 at most, and 95 replies in 100 at grade 8 or below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from statistics import median, quantiles

from bot.judged import read_judged
from content.corpus import load_corpus
from content.documents import title_of
from content.readability import grade
from content.terms.lexicon import LEXICON_FOLDER
from content.terms.tables import read_concepts
from tests.bot.conversation.conftest import Talk
from tests.shared_data import SHARED, needs_shared

_QUOTED = re.compile(r"“[^”]*”|<blockquote>.*?</blockquote>", re.S)
_MEDIAN, _MOST = 6, 8


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """What is called what it is called: concepts of the field and titles of documents."""
    concepts = read_concepts(LEXICON_FOLDER / "terms.tsv").values()
    named = {form.removesuffix("*") for concept in concepts for _, form in concept.forms}
    return frozenset(named | {title_of(document) for document in load_corpus().documents})


def grades(person: Callable[[int], Talk], questions: Iterable[str]) -> list[float]:
    """The grade of the reply to each question, each asked by another person."""
    found = []
    for number, question in enumerate(questions, 1_000):
        talk = person(number)
        talk.say(question, language="en")
        text = _QUOTED.sub(" ", talk.last.replies[0].text)
        low = text.casefold()
        found.append(grade(text, ignore=[name for name in names() if name.casefold() in low]))
    return found


def test_replies_to_our_own_questions_are_plain(person: Callable[[int], Talk]) -> None:
    found = grades(person, [row.text for row in read_judged() if row.lang == "en"])
    assert (median(found) <= _MEDIAN, quantiles(found, n=20)[-1] <= _MOST) == (True, True)


@needs_shared
def test_replies_to_the_labelled_messages_are_plain(person: Callable[[int], Talk]) -> None:
    rows = map(json.loads, (SHARED / "safety" / "dev.jsonl").read_text("utf-8").splitlines())
    found = grades(person, [row["text"] for row in rows if row["lang"] == "en"])
    assert (median(found) <= _MEDIAN, quantiles(found, n=20)[-1] <= _MOST) == (True, True)

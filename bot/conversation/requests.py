"""One message with all that is known about it: what a composer gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.conversation.context import Context
from bot.intent import Intent, Mentions
from bot.serving import Served
from content.phrases import Phrases
from index.query import Category, Query
from index.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Request:
    """A message, read: `query` is of this message alone, `context` what came before."""

    text: str
    intent: Intent
    query: Query
    context: Context
    served: Served
    say: Phrases
    today: date


def mentions(query: Query, retriever: Retriever) -> Mentions:
    """What the query names, as the classifier wants to know it.

    A guessed word names nothing here. A treatment that every field of medicine has (surgery,
    transplantation) does not make a message about another illness one of ours.
    """
    named = retriever.named(query)
    sure = [wanted for wanted in query.wanted if wanted.weight >= 1]
    return Mentions(
        has_trial_id=named.trial or any(w.category is Category.TRIAL for w in sure),
        disease=named.disease,
        other_disease=bool(query.of(Category.ELSEWHERE)),
        therapy=any(concept.startswith(_OURS) for w in sure for concept in w.concepts),
        place=named.place,
        term_title=named.term,
    )


_OURS = ("drug_", "iso_", "cls_", "proc_reprrt", "proc_chemosens", "img_")

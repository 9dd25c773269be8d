"""One message with all that is known about it: what a composer gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.query import Query
from index.retriever import Retriever

from bot.conversation.context import Context
from bot.intent import Intent, Mentions
from bot.serving import Served
from content.phrases import Phrases


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
    """What the query names, as the classifier wants to know it."""
    named = retriever.named(query)
    return Mentions(
        has_trial_id=named.trial,
        disease=named.disease,
        therapy=named.therapy,
        place=named.place,
        term_title=named.term,
    )

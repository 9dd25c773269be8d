"""An answer: one message, what it quotes, and what the log may keep of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.questions import LoggedHit
from index.query import Query

EMERGENCY = "emergency"
SELF_HARM = "self_harm"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something near by that the person may choose: a button's label and the document."""

    label: str
    doc_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one message, before any button or log entry.

    `kind`: the kind of message (a `MessageKind` value, `emergency` or `self_harm`). `text`:
    Telegram HTML. `hits`: every document found, best first. `shown`: those with a card, in the
    order of their numbers. `doubt`: whether the safety line stands at its end. `trace`: whether
    the log may keep anything of it at all. `topic`: whether it belongs to the conversation's
    topic, so that follow-ups can build on it. `asks_place`: whether it
    asks where the person is. `query`: what was searched for, `understood` its parts in words.
    """

    kind: str
    text: str
    language: str
    hits: tuple[LoggedHit, ...] = ()
    shown: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    abstained: bool = False
    emergency_first: bool = False
    crisis_line: bool = False
    doubt: bool = False
    trace: bool = True
    topic: bool = False
    opened: str | None = None
    explained: tuple[str, ...] = ()
    asks_place: bool = False
    query: Query | None = None
    understood: tuple[str, ...] = ()

    @property
    def doc_ids(self) -> tuple[str, ...]:
        """The ids of all documents found, best first."""
        return tuple(hit.doc_id for hit in self.hits)

    @property
    def nct_ids(self) -> tuple[str, ...]:
        """The trials among them."""
        return tuple(doc_id for doc_id in self.doc_ids if doc_id.startswith("NCT"))

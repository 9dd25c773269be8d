"""Plays generated conversations against a served corpus and has every reply read by the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.core import Conversation
from bot.serving import Serving
from bot.store.questions import RETENTION_DAYS
from bot.store.threads import ANSWERED_DAYS, UNANSWERED_DAYS
from bot.store.watches import ANSWER_DAYS, MOST
from content.documents import Kind
from content.terms.lexicon import LEXICON_FOLDER
from content.terms.tables import read_concepts
from tests.bot.conversation.conftest import NOW, Talk, open_world
from tests.bot.conversation.generated import conversation
from tests.bot.conversation.oracle import Oracle


@dataclass(frozen=True, slots=True)
class Played:
    """What was played. `faults` name the conversation, what was sent and what is wrong."""

    conversations: int
    replies: int
    trial_cards: int
    faults: tuple[str, ...]


def play(serving: Serving, folder: Path, numbers: Iterable[int]) -> Played:
    """Play the conversations `numbers`, each by a person of its own."""
    snapshot = serving.current.snapshot
    documents = {doc_id: snapshot.document(doc_id) for doc_id in snapshot.doc_ids}
    known = {doc_id: document for doc_id, document in documents.items() if document is not None}
    concepts = read_concepts(LEXICON_FOLDER / "terms.tsv")
    names = tuple(c.name for c in concepts.values() if any(map(str.isdigit, c.name)))
    oracle = Oracle(known, NOW.date(), _own_figures(serving), names)
    world = open_world(folder, serving)
    ids = (*(doc_id for doc_id in known if doc_id.startswith("NCT")), "NCT00000001")
    faults: list[str] = []
    count = replies = cards = 0
    for number in numbers:
        count += 1
        talk = Talk(world, Conversation(world), user=1_000 + number)
        world.chats.mark_asked(talk.user, NOW)
        told: list[str] = []
        for sent, answered in conversation(number, talk, tuple(concepts.values()), ids):
            told.append(sent)
            for reply in answered:
                replies += 1
                cards += reply.text.count("https://clinicaltrials.gov/study/")
                faults += [
                    f"conversation {number}, {sent!r}: {fault}"
                    for fault in oracle.faults(reply.text, told)
                ]
    world.db.close()
    return Played(count, replies, cards, tuple(faults))


def _own_figures(serving: Serving) -> frozenset[str]:
    """What the bot says of itself: documents of each kind, the day of the build, its limits."""
    snapshot = serving.current.snapshot
    counts = {str(snapshot.kinds.count(kind)) for kind in Kind}
    day = str(snapshot.manifest.created)[:10].split("-")
    limits = {str(RETENTION_DAYS), "30"}  # days that words are kept, minutes of a conversation
    limits |= {str(ANSWER_DAYS), str(MOST), str(NOW.day), str(NOW.year)}  # of watches, and today
    limits |= {str(ANSWERED_DAYS), str(UNANSWERED_DAYS)}  # of requests for a person
    return frozenset(
        {*counts, *limits, str(len(snapshot.doc_ids)), *(str(int(part)) for part in day)}
    )

"""Trials offered as a choice beside an answer: a line with the dated status, and a button.

They are near by, not what was asked; what is offered says whether it is open, so that nobody is
sent to a closed door.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import quoting
from bot.conversation.answers import Offer
from bot.conversation.evidence import supported
from bot.conversation.requests import Request
from bot.conversation.statuses import Openness, openness, status_line
from content.documents import Trial
from index.query import Query
from index.retriever import SearchResult

LABEL = 40  # characters of a button
_MOST = 2


def offer(trial: Trial) -> Offer:
    """The button that opens a trial."""
    return Offer(quoting.cut(quoting.one_line(trial.name), LABEL), trial.doc_id)


def listed(request: Request, key: str, trials: Sequence[Trial]) -> str:
    """The sentence `key`, and below it each trial's name with its dated status."""
    return "\n".join([request.say.say(key), *(_line(request, trial) for trial in trials)])


def wants_to_join(query: Query) -> bool:
    """Whether a trial to join is asked for, rather than results, a status or one trial."""
    return not (query.status or query.wants_results or query.why_stopped or query.looked_up)


def open_elsewhere(
    request: Request, result: SearchResult, shown: Sequence[Trial]
) -> tuple[Trial, ...]:
    """Open trials further down, where somebody who looks for one was shown closed ones only."""
    if not wants_to_join(result.query):
        return ()
    if any(openness(trial, request.today) is not Openness.CLOSED for trial in shown):
        return ()
    below = (request.served.snapshot.document(hit.doc_id) for hit in result.hits[len(shown) :])
    trials = (trial for trial in below if isinstance(trial, Trial))
    found = [trial for trial in trials if openness(trial, request.today) is Openness.OPEN]
    return tuple(found[:_MOST])


def _line(request: Request, trial: Trial) -> str:
    say = request.say
    status = status_line(trial, request.today, say)
    return supported(f"• {say.escape(offer(trial).label)}\n  {status}", (trial,), say)

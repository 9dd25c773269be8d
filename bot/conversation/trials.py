"""The answer to a question about trials: what was understood, up to three cards, who decides.

Where nothing fits it says what is missing and offers what is near by as a choice; it never fills
up. A trial asked for by its id or name comes first, alone, with its results where those were asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversation import cards, quoting
from bot.conversation.answers import Answer, Offer
from bot.conversation.offered import LABEL, listed, offer, open_elsewhere, wants_to_join
from bot.conversation.requests import Request
from bot.conversation.statuses import Openness, openness
from bot.conversation.understood import place_name, told
from bot.conversation.where import beyond_line, none_line, where_line
from bot.intent import MessageKind
from bot.store.questions import LoggedHit
from content.documents import Kind, NewsItem, Trial
from content.registry.ids import find_nct_ids
from index.retriever import Hit, Missing, SearchResult

SHOWN = 3
ABOUT_AS_GOOD = 0.95  # of the best score
FOUND = 10


def trial_answer(request: Request) -> Answer:
    """The trials that answer the message, its id look-ups first."""
    unheld = {
        nct_id: _called_now(request, nct_id)
        for nct_id in find_nct_ids(request.text)
        if request.served.snapshot.number_of(nct_id) is None
    }
    unknown = [nct_id for nct_id, now in unheld.items() if not now]
    result = _search(request)
    named = request.served.retriever.looked_up(result.query)
    if unknown and not named:
        return _unknown(request, unknown)
    if result.abstained or not result.hits:
        return _nothing(request, result)
    result = replace(result, hits=_open_first(request, result))
    hits = [hit for hit in result.hits if hit.doc_id in named][:SHOWN] or result.hits[:SHOWN]
    return _found(request, result, hits, unheld)


def _called_now(request: Request, nct_id: str) -> str:
    """The id that the trial with an earlier id has now, "" where none had it."""
    retriever = request.served.retriever
    return next(iter(retriever.looked_up(retriever.parse(nct_id))), "")


def _open_first(request: Request, result: SearchResult) -> tuple[Hit, ...]:
    """The hits with trials that are open before others that fit about as well.

    Where nobody asks for one to join, and between hits of clearly different fit, the order stays.
    """
    hits = result.hits
    if not wants_to_join(result.query):
        return hits
    if result.limit_km is not None:
        return hits  # by the way to the nearest open hospital
    enough = ABOUT_AS_GOOD * hits[0].score
    near = [hit for hit in hits if hit.score >= enough]
    return (*sorted(near, key=lambda hit: not _is_open(request, hit)), *hits[len(near) :])


def _turn(request: Request, result: SearchResult, trial: Trial) -> int:
    """Open trials come first; where a status was asked for, the others stand in order of it."""
    order = list(Openness) if result.query.status else [Openness.OPEN]
    found = openness(trial, request.today)
    return order.index(found) if found in order else len(order)


def _is_open(request: Request, hit: Hit) -> bool:
    trial = request.served.snapshot.document(hit.doc_id)
    return isinstance(trial, Trial) and openness(trial, request.today) is Openness.OPEN


def place_answer(request: Request) -> Answer:
    """The trials nearest to the places of the request's query, which is complete as it is."""
    result = request.served.retriever.search(
        request.text, (), request.query, limit=FOUND, today=request.today
    )
    if result.abstained or not result.hits:
        return _nothing(request, result)
    hits = [hit for hit in result.hits if hit.doc_id in result.query.looked_up] or result.hits
    return _found(request, result, list(hits[:SHOWN]), {})


def _search(request: Request) -> SearchResult:
    """What is found for the message; with the earlier ones, where it goes on from them."""
    goes_on = request.intent.kind is MessageKind.FOLLOW_UP or request.query.elliptical
    history = request.context.history if goes_on else ()
    read = None if history else request.query  # the message alone has been parsed
    return request.served.retriever.search(
        request.text, history, read, limit=FOUND, today=request.today
    )


def _found(
    request: Request, result: SearchResult, hits: Sequence[Hit], unheld: Mapping[str, str]
) -> Answer:
    """The answer with `hits`; `unheld`: ids that are not in the list, and what each is now."""
    say = request.say
    trials = [request.served.snapshot.document(hit.doc_id) for hit in hits]
    shown = [trial for trial in trials if isinstance(trial, Trial)]
    if not result.query.looked_up:
        shown.sort(key=lambda trial: _turn(request, result, trial))
    named = [trial for trial in shown if trial.doc_id in result.query.looked_up]
    understood = told(result.query, request.served.retriever, say)
    parts = [_understood(request, understood, named), _beyond(request, result)]
    parts += [_unheld_line(request, nct_id, now) for nct_id, now in unheld.items()]
    alone = len(shown) == 1
    parts += [_card(request, result, trial, at, alone=alone) for at, trial in enumerate(shown, 1)]
    open_ones = open_elsewhere(request, result, shown)
    if open_ones:
        parts.append(listed(request, "answer.all_closed", open_ones))
    if any(hit.open_filters for hit in hits):
        parts.append(say.say("answer.status_open_to"))
    if say.has("answer.english_quotes"):
        parts.append(say.say("answer.english_quotes"))
    parts.append(say.say("answer.team_decides"))
    asks_place = result.query.near_here and not result.query.places
    if asks_place:
        parts.append(say.say("where.ask"))
    shown_ids = tuple(trial.doc_id for trial in shown)
    return Answer(
        kind=request.intent.kind.value,
        text="\n\n".join(part for part in parts if part),
        language=say.language,
        hits=_logged(result.hits, shown_ids),
        shown=shown_ids,
        offers=(
            *_offered_beyond(request, result, shown_ids),
            *(_news_about(request, shown[0].doc_id) if alone else ()),
            *map(offer, open_ones),
        ),
        topic=True,
        asks_place=asks_place,
        query=result.query,
        understood=understood,
    )


def _beyond(request: Request, result: SearchResult) -> str:
    """That nothing is as near as was asked, and how far the nearest is; "" otherwise."""
    if not result.none_within:
        return ""
    none = none_line(result, request.say)
    trial = request.served.snapshot.document(result.beyond) if result.beyond else None
    if not isinstance(trial, Trial):
        return none
    sites = request.served.retriever.sites(result.query, trial)
    away = beyond_line(result.query, trial, sites, request.today, request.say)
    return f"{none} {away}".strip()


def _offered_beyond(
    request: Request, result: SearchResult, shown: Sequence[str]
) -> tuple[Offer, ...]:
    """The trial with the nearest open hospital, where it is not among those shown."""
    trial = request.served.snapshot.document(result.beyond) if result.beyond else None
    if not isinstance(trial, Trial) or trial.doc_id in shown:
        return ()
    return (offer(trial),)


def _logged(hits: Sequence[Hit], shown: Sequence[str]) -> tuple[LoggedHit, ...]:
    return tuple(LoggedHit(hit.doc_id, hit.score, hit.doc_id in shown) for hit in hits)


def _understood(request: Request, parts: Sequence[str], named: Sequence[Trial] = ()) -> str:
    """What was asked for, in one line: the trial by name, else the parts of the query."""
    if named:
        names = " · ".join(quoting.one_line(trial.name) for trial in named)
        return request.say.say("answer.about_trial", name=names)
    return request.say.say("answer.looking_for", parts=" · ".join(parts)) if parts else ""


def _card(
    request: Request, result: SearchResult, trial: Trial, position: int, *, alone: bool
) -> str:
    """A card; results are told where they were asked for and where the trial stands alone."""
    say = request.say
    sites = request.served.retriever.sites(result.query, trial) if result.query.places else ()
    where = where_line(trial, sites, result.query, request.today, say)
    card = cards.trial_card(trial, position, request.today, say, where)
    told = cards.results_text(trial, say) if alone or result.query.wants_results else ""
    return f"{card}\n{told}" if told else card


def _news_about(request: Request, nct_id: str) -> tuple[Offer, ...]:
    """The news item on the trial that fits the message best, as a button."""
    hits = request.served.retriever.search_texts(request.text, (Kind.NEWS,), 5)
    for hit in hits:
        item = request.served.snapshot.document(hit.doc_id)
        if isinstance(item, NewsItem) and nct_id in item.nct_ids:
            return (Offer(quoting.cut(item.title, LABEL), item.doc_id),)
    return ()


def _unknown(request: Request, unknown: Sequence[str]) -> Answer:
    parts = [_unheld_line(request, nct_id) for nct_id in unknown[:SHOWN]]
    text = "\n\n".join([*parts, request.say.say("answer.team_decides")])
    return Answer(request.intent.kind.value, text, request.say.language, abstained=True)


def _unheld_line(request: Request, nct_id: str, now: str = "") -> str:
    """That a trial is not in the list; of an earlier id of one that is, which it is `now`."""
    if now:
        return request.say.say("nothing.earlier_id", nct_id=nct_id, now=now)
    url = f"https://clinicaltrials.gov/study/{nct_id}"
    return request.say.say("nothing.unknown_id", nct_id=nct_id, url=url)


def _nothing(request: Request, result: SearchResult) -> Answer:
    """What was not found, and what is near by, as buttons and not as an answer."""
    say = request.say
    understood = told(result.query, request.served.retriever, say)
    parts = [_understood(request, understood), _missing(request, result)]
    found = (request.served.snapshot.document(hit.doc_id) for hit in result.near[:SHOWN])
    near = [trial for trial in found if isinstance(trial, Trial)]
    near.sort(key=lambda trial: _turn(request, result, trial))
    parts.append(listed(request, "nothing.near", near) if near else say.say("nothing.try_this"))
    return Answer(
        kind=request.intent.kind.value,
        text="\n\n".join(part for part in parts if part),
        language=say.language,
        offers=tuple(map(offer, near)),
        abstained=True,
        topic=True,
        query=result.query,
        understood=understood,
    )


_MISSING = {
    Missing.THERAPY: "nothing.missing_therapy",
    Missing.DISEASE: "nothing.missing_disease",
    Missing.TOGETHER: "nothing.missing_together",
    Missing.PLACE: "nothing.missing_place",
    Missing.WORD: "nothing.missing_word",
}


def _missing(request: Request, result: SearchResult) -> str:
    key = _MISSING.get(result.missing) if result.missing else None
    if key is None or not result.missing_words:
        return request.say.say("nothing.found")
    words = result.missing_words
    if result.missing is Missing.PLACE:
        places = (place_name(place, request.say.language) for place in result.query.places)
        words = tuple(dict.fromkeys(places)) or words
    return request.say.say(key, what=" + ".join(words))

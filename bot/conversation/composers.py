"""One composer for each kind of message: what is said, and what stands below it.

A composer quotes documents through `cards` and says the rest through `Phrases`; it never makes up
a sentence. Trials are shown only where trials were asked for: advice, diagnosis, other illnesses
and idle talk get a kind word and no list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation import cards
from bot.conversation.answers import Answer
from bot.conversation.requests import Request
from bot.conversation.trials import trial_answer
from bot.conversation.understood import told
from bot.intent import MessageKind
from bot.store.questions import LoggedHit
from content.documents import Guide, Kind, NewsItem, Term, Trial
from index.retriever import Hit

SHOWN = 3

# The kinds of message that a person of the team can answer in writing, for all who ask the same.
WRITTEN = frozenset(
    {MessageKind.TRIAL, MessageKind.FOLLOW_UP, MessageKind.NEWS, MessageKind.CONCEPT,
     MessageKind.LOGISTICS, MessageKind.OFF_TOPIC, MessageKind.SMALL_TALK}
)  # fmt: skip


def compose(request: Request) -> Answer:
    """The answer to a message of any kind; what a person of the team wrote for it comes first."""
    return _written(request) or _COMPOSERS[request.intent.kind](request)


def _written(request: Request) -> Answer | None:
    """The written answer to this very question; never to one that asks for advice."""
    if request.intent.kind not in WRITTEN:
        return None
    hit = request.served.retriever.answered(request.text)
    document = request.served.snapshot.document(hit.doc_id) if hit else None
    if hit is None or not isinstance(document, Guide):
        return None
    parts = [cards.guide_card(document, request.say), request.say.say("guide.ask_team")]
    return _quoted(request, [hit], parts)


def _news(request: Request) -> Answer:
    """The news that fits; the latest where nothing in particular was asked.

    Where something was asked and no news has it, that is said, above the trials on it.
    """
    hits = request.served.retriever.search_texts(request.text, (Kind.NEWS,), SHOWN)
    named = request.served.retriever.named(request.query)
    if not hits and (named.trial or named.therapy):
        return _no_news(request)
    hits = hits or request.served.retriever.newest_news(SHOWN)
    items = [item for item in _documents(request, hits) if isinstance(item, NewsItem)]
    parts = [cards.news_card(item, request.today, request.say) for item in items]
    return _quoted(request, hits, parts)


def _no_news(request: Request) -> Answer:
    found = trial_answer(request)
    text = f"{request.say.say('nothing.no_news')}\n\n{found.text}" if found.shown else found.text
    return replace(found, text=text)


def _term(request: Request) -> Answer:
    """The meaning of a word; where the glossary has none, a guide or the trials that have it."""
    retriever = request.served.retriever
    hits = retriever.search_texts(request.text, (Kind.TERM, Kind.GUIDE), 1)
    found = _documents(request, hits)
    if not found:
        if request.query.asks_for_something:
            return trial_answer(request)
        return _plain(request, "nothing.no_term", abstained=True)
    return _quoted(request, hits, [_text_card(request, found[0])])


def _guide(request: Request) -> Answer:
    """The guide that answers a question on joining; the nearest one only where that was asked."""
    certain = request.intent.certain
    hits = request.served.retriever.search_texts(request.text, (Kind.GUIDE,), 1, best_guess=certain)
    found = _documents(request, hits)
    if not found:
        return _plain(request, "nothing.no_guide", abstained=True)
    parts = [_text_card(request, found[0]), request.say.say("guide.ask_team")]
    return _quoted(request, hits, parts)


def _text_card(request: Request, document: Term | Guide | NewsItem | Trial) -> str:
    say = request.say
    match document:
        case Term():
            return cards.term_card(document, say, more=_neighbours(request, document))
        case Guide():
            return cards.guide_card(document, say)
        case NewsItem():
            return cards.news_card(document, request.today, say)
        case Trial():
            return cards.trial_card(document, 1, request.today, say)


def _neighbours(request: Request, term: Term) -> list[Term]:
    """The glossary entries to see also."""
    found = [request.served.snapshot.document(doc_id) for doc_id in term.see_also[:4]]
    return [document for document in found if isinstance(document, Term)]


_ON_LEAVING = "guides/leave-a-trial"


def _advice(request: Request) -> Answer:
    """No dose, start, stop or ranking; a question for the team, and where studies can be found.

    Whether to stay in a trial is such a decision too; the guide tells how one leaves.
    """
    say = request.say
    parts = [say.say("advice.text"), say.say("advice.question")]
    named = request.served.retriever.named(request.query)
    if not (named.therapy or named.disease):
        hits = request.served.retriever.search_texts(request.text, (Kind.GUIDE,), 1)
        if (guides := _documents(request, hits)) and guides[0].doc_id == _ON_LEAVING:
            return _quoted(request, hits, [*parts, _text_card(request, guides[0])])
    if not (named.therapy and (named.disease or len(request.query.topics) > 1)):
        if topic := told(request.query, request.served.retriever, say):
            parts.append(say.say("advice.offer", what=topic[0]))
        return _said(request, parts)
    found = trial_answer(request)
    if found.abstained:
        return _said(request, parts)
    parts += [say.say("advice.studies"), found.text]
    return replace(found, text="\n\n".join(parts))


def _eligibility(request: Request) -> Answer:
    """The listed criteria, word for word; who decides; a question for the team. Never a verdict."""
    say = request.say
    trials = _asked_trials(request)
    if not trials:
        found = trial_answer(request)
        if found.abstained or not found.shown:
            return _said(request, [say.say("eligibility.general"), say.say("eligibility.question")])
        return replace(found, text=f"{say.say('eligibility.general')}\n\n{found.text}")
    parts = [say.say("eligibility.text")]
    parts += [_criteria(request, trial, at) for at, trial in enumerate(trials, 1)]
    parts.append(say.say("eligibility.question"))
    hits = [Hit(trial.doc_id, 1.0) for trial in trials]
    return _quoted(request, hits, parts)


def _asked_trials(request: Request) -> list[Trial]:
    """The trials named in the message, else the one that was being talked about."""
    ids = list(request.served.retriever.looked_up(request.query))[:2]
    if not ids and request.context.focus:
        ids = [request.context.focus]
    found = [request.served.snapshot.document(doc_id) for doc_id in ids]
    return [trial for trial in found if isinstance(trial, Trial)]


def _criteria(request: Request, trial: Trial, position: int) -> str:
    card = cards.trial_card(trial, position, request.today, request.say)
    return f"{card}\n{cards.criteria_text(trial, request.say)}"


def _diagnosis(request: Request) -> Answer:
    say = request.say
    keys = ("diagnosis.text", "diagnosis.question", "diagnosis.urgent")
    return _said(request, [say.say(key) for key in keys])


def _off_topic(request: Request) -> Answer:
    say = request.say
    parts = [say.say("talk.off_topic"), say.say("talk.off_topic_examples")]
    return _said(request, parts, abstained=True)


def _injection(request: Request) -> Answer:
    """Whatever real question is left of the text is answered; nothing of the rest is repeated."""
    left = request.intent.residual.strip()
    query = request.served.retriever.parse(left)
    if not left or not request.served.retriever.named(query).in_scope:
        return _plain(request, "talk.injection")
    return trial_answer(replace(request, text=left, query=query))


def _says(key: str, *, abstained: bool = False) -> Callable[[Request], Answer]:
    return lambda request: _plain(request, key, abstained=abstained)


def _plain(request: Request, key: str, *, abstained: bool = False) -> Answer:
    return _said(request, [request.say.say(key)], abstained=abstained)


def _said(request: Request, parts: Sequence[str], *, abstained: bool = False) -> Answer:
    return Answer(
        request.intent.kind.value, "\n\n".join(parts), request.say.language, abstained=abstained
    )


def _documents(request: Request, hits: Sequence[Hit]) -> list[Trial | NewsItem | Term | Guide]:
    found = [request.served.snapshot.document(hit.doc_id) for hit in hits]
    return [document for document in found if document is not None]


def _quoted(request: Request, hits: Sequence[Hit], parts: Sequence[str]) -> Answer:
    if request.say.has("answer.english_texts"):
        parts = [*parts, request.say.say("answer.english_texts")]
    return Answer(
        kind=request.intent.kind.value,
        text="\n\n".join(parts),
        language=request.say.language,
        hits=tuple(LoggedHit(hit.doc_id, hit.score, True) for hit in hits),
        shown=tuple(hit.doc_id for hit in hits),
        topic=True,
    )


_COMPOSERS: dict[MessageKind, Callable[[Request], Answer]] = {
    MessageKind.TRIAL: trial_answer,
    MessageKind.FOLLOW_UP: trial_answer,
    MessageKind.NEWS: _news,
    MessageKind.CONCEPT: _term,
    MessageKind.LOGISTICS: _guide,
    MessageKind.TREATMENT_ADVICE: _advice,
    MessageKind.ELIGIBILITY: _eligibility,
    MessageKind.DIAGNOSIS: _diagnosis,
    MessageKind.OFF_TOPIC: _off_topic,
    MessageKind.SMALL_TALK: _says("talk.small_talk"),
    MessageKind.THANKS: _says("talk.thanks"),
    MessageKind.GREETING: _says("talk.greeting"),
    MessageKind.GRIEF: _says("talk.grief"),
    MessageKind.ABUSE: _says("talk.abuse"),
    MessageKind.INJECTION: _injection,
    MessageKind.GIBBERISH: _says("talk.gibberish", abstained=True),
}

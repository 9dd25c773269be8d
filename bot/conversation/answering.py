"""From a message to an answer: safety first, then what is asked, then what there is to say.

`Answerer` is the order of work. Each kind of message has one composer in `composers`; a message
that points at what was shown before ("the second one") needs none of them. Nothing is kept here:
the same message in the same context gets the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.age import age_line
from bot.conversation.answers import EMERGENCY, SELF_HARM, Answer
from bot.conversation.composers import compose
from bot.conversation.context import Context
from bot.conversation.follow_ups import FollowUp, follow_up
from bot.conversation.hard_words import explain
from bot.conversation.requests import Request, mentions
from bot.conversation.trial_page import Tab, page
from bot.conversation.trials import place_answer
from bot.conversation.understood import changed, country_wanted
from bot.conversation.where import around, talked_of
from bot.intent import Intent, MessageKind, classify
from bot.intent.kinds import CERTAIN
from bot.language import detect
from bot.privacy.redaction import prepare, redact
from bot.registry_age import RegistryAge
from bot.safety import SafetyFinding, SafetyKind, check
from bot.safety.texts import safety_reply, unclear_line
from bot.serving import Served, Serving
from bot.store.questions import LoggedHit
from content.documents import Trial
from content.phrases import Phrases, phrases
from index.places import PlaceWanted
from index.query import Query

READ = 4_096  # characters of a message that are searched; safety reads all of it


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the answer: the language chosen (None: that of the message), the one to fall back
    on, and the country for emergency numbers (None: not chosen, never guessed)."""

    language: str | None = None
    fallback: str = "en"
    country: str | None = None


class Answerer:
    """Answers messages from whatever snapshot is being served.

    `age`: how current the trials are, to be said under them; None says nothing of it.
    """

    def __init__(self, serving: Serving, age: RegistryAge | None = None) -> None:
        self._serving = serving
        self._age = age

    def warm(self) -> None:
        """Load the tables that the first message would wait for."""
        prepare()
        self.answer("PRRT in Spain?", Context(), Reader(), date(2026, 1, 1))

    def answer(self, text: str, context: Context, reader: Reader, today: date) -> Answer:
        """The answer to `text` in `context`. Never raises on anything that can be written."""
        finding = check(text)
        language = reader.language or detect(text, reader.fallback)
        if finding.kind.takes_over:
            return _safety_answer(finding, language, reader.country)
        answer = self._ordinary(text, context, phrases(language), today)
        answer = self._with_age(self._with_words(answer, text, context), today)
        return _with_notes(answer, text, finding)

    def nearby(self, place: PlaceWanted, context: Context, reader: Reader, today: date) -> Answer:
        """The trials nearest to a shared place, for the question of the chat where there is one."""
        served = self._serving.current
        *before, text = context.history or ("",)
        asked = served.retriever.parse(text, before)
        query = replace(asked, places=(place,), near_here=False)
        return self._searched(text, query, served, reader, today)

    def changed(
        self, words: Sequence[str], changes: str, reader: Reader, today: date
    ) -> Answer | None:
        """The answer to a question asked lately (`words`: its topic up to it), its query changed.

        None where the changes are none that a button makes.
        """
        served = self._serving.current
        *before, text = words
        asked = served.retriever.parse(text, before)
        query = changed(asked, changes, country_wanted(reader.country))
        return self._searched(text, query, served, reader, today) if query else None

    def _searched(
        self, text: str, query: Query, served: Served, reader: Reader, today: date
    ) -> Answer:
        """The trials for a query that is complete as it is; `text` gives it its language."""
        say = phrases(reader.language or detect(text, reader.fallback))
        intent = Intent(MessageKind.TRIAL, text, CERTAIN)
        answer = place_answer(Request(text, intent, query, Context(), served, say, today))
        return self._with_age(answer, today)

    @staticmethod
    def urgent(text: str, reader: Reader) -> Answer | None:
        """The safety text where `text` needs one: before it goes anywhere else, too."""
        finding = check(text)
        if not finding.kind.takes_over:
            return None
        language = reader.language or detect(text, reader.fallback)
        return _safety_answer(finding, language, reader.country)

    def replay(self, history: tuple[str, ...], reader: Reader, today: date) -> Context:
        """The context after the earlier messages of a chat."""
        context = Context()
        for text in history:
            context = self.after(text, self.answer(text, context, reader, today), context)
        return context

    @staticmethod
    def after(text: str, answer: Answer, context: Context) -> Context:
        """The context once `answer` has been given."""
        context = context.told(answer.explained)
        if answer.opened:
            return context.opened(answer.opened)
        return context.asked(text, answer.shown) if answer.topic else context

    def _with_words(self, answer: Answer, text: str, context: Context) -> Answer:
        """The answer with the meanings of its hard words, where it shows documents."""
        if not answer.shown or answer.kind == MessageKind.CONCEPT.value:
            return answer
        asked = " ".join([*context.history, text])
        snapshot, say = self._serving.current.snapshot, phrases(answer.language)
        told = explain(answer.text, asked, context.explained, snapshot, say)
        if not told.words:
            return answer
        return replace(answer, text=f"{answer.text}\n\n{told.line}", explained=told.words)

    def _with_age(self, answer: Answer, today: date) -> Answer:
        """The answer with what is to be said of the age of its trials."""
        if not any(doc_id.startswith("NCT") for doc_id in answer.shown):
            return answer
        line = age_line(self._age, today, phrases(answer.language))
        return replace(answer, text=f"{answer.text}\n\n{line}") if line else answer

    def _ordinary(self, text: str, context: Context, say: Phrases, today: date) -> Answer:
        served = self._serving.current
        if not text.strip():
            return Answer(MessageKind.GIBBERISH.value, say.say("media.empty"), say.language,
                          abstained=True)  # fmt: skip
        pointed = follow_up(text, context)
        if pointed is not None:
            return _pointed(pointed, context, served, say, today)
        read = text[:READ]
        query = served.retriever.parse(read)
        if context.asks_place and query.places and query.elliptical:
            return _hospitals_near(query, context, served, say, today)
        intent = classify(read, mentions=mentions(query, served.retriever), language=say.language)
        if _goes_on(intent, query, context):
            intent = Intent(MessageKind.FOLLOW_UP, read, intent.confidence)
        return compose(Request(read, intent, query, context, served, say, today))


def _hospitals_near(
    query: Query, context: Context, served: Served, say: Phrases, today: date
) -> Answer:
    """The hospitals of the trial in focus, the nearest to the town that was written first."""
    places = tuple(replace(place, near=True) for place in query.places)
    wanted = replace(query, places=places)
    return _pointed(FollowUp(context.focus, Tab.WHERE), context, served, say, today, wanted)


def _goes_on(intent: Intent, query: Query, context: Context) -> bool:
    """Whether a message of no subject adds to the question before: an age, a place, a status."""
    adds = query.age is not None or query.status is not None or bool(query.places)
    unsure = intent.kind is MessageKind.OFF_TOPIC and intent.confidence < CERTAIN
    return unsure and adds and bool(context.history)


def _safety_answer(finding: SafetyFinding, language: str, country: str | None) -> Answer:
    emergency = finding.kind is SafetyKind.EMERGENCY
    return Answer(
        kind=EMERGENCY if emergency else SELF_HARM,
        text=Phrases.escape(safety_reply(finding.kind, language, country)),
        language=language,
        emergency_first=finding.kind.shows_emergency_number_first,
        crisis_line=finding.kind.shows_crisis_line,
        trace=False,
    )


def _pointed(
    pointed: FollowUp,
    context: Context,
    served: Served,
    say: Phrases,
    today: date,
    wanted: Query | None = None,
) -> Answer:
    """The page of the trial that was pointed at, or the question which one is meant.

    `wanted`: whose places its hospitals stand in order of; None: those of the talk so far.
    """
    kind = MessageKind.FOLLOW_UP.value
    document = served.snapshot.document(pointed.nct_id) if pointed.nct_id else None
    if not isinstance(document, Trial):
        count = sum(doc_id.startswith("NCT") for doc_id in context.shown)
        text = say.say("context.no_such", count=count) if count else say.say("context.none")
        return Answer(kind, text, say.language)
    found = around(document, wanted, served.retriever) if wanted else None
    found = found or talked_of(document, context, served.retriever)
    return Answer(
        kind=kind,
        text=page(document, pointed.tab, today, say, found),
        language=say.language,
        hits=(LoggedHit(document.doc_id, 1.0, True),),
        shown=(document.doc_id,),
        opened=document.doc_id,
    )


def _with_notes(answer: Answer, text: str, finding: SafetyFinding) -> Answer:
    """The answer with the notes that stand at its end: long text, private details, safety."""
    say = phrases(answer.language)
    notes = []
    if len(text) > READ:
        notes.append(say.say("answer.long_cut"))
    if redact(text[:READ]).removed:
        notes.append(say.say("answer.pii_note"))
    doubt = finding.kind is SafetyKind.UNCLEAR
    if doubt:
        notes.append(Phrases.escape(unclear_line(answer.language)))
    return replace(answer, text="\n\n".join([answer.text, *notes]), doubt=doubt)

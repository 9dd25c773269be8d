"""What the conversation works with, built once at the edge and passed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from bot.building import Builder
from bot.conversation.answering import Answerer, Reader
from bot.conversation.context import Context, Contexts
from bot.conversation.recent import RecentQuestions
from bot.conversation.spent import Spent
from bot.conversation.upkeep_state import UpkeepState
from bot.events import Event
from bot.nightly import Nightly
from bot.registry_age import RegistryAge
from bot.registry_changes import RegistryChanges
from bot.serving import Serving
from bot.store.audit import Audit
from bot.store.chats import Chat, Chats
from bot.store.digests import Digests
from bot.store.inbox import Inbox
from bot.store.outbox import Outbox
from bot.store.questions import Questions
from bot.store.review_list import ReviewList
from bot.store.review_queue import ReviewQueue
from bot.store.served_trials import ServedTrials
from bot.store.team_replies import TeamReplies
from bot.store.thread_messages import ThreadMessages
from bot.store.threads import Threads
from bot.store.verdicts import Verdicts
from bot.store.watches import Position, Watches
from bot.team.hours import TeamHours
from bot.team.people import Team
from content.languages import FALLBACK, LANGUAGES
from content.phrases import Phrases, phrases


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a part of the conversation may need."""

    db: Database
    chats: Chats
    questions: Questions
    queue: ReviewQueue
    review_list: ReviewList
    verdicts: Verdicts
    audit: Audit
    inbox: Inbox
    outbox: Outbox
    contexts: Contexts
    serving: Serving
    answerer: Answerer
    builder: Builder
    admins: frozenset[int]
    moderators: frozenset[int]
    clock: Callable[[], datetime]
    registry_read: Callable[[], str | None]
    watches: Watches
    served_trials: ServedTrials
    changes: RegistryChanges
    registry_age: RegistryAge
    threads: Threads
    team_replies: TeamReplies
    thread_messages: ThreadMessages
    digests: Digests
    recent: RecentQuestions = field(default_factory=RecentQuestions)
    team: Team = field(default_factory=Team)
    readers: frozenset[int] = frozenset()
    console_url: str = ""
    spent: Spent = field(default_factory=Spent)
    nightly: Nightly | None = None
    upkeep: UpkeepState = field(default_factory=UpkeepState)

    def reader(self, event: Event, chat: Chat | None = None) -> Reader:
        """Who reads what is said to this chat."""
        chat = chat or self.chats.get(event.chat_id)
        client = (event.language or "en").split("-")[0].lower()
        fallback = client if client in LANGUAGES else "en"
        return Reader(chat.language, fallback, chat.country)

    def position(self) -> Position:
        """What somebody knows who has read the served snapshot."""
        snapshot = self.serving.current.snapshot
        created = datetime.fromisoformat(snapshot.manifest.created)
        built_from = self.changes.position(snapshot.snapshot_id, created)
        return Position(built_from.registry, built_from.change, snapshot.snapshot_id)

    def showed(self, event: Event, shown: Sequence[str]) -> None:
        """Let "the second one" mean these trials from now on."""
        now = self.clock()
        context = self.contexts.get(event.chat_id, now)
        self.contexts.put(event.chat_id, context.showed(shown), now)

    def opened(self, event: Event, nct_id: str, *, asks_place: bool = False) -> Context:
        """Let "it" mean this trial from now on; what the chat is about then."""
        now = self.clock()
        context = self.contexts.get(event.chat_id, now).opened(nct_id, asks_place=asks_place)
        self.contexts.put(event.chat_id, context, now)
        return context

    def say(self, event: Event) -> Phrases:
        """The sentences in the language of this chat, for what is not an answer to a text."""
        reader = self.reader(event)
        return phrases(reader.language or reader.fallback)

    def say_to(self, chat_id: int) -> Phrases:
        """The sentences for a chat that has done nothing just now."""
        return phrases(self.chats.get(chat_id).language or FALLBACK)


def build_world(
    db: Database,
    serving: Serving,
    builder: Builder,
    *,
    admins: frozenset[int],
    moderators: frozenset[int],
    clock: Callable[[], datetime],
    registry_read: Callable[[], str | None],
    readers: frozenset[int] = frozenset(),
    moderators_chat: int | None = None,
    team_hours: TeamHours | None = None,
    console_url: str = "",
    double_share: float = 0.0,
    daily_questions: int = 200,
    nightly: Nightly | None = None,
) -> World:
    """The world over an open database and a served snapshot.

    `double_share`: the share of questions that two moderators judge. `daily_questions`: how many
    messages of one person are answered in a day. `nightly`: when to sync and build without being
    asked; None for never.
    """
    age = RegistryAge(builder.home / "registry.db")
    return World(
        db=db,
        chats=Chats(db),
        questions=Questions(db),
        queue=ReviewQueue(db),
        review_list=ReviewList(db),
        verdicts=Verdicts(db, double_share),
        audit=Audit(db),
        inbox=Inbox(db),
        outbox=Outbox(db),
        contexts=Contexts(),
        serving=serving,
        answerer=Answerer(serving, age),
        builder=builder,
        admins=admins,
        moderators=moderators,
        clock=clock,
        registry_read=registry_read,
        watches=Watches(db),
        served_trials=ServedTrials(db),
        changes=RegistryChanges(builder.home, builder.home / "registry.db"),
        registry_age=age,
        threads=Threads(db),
        team_replies=TeamReplies(db),
        thread_messages=ThreadMessages(db),
        digests=Digests(db),
        team=Team(moderators, moderators_chat, team_hours),
        readers=readers,
        console_url=console_url,
        spent=Spent(daily_questions),
        nightly=nightly,
    )

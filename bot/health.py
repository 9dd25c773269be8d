"""How the bot is: what is served, how old, what waits, how answers went. For people and scripts."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from bot.settings import Settings
from bot.store.database import open_database
from bot.store.faults import Faults, faults_of_the_day
from bot.store.inbox import Inbox
from bot.store.outbox import Outbox
from bot.store.questions import Figures, Questions
from bot.store.service import DEAF_SECONDS, notes
from index.home import list_snapshots


@dataclass(frozen=True, slots=True)
class Health:
    """Ages in hours, latencies in milliseconds over the last day; None where there is nothing."""

    snapshot_id: str | None
    snapshot_age_hours: float | None
    documents: int | None
    snapshot_problem: str | None
    registry_read: str | None
    registry_age_hours: float | None
    mode: str | None
    last_good_poll_seconds: float | None
    inbox: int
    outbox: int
    outbox_failed: int
    questions_day: int
    answers_by_kind_day: dict[str, int]
    errors_day: int
    given_up_day: int
    set_aside_day: int
    undelivered_day: int
    questions_week: int
    abstained_week: int
    waiting_for_review: int
    p50_ms: float
    p95_ms: float

    @property
    def sound(self) -> bool:
        """Whether a snapshot is served and Telegram, if ever reached, was reached lately."""
        reached = self.last_good_poll_seconds
        return self.snapshot_id is not None and (reached is None or reached < DEAF_SECONDS)

    def as_json(self) -> dict[str, object]:
        """The fields by their names."""
        return asdict(self)

    def lines(self) -> tuple[str, ...]:
        """What an admin reads."""
        served = (
            f"served: {self.snapshot_id}, {self.documents} documents, "
            f"{self.snapshot_age_hours:.1f} hours old"
            if self.snapshot_id and self.snapshot_age_hours is not None
            else f"served: nothing ({self.snapshot_problem})"
        )
        return (
            served,
            f"registry: last read {self.registry_read or 'never'}{self._registry_age()}",
            f"Telegram: {self._poll()}",
            f"inbox: {self.inbox} waiting; outbox: {self.outbox} waiting, "
            f"{self.outbox_failed} failed",
            f"questions: {self.questions_day} in a day, {self.questions_week} in a week, "
            f"{self.abstained_week} of them without an answer",
            f"answers in a day: {_listed(self.answers_by_kind_day)}",
            f"errors in a day: {self.given_up_day} given up, {self.set_aside_day} set aside "
            f"unread, {self.undelivered_day} not delivered",
            f"review: {self.waiting_for_review} waiting",
            f"speed: {self.p50_ms:.0f} ms median, {self.p95_ms:.0f} ms for 95 of 100",
        )

    def _poll(self) -> str:
        if self.last_good_poll_seconds is None:
            return "not reached yet"
        mode = f" by {self.mode}" if self.mode else ""
        return f"last reached {self.last_good_poll_seconds:.0f} seconds ago{mode}"

    def _registry_age(self) -> str:
        age = self.registry_age_hours
        return "" if age is None else f", {age:.1f} hours ago"


def health(settings: Settings, registry_read: str | None) -> Health:
    """Looked up now; what does not exist yet counts as nothing."""
    snapshot_id, age, documents, problem = _served(settings)
    logged = _logged(settings)
    figures = logged.figures
    return Health(
        snapshot_id=snapshot_id,
        snapshot_age_hours=age,
        documents=documents,
        snapshot_problem=problem,
        registry_read=registry_read,
        registry_age_hours=_hours_since(registry_read),
        mode=logged.mode,
        last_good_poll_seconds=logged.last_good_poll_seconds,
        inbox=logged.inbox,
        outbox=logged.outbox,
        outbox_failed=logged.outbox_failed,
        questions_day=figures.day,
        answers_by_kind_day=logged.kinds,
        errors_day=logged.faults.all,
        given_up_day=logged.faults.given_up,
        set_aside_day=logged.faults.aside,
        undelivered_day=logged.faults.undelivered,
        questions_week=figures.week,
        abstained_week=figures.week_abstained,
        waiting_for_review=figures.waiting,
        p50_ms=round(figures.p50, 1),
        p95_ms=round(figures.p95, 1),
    )


def _served(settings: Settings) -> tuple[str | None, float | None, int | None, str | None]:
    entry = next((entry for entry in list_snapshots(settings.home) if entry.current), None)
    if entry is None:
        return None, None, None, "no snapshot yet; run 'nettrials build'"
    if entry.manifest is None or entry.problem:
        return None, None, None, entry.problem
    hours = _hours_since(entry.manifest.created)
    return entry.snapshot_id, hours, entry.manifest.documents, None


def _hours_since(moment: str | None) -> float | None:
    if moment is None:
        return None
    then = datetime.fromisoformat(moment)
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return round((datetime.now(UTC) - then).total_seconds() / 3600, 1)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "none"


@dataclass(frozen=True, slots=True)
class _Logged:
    """What bot.db says; `last_good_poll_seconds` counts from now."""

    figures: Figures
    inbox: int = 0
    outbox: int = 0
    outbox_failed: int = 0
    last_good_poll_seconds: float | None = None
    mode: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)


def _logged(settings: Settings) -> _Logged:
    if not settings.bot_db.exists():
        return _Logged(Figures(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0))
    with closing(open_database(settings.bot_db)) as database:
        noted = notes(database)
        poll, started = noted.get("last_good_poll"), noted.get("started")
        questions, now = Questions(database), datetime.now(UTC)
        outbox = Outbox(database).depth()
        return _Logged(
            questions.figures(now),
            Inbox(database).depth().new,
            outbox.open,
            outbox.failed,
            time.time() - poll.noted_at if poll else None,
            started.value if started else None,
            questions.by_kind(now),
            faults_of_the_day(database),
        )

"""How the bot is: what is served, how old, what waits, how answers went. For people and scripts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Health:
    """Ages in hours, latencies in milliseconds over the last day; None where there is nothing."""

    snapshot_id: str | None
    snapshot_age_hours: float | None
    documents: int | None
    snapshot_problem: str | None
    registry_read: str | None
    inbox: int
    outbox: int
    outbox_failed: int
    questions_day: int
    questions_week: int
    abstained_week: int
    waiting_for_review: int
    p50_ms: float
    p95_ms: float

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
            f"registry: last read {self.registry_read or 'never'}",
            f"inbox: {self.inbox} waiting; outbox: {self.outbox} waiting, "
            f"{self.outbox_failed} failed",
            f"questions: {self.questions_day} in a day, {self.questions_week} in a week, "
            f"{self.abstained_week} of them without an answer",
            f"review: {self.waiting_for_review} waiting",
            f"speed: {self.p50_ms:.0f} ms median, {self.p95_ms:.0f} ms for 95 of 100",
        )


def health(settings: Settings, registry_read: str | None) -> Health:
    """Looked up now; what does not exist yet counts as nothing."""
    snapshot_id, age, documents, problem = _served(settings)
    inbox, outbox, failed, figures = _counts(settings)
    return Health(
        snapshot_id=snapshot_id,
        snapshot_age_hours=age,
        documents=documents,
        snapshot_problem=problem,
        registry_read=registry_read,
        inbox=inbox,
        outbox=outbox,
        outbox_failed=failed,
        questions_day=figures.day,
        questions_week=figures.week,
        abstained_week=figures.week_abstained,
        waiting_for_review=figures.waiting,
        p50_ms=round(figures.p50, 1),
        p95_ms=round(figures.p95, 1),
    )


def _served(settings: Settings) -> tuple[str | None, float | None, int | None, str | None]:
    from index.home import list_snapshots

    entry = next((entry for entry in list_snapshots(settings.home) if entry.current), None)
    if entry is None:
        return None, None, None, "no snapshot yet; run 'nettrials build'"
    if entry.manifest is None or entry.problem:
        return None, None, None, entry.problem
    age = datetime.now(UTC) - datetime.fromisoformat(entry.manifest.created)
    hours = round(age.total_seconds() / 3600, 1)
    return entry.snapshot_id, hours, entry.manifest.documents, None


def _counts(settings: Settings):  # type: ignore[no-untyped-def]
    from bot.store.database import open_database
    from bot.store.inbox import Inbox
    from bot.store.outbox import Outbox
    from bot.store.questions import Figures, Questions

    if not settings.bot_db.exists():
        return 0, 0, 0, Figures(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0)
    database = open_database(settings.bot_db)
    inbox, outbox = Inbox(database).depth(), Outbox(database).depth()
    figures = Questions(database).figures(datetime.now(UTC))
    database.close()
    return inbox.new, outbox.open, outbox.failed, figures

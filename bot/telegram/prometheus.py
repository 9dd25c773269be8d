"""The meter that Prometheus reads: counts, times and depths, without words and without ids.

Counts live in this process; depths and ages are looked up when somebody asks for the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.conversation_protocol import Observation
from bot.store.inbox import InboxDepth
from bot.store.outbox import OutboxDepth
from bot.telegram.meter import Meter

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Depths:
    """What is looked up for one page. `observed`: None until the conversation is loaded."""

    inbox: InboxDepth
    outbox: OutboxDepth
    observed: Observation | None
    seconds_since_contact: float


class PrometheusMeter(Meter):
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count_metrics()
        self._gauge_metrics()

    def answered(self, kind: str, seconds: float, waited: float) -> None:
        self._answers.labels(kind).inc()
        self._answer_seconds.observe(seconds)
        self._waited_seconds.observe(waited)

    def failed(self, error: str) -> None:
        self._errors.labels(error).inc()

    def sent(self, method: str, outcome: str, seconds: float) -> None:
        self._sends.labels(method, outcome).inc()
        self._send_seconds.observe(seconds)

    def polled(self) -> None:
        self._last_contact.set_to_current_time()

    def alerted(self, alert: str) -> None:
        self._alerts.labels(alert).inc()

    def page(self, depths: Depths) -> bytes:
        """The metrics in Prometheus' text format."""
        self._inbox.labels("waiting").set(depths.inbox.new)
        self._inbox.labels("set_aside").set(depths.inbox.aside)
        self._outbox.labels("open").set(depths.outbox.open)
        self._outbox.labels("failed").set(depths.outbox.failed)
        self._silence.set(depths.seconds_since_contact)
        observed = depths.observed
        self._ready.set(observed is not None)
        if observed is not None:
            self._snapshot.clear()
            self._snapshot.labels(observed.snapshot_id).set(1)
            self._snapshot_age.set(observed.snapshot_age)
            age = observed.registry_age
            self._registry_age.set(float("nan") if age is None else age)
        return generate_latest(self._registry)

    def _count_metrics(self) -> None:
        kept = self._registry
        self._answers = Counter(
            "nettrials_answers", "Updates answered, by kind of question or of update", ["kind"],
            registry=kept,
        )  # fmt: skip
        self._answer_seconds = Histogram(
            "nettrials_answer_seconds", "Time to work an answer out and store it",
            buckets=_BUCKETS, registry=kept,
        )  # fmt: skip
        self._waited_seconds = Histogram(
            "nettrials_wait_seconds", "Time from an update's arrival to its stored answer",
            buckets=_BUCKETS, registry=kept,
        )  # fmt: skip
        self._send_seconds = Histogram(
            "nettrials_send_seconds", "Time of one request to Telegram",
            buckets=_BUCKETS, registry=kept,
        )  # fmt: skip
        self._sends = Counter(
            "nettrials_sends", "Requests to Telegram, by method and outcome",
            ["method", "outcome"], registry=kept,
        )  # fmt: skip
        self._errors = Counter(
            "nettrials_errors", "Failed attempts at updates, by kind of error", ["error"],
            registry=kept,
        )  # fmt: skip
        self._alerts = Counter(
            "nettrials_alerts", "Alerts told to the admins", ["alert"], registry=kept
        )

    def _gauge_metrics(self) -> None:
        kept = self._registry
        self._inbox = Gauge("nettrials_inbox_rows", "Updates, by state", ["state"], registry=kept)
        self._outbox = Gauge(
            "nettrials_outbox_rows", "Messages, by state", ["state"], registry=kept
        )
        self._ready = Gauge("nettrials_ready", "1 once the index is loaded", registry=kept)
        self._last_contact = Gauge(
            "nettrials_last_good_poll_timestamp_seconds", "When Telegram last answered",
            registry=kept,
        )  # fmt: skip
        self._silence = Gauge(
            "nettrials_seconds_since_good_poll", "By the steady clock", registry=kept
        )
        self._snapshot = Gauge(
            "nettrials_snapshot", "Always 1; the label names what is served", ["snapshot_id"],
            registry=kept,
        )  # fmt: skip
        self._snapshot_age = Gauge(
            "nettrials_snapshot_age_seconds", "Since it was built", registry=kept
        )
        self._registry_age = Gauge(
            "nettrials_registry_age_seconds", "Since it was last read; NaN: never", registry=kept
        )

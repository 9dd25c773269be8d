"""Takes one waiting update to its answer. Runs in the core thread.

Chats take turns, each chat's updates in their order. One transaction holds everything that
follows from an update: what the conversation wrote, the calls in the outbox and the update's end.
An update that cannot be read is set aside; one that the conversation fails on several times, or
that ends the process several times, is given up. Both with an apology, so that nobody waits in
vain and no update ever stops its chat.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from enum import Enum

from bot.conversation_protocol import Alert, Apologising
from bot.events import Event, EventKind, Response
from bot.store.database import empty_log, writing
from bot.store.inbox import Received
from bot.store.outbox import Call
from bot.telegram.errors import UnreadableError
from bot.telegram.log import log
from bot.telegram.mark import WorkMark
from bot.telegram.meter import Meter
from bot.telegram.render import press_answer, render
from bot.telegram.translate import Self, Translated, translate, unread_event
from bot.telegram.world import Turns, World, is_storage_trouble

SHARED_SECONDS = 0.04


class Step(Enum):
    """What one step of the work was."""

    IDLE = "idle"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stepped:
    """The outcome of one step; `alert` where the admins should hear of it."""

    step: Step
    alert: Alert | None = None


class Answering:
    """The inbox's worker, once the conversation is there."""

    def __init__(
        self, world: World, attempts: int, mark: WorkMark | None = None, meter: Meter | None = None
    ) -> None:
        self._world = world
        self._attempts = attempts
        self._mark = mark
        self._meter = meter or Meter()
        self._turns = Turns()
        self._place_seen = False
        self.me = Self()

    def count_sudden_end(self) -> None:
        """The update under way when the process before ended suddenly has failed once."""
        row_id = self._mark.left() if self._mark else None
        if row_id is not None and self._world.inbox.is_waiting(row_id):
            attempts = self._world.inbox.failed_once(row_id, "process ended")
            log(logging.WARNING, "answer_cut_off", row=row_id, attempts=attempts)
        if self._mark:
            self._mark.end()

    def answer_some(self) -> Stepped:
        """Answer what waits, in one commit as long as that takes no longer than a moment.

        A commit waits for the disk; under load it is shared. Raises sqlite3.Error when nothing can
        be stored: then none of it happened.
        """
        if not self._world.inbox.heads():
            return Stepped(Step.IDLE)
        until = time.monotonic() + SHARED_SECONDS
        with writing(self._world.database):
            stepped = self.answer_next()
            while stepped == Stepped(Step.ANSWERED) and time.monotonic() < until:
                following = self.answer_next()
                if following.step is Step.IDLE:
                    break
                stepped = following
        if self._place_seen:
            # A place is kept nowhere, not even for a while.
            self._place_seen = not empty_log(self._world.database)
        return stepped

    def answer_next(self) -> Stepped:
        """Answer the update whose turn it is. Raises sqlite3.Error when nothing can be stored."""
        heads = self._world.inbox.heads()
        order = self._turns.order(heads.items())
        if not order:
            return Stepped(Step.IDLE)
        received = self._world.inbox.read(order[0])
        self._turns.serve(received.chat_id)
        if self._mark:
            self._mark.begin(received.id)
        stepped = self._take_up(received)
        if self._mark:
            self._mark.end()
        return stepped

    def _take_up(self, received: Received) -> Stepped:
        raw = received.json()
        try:
            translated = translate(raw, self.me)
        except UnreadableError as error:
            return self._unread(received, raw, str(error))
        if received.attempts >= self._attempts:
            return self._give_up(received, translated)
        return self._attempt(received, translated)

    def _attempt(self, received: Received, translated: Translated) -> Stepped:
        try:
            self._answer(received, translated)
        except Exception as error:
            if is_storage_trouble(error):
                raise
            return self._failed(received, translated, type(error).__name__)
        return Stepped(Step.ANSWERED)

    def _answer(self, received: Received, translated: Translated) -> None:
        begun = time.perf_counter()
        event = translated.event
        with writing(self._world.database):
            self._world.inbox.done(received.id)
            if event is not None and event.kind is EventKind.BLOCKED:
                self._world.outbox.end_chat(event.chat_id)
            response = self._world.talking.respond(event) if event else Response()
            calls = _calls(translated, response)
            self._world.outbox.add(calls, received.id)
        self._place_seen |= event is not None and event.location is not None
        seconds = time.perf_counter() - begun
        waited = max(0.0, time.time() - received.received_at)
        kind = event.kind.value if event else "none"
        self._meter.answered(response.kind or kind, seconds, waited)
        log(
            logging.INFO,
            "answered",
            row=received.id,
            kind=kind,
            calls=len(calls),
            milliseconds=seconds * 1e3,
            waited=waited,
        )

    def _unread(self, received: Received, raw: object, error: str) -> Stepped:
        """Set it aside; whoever wrote it is told so, where that can be read."""
        event = unread_event(raw)
        self._meter.failed("unreadable")
        with writing(self._world.database):
            self._world.inbox.set_aside(received.id, error)
            if event is not None:
                calls = _calls(Translated(event), self._apology(event))
                self._world.outbox.add(calls, received.id)
        log(logging.ERROR, "update_set_aside", row=received.id, error=error)
        return Stepped(Step.FAILED, Alert.UNREADABLE)

    def _failed(self, received: Received, translated: Translated, error: str) -> Stepped:
        self._meter.failed(error)
        attempts = self._world.inbox.failed_once(received.id, error)
        log(logging.ERROR, "answer_failed", row=received.id, error=error, attempts=attempts)
        if attempts < self._attempts:
            return Stepped(Step.FAILED)
        return self._give_up(received, translated)

    def _give_up(self, received: Received, translated: Translated) -> Stepped:
        with writing(self._world.database):
            self._world.inbox.give_up(received.id)
            calls = _calls(translated, self._apology(translated.event))
            self._world.outbox.add(calls, received.id)
        log(logging.ERROR, "given_up", row=received.id)
        return Stepped(Step.ANSWERED, Alert.FAILED)

    def _apology(self, event: Event | None) -> Response:
        conversation = self._world.conversation
        if event is None or not isinstance(conversation, Apologising):
            return Response()
        try:
            return conversation.apologise(event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue goes on
            log(logging.ERROR, "apology_failed", error=type(error).__name__)
            return Response()


def _calls(translated: Translated, response: Response) -> list[Call]:
    event = translated.event
    if event is None:
        return []
    calls = [call for reply in response.replies for call in render(reply, event.chat_id)]
    if event.kind is EventKind.BLOCKED:
        calls = [call for call in calls if call.chat_id != event.chat_id]
    if translated.callback_id:
        calls.insert(0, press_answer(translated.callback_id, event.chat_id, response.notice))
    return calls

"""Takes one waiting update to its answer. Runs in the core thread.

Chats take turns, each chat's updates in their order. One transaction holds everything that
follows from an update: what the conversation wrote, the calls in the outbox and the update's end.
An update that cannot be read is set aside; one that the conversation fails on several times is
given up with an apology, so that it never stops its chat.
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
from bot.telegram.render import press_answer, render
from bot.telegram.translate import Self, Translated, translate
from bot.telegram.world import Turns, World, is_storage_trouble


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
    """The inbox's worker."""

    def __init__(self, world: World, attempts: int) -> None:
        self._world = world
        self._attempts = attempts
        self._turns = Turns()
        self.me = Self()

    def answer_next(self) -> Stepped:
        """Answer the update whose turn it is. Raises sqlite3.Error when nothing can be stored."""
        heads = self._world.inbox.heads()
        order = self._turns.order(heads.items())
        if not order:
            return Stepped(Step.IDLE)
        received = self._world.inbox.read(order[0])
        self._turns.serve(received.chat_id)
        try:
            translated = translate(received.json(), self.me)
        except UnreadableError as error:
            self._world.inbox.set_aside(received.id, str(error))
            log(logging.ERROR, "update_set_aside", row=received.id, error=str(error))
            return Stepped(Step.FAILED, Alert.UNREADABLE)
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
            response = self._world.conversation.respond(event) if event else Response()
            calls = _calls(translated, response)
            self._world.outbox.add(calls, received.id)
        if event is not None and event.location is not None:
            empty_log(self._world.database)  # a place is kept nowhere, not even for a while
        log(
            logging.INFO,
            "answered",
            row=received.id,
            kind=event.kind.value if event else "none",
            calls=len(calls),
            milliseconds=(time.perf_counter() - begun) * 1e3,
            waited=max(0.0, time.time() - received.received_at),
        )

    def _failed(self, received: Received, translated: Translated, error: str) -> Stepped:
        attempts = self._world.inbox.failed_once(received.id, error)
        log(logging.ERROR, "answer_failed", row=received.id, error=error, attempts=attempts)
        if attempts < self._attempts:
            return Stepped(Step.FAILED)
        with writing(self._world.database):
            # The words go: they are the patient's, and the kind of error is logged.
            self._world.inbox.done(received.id)
            calls = _calls(translated, self._apology(translated.event))
            self._world.outbox.add(calls, received.id)
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

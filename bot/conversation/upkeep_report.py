"""Tells admins how a task goes and how it ended, in the chat where it was asked for.

The progress is one message that is edited every few seconds; the end is a message of its own, so
that it makes a sound. A build that was refused names the questions that got worse, with a button to
publish it all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.building import READING_REGISTRY, Ended, Step, Task
from bot.conversation import quoting
from bot.conversation.buttons import button
from bot.conversation.nightly_run import after_task
from bot.conversation.upkeep import stop_row
from bot.conversation.world import World
from bot.events import Button, Reply
from content.phrases import Html, Phrases, phrases
from index.progress import Stage

EDIT_EVERY = timedelta(seconds=4)
_REPORT = 2_500  # characters of a refusal

_STAGES = {
    READING_REGISTRY: "registry",
    Stage.READING: "reading",
    Stage.PREPARING: "preparing",
    Stage.ENCODING: "encoding",
    Stage.WRITING: "writing",
    Stage.CHECKING: "checking",
    Stage.PUBLISHING: "publishing",
}


def report(world: World, now: datetime) -> tuple[Reply, ...]:
    """What the admins should see now: how far the task is, or how it ended."""
    ended = world.upkeep.ended or world.builder.collect()
    if ended is None:
        return _progress(world, now)
    world.upkeep.ended = None
    if ended.task is not Task.SYNC and ended.failure is None and world.serving.refresh():
        if world.serving.fault is None:
            world.upkeep.ended = ended  # told once it is served
            return ()
        ended = replace(ended, failure=world.serving.fault)
    listeners = list(world.upkeep.listeners)
    world.upkeep.listeners.clear()
    told: list[Reply] = []
    for listener in listeners:
        say = phrases(listener.language)
        if listener.message_id is not None:
            told.append(Reply(listener.text, edit=listener.message_id, chat_id=listener.chat_id))
        text, buttons = outcome(ended, say)
        told.append(Reply(text, buttons, chat_id=listener.chat_id))
    return (*told, *after_task(world, ended, now, outcome))


def _progress(world: World, now: datetime) -> tuple[Reply, ...]:
    state = world.upkeep
    step = world.builder.step()
    early = state.edited_at is not None and now - state.edited_at < EDIT_EVERY
    if step is None or early:
        return ()
    told = []
    for listener in state.listeners:
        say = phrases(listener.language)
        text = progress_line(step, say)
        if listener.message_id is None or text == listener.text:
            continue
        listener.text = text
        told.append(Reply(text, stop_row(say), edit=listener.message_id, chat_id=listener.chat_id))
    state.edited_at = now
    return tuple(told)


def progress_line(step: Step, say: Phrases) -> str:
    """How far a task is, in one line."""
    name = _STAGES.get(step.stage)
    what = say.say(f"upkeep.stage_{name}") if name else step.stage
    if step.total is None:
        return say.say("upkeep.progress_open", what=what, done=step.done)
    return say.say("upkeep.progress", what=what, done=step.done, total=step.total)


def outcome(ended: Ended, say: Phrases) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    """How a task ended, and what can be done next."""
    if ended.stopped:
        return say.say("upkeep.stopped"), ()
    if ended.refused:
        text = f"{say.say('upkeep.refused')}\n{_quoted(ended.report, say)}"
        return text, ((button(say.say("upkeep.accept"), "ua", Task.ACCEPT.value),),)
    if ended.failure:
        key = f"upkeep.failed_{ended.task.value}"
        return say.say(key, reason=quoting.cut(ended.failure, 500)), ()
    return _GOOD[ended.task](ended, say)


_Words = tuple[str, tuple[tuple[Button, ...], ...]]


def _synced(ended: Ended, say: Phrases) -> _Words:
    found = ended.synced
    text = say.say(
        "upkeep.synced",
        added=found.added,
        changed=found.changed,
        unchanged=found.unchanged,
        set_aside=found.set_aside,
    )
    if not (found.added or found.changed):
        return text, ()
    return text, ((button(say.say("upkeep.yes_build"), "ua", Task.BUILD.value),),)


def _built(ended: Ended, say: Phrases) -> _Words:
    built = ended.built
    if not (built.added or built.changed or built.removed):
        return say.say("admin.rebuild_same", snapshot=built.snapshot_id), ()
    text = say.say(
        "admin.rebuild_done",
        snapshot=built.snapshot_id,
        seconds=round(built.seconds),
        documents=built.documents,
        added=built.added,
        changed=built.changed,
        removed=built.removed,
    )
    return text, ()


def _rolled_back(ended: Ended, say: Phrases) -> _Words:
    return say.say("upkeep.rolled_back", snapshot=ended.built.snapshot_id), ()


_GOOD: dict[Task, Callable[[Ended, Phrases], _Words]] = {
    Task.SYNC: _synced,
    Task.BUILD: _built,
    Task.ACCEPT: _built,
    Task.ROLLBACK: _rolled_back,
}


def _quoted(report: str, say: Phrases) -> Html:
    """What the gate said, in its own words."""
    lines, _ = quoting.paragraphs(report, _REPORT)
    return Html(f"<blockquote>{say.escape(lines)}</blockquote>")

"""What an admin can set going from the chat: read the registry, build, go back to a snapshot.

Each is asked for once more before it begins, runs in a child process and is written into the audit
log. The message of the question becomes the one that shows how far it is, with a button to stop.
"""

from __future__ import annotations

from bot.building import Task
from bot.conversation.buttons import Press, button
from bot.conversation.upkeep_state import Listener
from bot.conversation.world import World
from bot.events import Button, Event, Reply, Response
from content.phrases import Phrases
from index.home import list_snapshots


def sync(world: World, event: Event) -> Response:
    """Ask before reading the registry."""
    return Response((_asked(world.say(event), Task.SYNC),))


def rollback(world: World, event: Event) -> Response:
    """The snapshots that can be served again, newest first."""
    say = world.say(event)
    found = list_snapshots(world.builder.home)
    good = [(entry, entry.manifest) for entry in found if entry.manifest and not entry.problem]
    rows = tuple(
        (button(f"⏪ {manifest.created[:16]}", "ua", Task.ROLLBACK, entry.snapshot_id),)
        for entry, manifest in good
        if not entry.current
    )
    if not rows:
        return Response((Reply(say.say("upkeep.rollback_none")),))
    lines = [say.say("upkeep.rollback_choose")]
    for entry, manifest in good:
        line = say.say(
            "upkeep.rollback_line",
            snapshot=entry.snapshot_id,
            documents=manifest.documents,
            built=manifest.created[:16],
        )
        lines.append(f"• <b>{line}</b>" if entry.current else f"• {line}")
    return Response((Reply("\n".join(lines), rows),))


def ask_again(world: World, event: Event, press: Press) -> Response:
    """Ask before what a button offered: another snapshot, a worse one, a build."""
    say = world.say(event)
    task, argument = _task(press), press.argument(1)
    if task is None:
        return Response(notice=say.say("role.old_button"))
    return Response((_asked(say, task, argument),))


def confirm(world: World, event: Event, press: Press) -> Response:
    """Begin what was asked about."""
    say = world.say(event)
    task = _task(press)
    if task is None:
        return Response(notice=say.say("role.old_button"))
    return begin(world, event, task, press.argument(1))


def begin(world: World, event: Event, task: Task, argument: str = "") -> Response:
    """Begin a task; the pressed message becomes its progress."""
    say = world.say(event)
    name = f"Telegram {event.user_id}" if task is Task.ACCEPT else argument
    if not world.builder.start(task, name):
        return Response(notice=say.say("upkeep.running"))
    text = say.say(f"upkeep.begun_{task.value}")
    listener = Listener(event.chat_id, say.language, event.message_id, text)
    world.upkeep.listeners.append(listener)
    world.audit.note(event.user_id, task.value, "index", argument, world.clock())
    return Response((Reply(text, stop_row(say), edit=event.message_id),))


def refuse(world: World, event: Event, _press: Press) -> Response:
    """Not now."""
    text = world.say(event).say("upkeep.nothing_done")
    return Response((Reply(text, edit=event.message_id),))


def cancel(world: World, event: Event) -> Response:
    """Stop what is under way, whoever began it."""
    return Response((Reply(world.say(event).say(_stopped(world, event))),))


def press_stop(world: World, event: Event, _press: Press) -> Response:
    """The same by the button under the progress."""
    return Response(notice=world.say(event).say(_stopped(world, event)))


def _stopped(world: World, event: Event) -> str:
    task = world.builder.task
    if not world.builder.stop():
        return "upkeep.nothing_running"
    world.audit.note(event.user_id, "stop", task.value if task else "", "", world.clock())
    return "upkeep.stopping"


def stop_row(say: Phrases) -> tuple[tuple[Button, ...], ...]:
    """The button that stops."""
    return ((button(say.say("upkeep.stop"), "us"),),)


def _asked(say: Phrases, task: Task, argument: str = "") -> Reply:
    row = (
        button(say.say(f"upkeep.yes_{task.value}"), "u", task.value, *filter(None, [argument])),
        button(say.say("admin.rebuild_no"), "un"),
    )
    return Reply(say.say(f"upkeep.ask_{task.value}", snapshot=argument), (row,))


def _task(press: Press) -> Task | None:
    known = {task.value: task for task in Task}
    return known.get(press.argument(0))

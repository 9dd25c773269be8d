"""What an admin may do in the chat: see how things are, build the index again."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.building import Task
from bot.conversation.buttons import Press, button
from bot.conversation.nightly_run import last_night, next_night
from bot.conversation.observing import observation
from bot.conversation.upkeep import begin
from bot.conversation.upkeep_report import progress_line
from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.store.faults import faults_of_the_day
from bot.store.service import notes
from content.documents import Kind
from content.phrases import Phrases


def status(world: World, event: Event) -> Response:
    """What is served, how old it is, what waits, how fast it goes."""
    say = world.say(event)
    snapshot = world.serving.current.snapshot
    counts = world.questions.figures(world.clock())
    text = say.say(
        "admin.status",
        snapshot=snapshot.snapshot_id,
        built=snapshot.manifest.created,
        documents=len(snapshot.doc_ids),
        trials=snapshot.kinds.count(Kind.TRIAL),
        registry=world.registry_read() or say.say("admin.never"),
        inbox=world.inbox.depth().new,
        outbox=world.outbox.depth().open,
        day=counts.day,
        p50=round(counts.p50),
        p95=round(counts.p95),
    )
    text = f"{text}\n{_more(world, say)}"
    text = "\n".join([text, *_status_lines(world, say)])
    if world.serving.fault:
        text = f"{text}\n{say.escape(world.serving.fault)}"
    return Response((Reply(text),))


def _more(world: World, say: Phrases) -> str:
    """Ages, the last contact with Telegram, answers by kind, errors."""
    now, noted, faults = world.clock(), notes(world.db), faults_of_the_day(world.db)
    observed = observation(world, now)
    reached, started = noted.get("last_good_poll"), noted.get("started")
    kinds = world.questions.by_kind(now)
    return say.say(
        "admin.status_more",
        snapshot_hours=_hours(observed.snapshot_age),
        registry_hours=_hours(observed.registry_age),
        reached=_moment(reached.noted_at) if reached else say.say("admin.never"),
        mode=started.value if started else "–",
        kinds=", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "–",
        given_up=faults.given_up,
        aside=faults.aside,
        failed=faults.undelivered,
    )


def _hours(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds / 3600:.1f}"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _status_lines(world: World, say: Phrases) -> list[str]:
    """What is under way, when the night's work comes, how much is watched."""
    now = world.clock()
    lines = [say.say("upkeep.status_watches", count=world.watches.count())]
    due, last = next_night(world, now), last_night(world)
    if due is None:
        lines.append(say.say("upkeep.status_nightly_off"))
    else:
        told = f"{last:%Y-%m-%d %H:%M} UTC" if last else say.say("admin.never")
        lines.append(say.say("upkeep.status_nightly", next=f"{due:%Y-%m-%d %H:%M} UTC", last=told))
    if world.builder.task is not None:
        step = world.builder.step()
        key = f"upkeep.begun_{world.builder.task.value}"
        lines.append(progress_line(step, say) if step else say.say(key))
    return lines


def rebuild(world: World, event: Event) -> Response:
    """Ask before building."""
    say = world.say(event)
    row = (
        button(say.say("admin.rebuild_yes"), "b", "yes"),
        button(say.say("admin.rebuild_no"), "b", "no"),
    )
    return Response((Reply(say.say("admin.rebuild_ask"), (row,)),))


def confirm_rebuild(world: World, event: Event, press: Press) -> Response:
    """Begin the build in a child process."""
    if press.argument(0) != "yes":
        text = world.say(event).say("admin.rebuild_no_done")
        return Response((Reply(text, edit=event.message_id),))
    return begin(world, event, Task.BUILD)

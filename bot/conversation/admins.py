"""What an admin may do in the chat: see how things are, build the index again."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.building import Built
from bot.conversation.buttons import Press, button
from bot.conversation.observing import observation
from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.store.faults import faults_of_the_day
from bot.store.service import notes
from content.documents import Kind
from content.phrases import Phrases, phrases


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


def rebuild(world: World, event: Event) -> Response:
    """Ask before building."""
    say = world.say(event)
    row = (
        button(say.say("admin.rebuild_yes"), "b", "yes"),
        button(say.say("admin.rebuild_no"), "b", "no"),
    )
    return Response((Reply(say.say("admin.rebuild_ask"), (row,)),))


def confirm_rebuild(world: World, event: Event, press: Press) -> Response:
    """Begin the build in a child process; `report` tells how it ended."""
    say = world.say(event)
    if press.argument(0) != "yes":
        return Response((Reply(say.say("admin.rebuild_no_done"), edit=event.message_id),))
    if not world.builder.start():
        return Response(notice=say.say("admin.rebuild_running"))
    world.build_watchers.append((event.chat_id, say.language))
    world.audit.note(event.user_id, "rebuild", "index", "", world.clock())
    return Response((Reply(say.say("admin.rebuild_started"), edit=event.message_id),))


def report(world: World) -> tuple[Reply, ...]:
    """What to tell the admins who began a build, once it has ended and is being served."""
    built = world.builder.collect()
    if built is None:
        return ()
    world.serving.refresh()
    world.serving.wait(30)
    watchers = list(world.build_watchers)
    world.build_watchers.clear()
    return tuple(
        Reply(_outcome(built, phrases(language)), chat_id=chat_id) for chat_id, language in watchers
    )


def _outcome(built: Built, say: Phrases) -> str:
    if built.failure:
        return say.say("admin.rebuild_failed", reason=built.failure)
    if not (built.added or built.changed or built.removed):
        return say.say("admin.rebuild_same", snapshot=built.snapshot_id)
    return say.say(
        "admin.rebuild_done",
        snapshot=built.snapshot_id,
        seconds=round(built.seconds),
        documents=built.documents,
        added=built.added,
        changed=built.changed,
        removed=built.removed,
    )

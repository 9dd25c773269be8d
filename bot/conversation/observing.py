"""How the served index is: its age, the registry's age, and what an admin should hear of."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.conversation.world import World
from bot.conversation_protocol import Alert, Observation


def observation(world: World, now: datetime) -> Observation:
    """Looked up now. Of an old registry `age_alert` tells the admins."""
    snapshot = world.serving.current.snapshot
    troubles = {Alert.SNAPSHOT} if world.serving.fault else set()
    return Observation(
        snapshot_id=snapshot.snapshot_id,
        snapshot_age=_seconds_since(snapshot.manifest.created, now),
        registry_age=registry_seconds(world, now),
        troubles=frozenset(troubles),
    )


def registry_seconds(world: World, now: datetime) -> float | None:
    """Since the registry was last reached; None when it never was."""
    read = world.registry_read()
    return None if read is None else _seconds_since(read, now)


def _seconds_since(moment: str, now: datetime) -> float:
    then = datetime.fromisoformat(moment)
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (now - then).total_seconds())

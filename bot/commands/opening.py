"""What commands open first: settings, snapshot, database, conversation."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlite_utils import Database

    from bot.conversation.core import Conversation
    from bot.nightly import Nightly
    from bot.serving import Serving
    from bot.settings import Settings


def settings() -> Settings:
    """The settings of this environment. Raises SettingsError."""
    from bot.settings import load_settings

    return load_settings()


def first_snapshot(chosen: Settings) -> None:
    """Where there is no snapshot at all, build one from the shipped content and say so."""
    from index.published import current_id, snapshot_ids

    if current_id(chosen.home) is None and not snapshot_ids(chosen.home):
        first_build(chosen)


def serving(chosen: Settings) -> Serving:
    """The served snapshot; the first run builds one."""
    from bot.serving import Serving

    first_snapshot(chosen)
    opened = Serving.open(chosen.home)
    if opened.fault:
        click.echo(f"nettrials: serving an earlier snapshot: {opened.fault}", err=True)
    return opened


def first_build(chosen: Settings) -> None:
    """Build the first snapshot, with progress on stderr."""
    from bot.corpus_build import build_snapshot
    from bot.progress import shown_progress

    click.echo("No index yet: building it from the shipped content (this once).", err=True)
    with shown_progress() as tell:
        report = build_snapshot(chosen, tell=tell)
    click.echo(
        f"Built {report.documents} documents, {report.passages} passages "
        f"in {report.seconds:.0f} s.",
        err=True,
    )


def conversation_factory(
    chosen: Settings, served: Serving, nightly: Nightly | None = None
) -> Callable[[Database], Conversation]:
    """What makes the conversation over an open database, in the thread that will use it.

    All that takes long is done here, before there is a database.
    """
    from bot.building import Builder
    from bot.conversation.answering import Answerer
    from bot.conversation.core import Conversation
    from bot.conversation.world import build_world

    builder = Builder(chosen.home, child_environment(chosen))
    Answerer(served).warm()

    def make(db: Database) -> Conversation:
        world = build_world(
            db,
            served,
            builder,
            admins=chosen.admins,
            moderators=chosen.moderators,
            clock=lambda: datetime.now(UTC),
            registry_read=lambda: registry_read(chosen),
            readers=chosen.readers,
            moderators_chat=chosen.moderators_chat,
            team_hours=chosen.team_hours,
            console_url=chosen.console_url,
            double_share=chosen.double_share,
            daily_questions=chosen.daily_questions,
            nightly=nightly,
        )
        return Conversation(world)

    return make


def loaded_conversation(chosen: Settings) -> Callable[[Database], Conversation]:
    """The snapshot loaded and warmed, for a run on Telegram. Raises SnapshotError."""
    from bot.nightly import parse_nightly

    return conversation_factory(chosen, serving(chosen), parse_nightly(chosen.nightly))


def child_environment(chosen: Settings) -> dict[str, str]:
    """What a child process gets: the system's own variables, our home, registry and model."""
    from bot.settings import system_environment

    own = {
        "NETTRIALS_HOME": str(chosen.home),
        "NETTRIALS_REGISTRY_URL": chosen.registry_url,
    }
    if chosen.model:
        own["NETTRIALS_MODEL"] = chosen.model
    return {**system_environment(), **own}


def registry_read(chosen: Settings) -> str | None:
    """When the registry was last reached, in words; None when never."""
    if not chosen.registry_db.exists():
        return None
    from content.registry.store import RegistryStore

    with RegistryStore(chosen.registry_db) as store:
        reached = store.last_reached()
    return reached.isoformat(sep=" ", timespec="minutes") if reached else None


def writable_home(chosen: Settings) -> None:
    """Make the home folder. Raises SettingsError where that cannot be done."""
    from bot.settings import SettingsError

    try:
        chosen.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"NETTRIALS_HOME: {chosen.home} cannot be made ({error.strerror}); name another folder"
        ) from error
    if not os.access(chosen.home, os.W_OK):
        raise SettingsError(f"NETTRIALS_HOME: {chosen.home} cannot be written to")

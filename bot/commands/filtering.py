"""The filters of `nettrials questions list`, `claim` and `export`, as options of a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.store.review_list import Filter

_DAY = click.DateTime(["%Y-%m-%d"])
JUDGMENTS = ("good", "wrong", "missed", "unsafe", "off_topic")
_STATES = ("new", "claimed", "waiting", "disputed", "done")
_OPTIONS = (
    click.option("--waiting", is_flag=True, help="Only what needs a moderator now."),
    click.option("--state", type=click.Choice(_STATES)),
    click.option("--kind", help="The kind of message, such as trial or concept."),
    click.option("--language", help="A code such as de."),
    click.option("--verdict", type=click.Choice(JUDGMENTS), help="What was settled."),
    click.option("--thumb", type=click.Choice(["up", "down"])),
    click.option("--tag", help="A tag of a settled verdict."),
    click.option("--abstained", is_flag=True, default=None, help="Only where nothing was found."),
    click.option("--score-below", type=float, help="Only where the best score is lower."),
    click.option("--since", type=_DAY, help="From this day on."),
    click.option("--until", type=_DAY, help="Up to this day."),
    click.option("--search", "words", help="Words of the question, folded."),
)  # fmt: skip


def filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command` with the filters as options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_filter(choices: Mapping[str, Any]) -> Filter:
    """The filter that the options name. Without --waiting and --state every state passes."""
    from bot.store.review_list import Filter
    from bot.store.review_queue import State

    state = choices.get("state")
    since, until = choices.get("since"), choices.get("until")
    return Filter(
        state=State(state) if state else None,
        every=not choices.get("waiting") and not state,
        kind=choices.get("kind"),
        language=choices.get("language"),
        verdict=choices.get("verdict"),
        thumb=choices.get("thumb"),
        tag=choices.get("tag"),
        abstained=choices.get("abstained") or None,
        score_below=choices.get("score_below"),
        since=since.date() if since else None,
        until=until.date() if until else None,
        words=choices.get("words"),
    )

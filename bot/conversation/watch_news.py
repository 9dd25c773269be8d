"""What watchers are told, once a sync has been built and is served: one message for each chat.

A chat is looked at once for each snapshot, by day in its time zone; whoever sleeps is looked at in
the morning. The message and the mark that it was told are written in one transaction, so that a
process killed at any moment tells nobody twice and forgets nobody. Looking takes a small share of
each tick, for questions go first.

A trial is told of when its record changed. A question is told of trials that now answer it, that
its owner has not seen, that are not closed, and that are new in the list or changed since: a trial
that only ranks higher than before is no news.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from bot.built_from import BuiltFrom
from bot.conversation import quoting, watch_buttons
from bot.conversation.change_words import change_lines
from bot.conversation.statuses import Openness, openness, status_line
from bot.conversation.watching import hits_of, name_of
from bot.conversation.world import World
from bot.daytime import is_day
from bot.events import Reply
from bot.store.watches import ANSWER_DAYS, Position, Watch, Watcher
from content.documents import Trial
from content.phrases import Phrases, phrases

SECONDS = 0.1  # of one tick
_NEW_TRIALS = 5  # told for one question
_SHOWN_WORDS = 120  # characters


def news(world: World, now: datetime) -> tuple[Reply, ...]:
    """The messages that are due now. Call it inside the transaction that queues them."""
    snapshot = world.serving.current.snapshot
    if not world.served_trials.is_noted(snapshot.snapshot_id):
        ids = [doc_id for doc_id in snapshot.doc_ids if doc_id.startswith("NCT")]
        world.served_trials.note(snapshot.snapshot_id, ids, now)
    behind = world.watches.behind(snapshot.snapshot_id)
    if not behind:
        return ()
    position = world.position()
    replies: list[Reply] = []
    until = time.perf_counter() + SECONDS
    for watcher in _awake(behind, now):
        replies += _of_chat(world, watcher, position, now)
        if time.perf_counter() > until:
            break
    return tuple(replies)


def old_watches(world: World, now: datetime) -> tuple[Reply, ...]:
    """Asks, once, whether a watch that is over a year old is still wanted."""
    replies = []
    for watcher in _awake(world.watches.old(now), now):
        say = phrases(watcher.language)
        found = world.watches.asked(watcher.chat_id, now)
        names = [f"• {say.escape(name_of(world, watch, say))}" for watch in found]
        text = "\n".join([say.say("watch.keep_ask", days=ANSWER_DAYS), *names])
        replies.append(_reply(watcher, text, watch_buttons.keep_rows(say)))
    return tuple(replies)


def _awake(watchers: Sequence[Watcher], now: datetime) -> list[Watcher]:
    """Those for whom it is day."""
    day = lru_cache(maxsize=None)(lambda country, language: is_day(now, country, language))
    return [watcher for watcher in watchers if day(watcher.country, watcher.language)]


def _reply(watcher: Watcher, text: str, buttons: watch_buttons.Rows) -> Reply:
    """A message that is silent where somebody has not said where they live: not to wake them."""
    return Reply(text, buttons, chat_id=watcher.chat_id, silent=watcher.country is None)


def _of_chat(world: World, watcher: Watcher, position: Position, now: datetime) -> list[Reply]:
    """The one message of a chat, if there is any news for it; its watches are marked as told."""
    say = phrases(watcher.language)
    parts: list[str] = []
    told: list[tuple[Watch, str]] = []
    for watch in world.watches.of_chat(watcher.chat_id):
        if watch.told.snapshot_id == position.snapshot_id:
            continue
        part = _of_watch(world, watch, position, now, say)
        if part:
            parts.append(part)
            told.append((watch, name_of(world, watch, say)))
    if not parts:
        return []
    ending = f"{say.say('answer.team_decides')}\n{say.say('watch.list_command')}"
    text = "\n\n".join([say.say("watch.news_title"), *parts, ending])
    return [_reply(watcher, text, watch_buttons.stop_rows(told, say))]


def _of_watch(world: World, watch: Watch, position: Position, now: datetime, say: Phrases) -> str:
    seen: tuple[str, ...] = ()
    if watch.nct_id is not None:
        text = _trial_news(world, watch, position, say)
    else:
        text, seen = _question_news(world, watch, position, now, say)
    world.watches.looked_at(watch, position, now, seen)
    return text


def _trial_news(world: World, watch: Watch, position: Position, say: Phrases) -> str:
    assert watch.nct_id is not None  # noqa: S101 - told apart by the caller
    found = world.changes.between(_built(watch.told), _built(position), [watch.nct_id])
    if not found:
        return ""
    name = quoting.one_line(name_of(world, watch, say))
    url = f"https://clinicaltrials.gov/study/{watch.nct_id}"
    return "\n".join([say.say("watch.news_trial", name=name), change_lines(found, say), url])


def _question_news(
    world: World, watch: Watch, position: Position, now: datetime, say: Phrases
) -> tuple[str, tuple[str, ...]]:
    """The trials that are new for a question, as text and as ids."""
    changed = world.changes.between(_built(watch.told), _built(position))
    fresh = world.served_trials.since(watch.checked_at) | {item.change.nct_id for item in changed}
    if not fresh:
        return "", ()
    seen = world.watches.seen(watch.id)
    snapshot = world.serving.current.snapshot
    found = [
        trial
        for nct_id in hits_of(world, watch.words, watch.language)
        if nct_id in fresh and nct_id not in seen
        if isinstance(trial := snapshot.document(nct_id), Trial)
        if openness(trial, now.date()) is not Openness.CLOSED
    ][:_NEW_TRIALS]
    if not found:
        return "", ()
    words = quoting.cut(watch.words[-1], _SHOWN_WORDS)
    lines = [say.say("watch.news_question", words=words)]
    for trial in found:
        name = say.escape(quoting.one_line(trial.name))
        lines += [f"• {name}", status_line(trial, now.date(), say), trial.record.url]
    return "\n".join(lines), tuple(trial.doc_id for trial in found)


def _built(position: Position) -> BuiltFrom:
    return BuiltFrom(position.registry, position.change)

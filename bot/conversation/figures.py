"""Figures for the team: /stats now, and a digest of the past week once a week.

The digest goes to each moderator privately on the first working moment of a week, once, also after
a restart; a button stops it and starts it again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.conversation.buttons import Press, button
from bot.conversation.dates import in_words, number
from bot.conversation.request_cards import language_name
from bot.conversation.waiting_time import waited
from bot.conversation.world import World
from bot.events import Button, Event, Reply, Response
from bot.store.statistics import Counts, Statistics, statistics
from content.phrases import Phrases

_DAYS = 7
_DIGEST_HOUR = 8  # of Monday, in UTC, where no hours of the team are set
_MOST = 8  # names in one line


def stats(world: World, event: Event) -> Response:
    """/stats: the last seven days."""
    say = world.say(event)
    now = world.clock()
    figures = statistics(world.db, now - timedelta(days=_DAYS), now + timedelta(seconds=1))
    title = say.say("stats.title", days=_DAYS)
    return Response((Reply(f"{title}\n{lines(figures, say)}"),))


def digests(world: World, now: datetime) -> tuple[Reply, ...]:
    """The digest of the past week, to those moderators who were not sent it yet."""
    monday = _monday(now)
    if now < monday + timedelta(hours=_DIGEST_HOUR) or not _at_work(world, now):
        return ()
    year, week, _ = (monday - timedelta(days=1)).isocalendar()
    name = f"{year}-W{week:02}"
    takers = [one for one in sorted(world.moderators) if world.digests.take(one, name, now)]
    if not takers:
        return ()
    past = statistics(world.db, monday - timedelta(days=7), monday)
    if not past.questions and not past.requests:
        return ()
    before = statistics(world.db, monday - timedelta(days=14), monday - timedelta(days=7))
    return tuple(
        _digest(world, moderator, past, before)
        for moderator in takers
        if world.digests.wants(moderator)
    )


def choose_digest(world: World, event: Event, press: Press) -> Response:
    """Stop the digest, or have it again."""
    say = world.say(event)
    wants = press.argument(0) == "on"
    world.digests.choose(event.user_id, wants=wants)
    text = say.say("digest.on" if wants else "digest.off")
    other = _switch(say, on=not wants)
    return Response((Reply(text, ((other,),)),), notice=text)


def lines(figures: Statistics, say: Phrases) -> str:
    """The figures, one kind a line."""
    language = say.language
    answered = figures.minutes_to_answer
    values = {
        "questions": number(figures.questions, language),
        "days": _listed(_by_day(figures, language)) or "–",
        "kinds": _listed(figures.kinds) or "–",
        "languages": _listed(
            tuple((language_name(code, say), count) for code, count in figures.languages)
        ) or "–",
        "abstained": number(figures.abstained, language),
        "share": round(100 * figures.abstained / figures.questions) if figures.questions else 0,
        "up": number(figures.up, language),
        "down": number(figures.down, language),
        "verdicts": _listed(
            tuple((say.say(f"review.{name}"), count) for name, count in figures.verdicts)
        ) or "–",
        "emergencies": number(figures.emergencies, language),
        "requests": number(figures.requests, language),
        "waiting": number(figures.requests_waiting, language),
        "time": "–" if answered is None else waited(timedelta(minutes=answered), language),
    }  # fmt: skip
    return say.say("stats.text", **values)


def _digest(world: World, moderator: int, past: Statistics, before: Statistics) -> Reply:
    say = world.say_to(moderator)
    title = say.say(
        "digest.title",
        since=in_words(past.since.date(), say.language),
        until=in_words((past.until - timedelta(days=1)).date(), say.language),
        before=number(before.questions, say.language),
    )
    row = (_switch(say, on=False),)
    return Reply(f"{title}\n{lines(past, say)}", (row,), chat_id=moderator)


def _switch(say: Phrases, *, on: bool) -> Button:
    label = "digest.start" if on else "digest.stop"
    return button(say.say(label), "jd", "on" if on else "off")


def _at_work(world: World, now: datetime) -> bool:
    return world.team.hours is None or world.team.hours.open_at(now)


def _monday(now: datetime) -> datetime:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def _by_day(figures: Statistics, language: str) -> Counts:
    # Imported here: babel costs more than most commands need.
    from babel.dates import format_skeleton

    return tuple(
        (format_skeleton("MMMd", datetime.fromisoformat(day), locale=language), count)
        for day, count in figures.days
    )


def _listed(counts: Counts) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts[:_MOST])

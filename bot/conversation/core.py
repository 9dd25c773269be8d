"""The conversation, as a table of contents: which event goes to whom, and who may.

Every command and every verb of a button stands here once, with the role it takes. The role is
checked again at every press. What an edge needs besides: `tick` for work that no event starts,
`alert` for what the admins should know, `apologise` for an event that could not be answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import (
    admins,
    age_alert,
    asking,
    between,
    browsing,
    choices,
    console,
    figures,
    human,
    located,
    moderators,
    refining,
    team_answers,
    team_desk,
    team_ticks,
    upkeep,
    watch_news,
    watching,
)
from bot.conversation.buttons import Press, parse
from bot.conversation.nightly_run import begin_if_due
from bot.conversation.observing import observation
from bot.conversation.roles import Role, may
from bot.conversation.upkeep_report import report
from bot.conversation.world import World
from bot.conversation_protocol import Alert, Observation
from bot.events import Event, EventKind, Reply, Response
from content.phrases import phrases

Command = Callable[[World, Event], Response]
Pressed = Callable[[World, Event, Press], Response]

_EXPIRE_EVERY = timedelta(hours=1)

COMMANDS: dict[str, tuple[Role, Command]] = {
    "start": (Role.PATIENT, browsing.start),
    "help": (Role.PATIENT, browsing.help_),
    "trials": (Role.PATIENT, browsing.trials),
    "news": (Role.PATIENT, browsing.news),
    "glossary": (Role.PATIENT, browsing.glossary),
    "language": (Role.PATIENT, choices.language),
    "country": (Role.PATIENT, choices.country),
    "watches": (Role.PATIENT, watching.watches),
    "human": (Role.PATIENT, human.human),
    "new": (Role.PATIENT, browsing.new),
    "privacy": (Role.PATIENT, choices.privacy),
    "mydata": (Role.PATIENT, choices.my_data),
    "forget": (Role.PATIENT, choices.forget),
    "about": (Role.PATIENT, browsing.about),
    "review": (Role.MODERATOR, moderators.review),
    "questions": (Role.MODERATOR, moderators.figures),
    "requests": (Role.MODERATOR, team_desk.requests),
    "stats": (Role.MODERATOR, figures.stats),
    "console": (Role.READER, console.link),
    "status": (Role.ADMIN, admins.status),
    "sync": (Role.ADMIN, upkeep.sync),
    "rebuild": (Role.ADMIN, admins.rebuild),
    "rollback": (Role.ADMIN, upkeep.rollback),
    "cancel": (Role.ADMIN, upkeep.cancel),
}

PRESSES: dict[str, tuple[Role, Pressed]] = {
    "t": (Role.PATIENT, browsing.open_trial),
    "d": (Role.PATIENT, browsing.open_text),
    "m": (Role.PATIENT, asking.more),
    "n": (Role.PATIENT, located.ask_for_place),
    "q": (Role.PATIENT, located.ask_topic),
    "f": (Role.PATIENT, asking.rate),
    "x": (Role.PATIENT, refining.refine),
    "c": (Role.PATIENT, choices.choose_consent),
    "p": (Role.PATIENT, choices.withdraw_consent),
    "g": (Role.PATIENT, choices.confirm_forget),
    "l": (Role.PATIENT, choices.choose_language),
    "k": (Role.PATIENT, choices.choose_country),
    "w": (Role.PATIENT, watching.watch_trial),
    "wq": (Role.PATIENT, watching.watch_question),
    "wy": (Role.PATIENT, watching.allow_words),
    "wn": (Role.PATIENT, watching.refuse_words),
    "ws": (Role.PATIENT, watching.stop),
    "wa": (Role.PATIENT, watching.stop_all),
    "wu": (Role.PATIENT, watching.undo),
    "wk": (Role.PATIENT, watching.keep),
    "r": (Role.MODERATOR, moderators.judge),
    "rs": (Role.MODERATOR, moderators.skip),
    "rx": (Role.MODERATOR, moderators.undo),
    "b": (Role.ADMIN, admins.confirm_rebuild),
    # A person asks for a person.
    "h": (Role.PATIENT, human.ask_person),
    "hy": (Role.PATIENT, human.agree),
    "hn": (Role.PATIENT, human.refuse),
    "ha": (Role.PATIENT, human.add),
    "hd": (Role.PATIENT, human.done),
    "hs": (Role.PATIENT, human.show),
    "hx": (Role.PATIENT, human.ask_take_back),
    "hz": (Role.PATIENT, human.take_back),
    # The team answers.
    "jq": (Role.MODERATOR, team_desk.show),
    "jr": (Role.MODERATOR, team_desk.ready),
    "jc": (Role.MODERATOR, team_desk.choose),
    "jb": (Role.MODERATOR, team_desk.back),
    "jx": (Role.MODERATOR, team_desk.ask_close),
    "jy": (Role.MODERATOR, team_desk.close),
    "jo": (Role.MODERATOR, team_desk.reopen),
    "js": (Role.MODERATOR, team_answers.hurry),
    "jk": (Role.MODERATOR, team_answers.confirm),
    "jn": (Role.MODERATOR, team_answers.cancel),
    "jd": (Role.MODERATOR, figures.choose_digest),
    "u": (Role.ADMIN, upkeep.confirm),
    "ua": (Role.ADMIN, upkeep.ask_again),
    "un": (Role.ADMIN, upkeep.refuse),
    "us": (Role.ADMIN, upkeep.press_stop),
}

_REFUSALS = {
    Role.READER: "role.moderators_only",
    Role.MODERATOR: "role.moderators_only",
    Role.ADMIN: "role.admins_only",
}


@dataclass
class Conversation:
    """One event in, all that follows out. Lives in the core thread, over one database."""

    world: World
    _expired_at: datetime | None = None

    def respond(self, event: Event) -> Response:
        """What follows from an event; nothing for a group message that is not for the bot."""
        if not event.addressed and event.kind is not EventKind.BUTTON:
            return Response()
        match event.kind:
            case EventKind.COMMAND:
                return self._command(event)
            case EventKind.BUTTON:
                return self._press(event)
            case EventKind.BLOCKED:
                self.world.watches.forget(event.chat_id)
                return Response(team_ticks.blocked(self.world, event.chat_id, self.world.clock()))
            case _:
                return self._message(event)

    def tick(self, now: datetime) -> Response:
        """Retention, swapping to a new snapshot, the night's work, all that is told unasked."""
        world = self.world
        replies = (*team_ticks.tick(world, now), *figures.digests(world, now))
        if self._expired_at is None or now - self._expired_at > _EXPIRE_EVERY:
            world.questions.expire(now)
            world.watches.expire(now)
            replies = (*replies, *watch_news.old_watches(world, now), *team_ticks.sweep(world, now))
            self._expired_at = now
        world.serving.refresh()
        replies = (*replies, *age_alert.alert_old(world, now))
        begin_if_due(world, now)
        return Response((*replies, *report(world, now), *watch_news.news(world, now)))

    def alert(self, alert: Alert) -> Response:
        """The same line to every admin."""
        text = phrases("en").say(f"alert.{alert.value}")
        admins_ = sorted(self.world.admins)
        return Response(tuple(Reply(text, chat_id=admin) for admin in admins_))

    def observe(self, now: datetime) -> Observation:
        """What is served and how old it is, and whether that should trouble an admin."""
        return observation(self.world, now)

    def apologise(self, event: Event) -> Response:
        """For an event whose answer failed several times."""
        return Response((Reply(self.world.say(event).say("fault.sorry")),))

    def _command(self, event: Event) -> Response:
        name = event.text.removeprefix("/").split(maxsplit=1)[0].lower() if event.text else ""
        role, command = COMMANDS.get(name, (Role.PATIENT, None))
        if command is None:
            return Response((Reply(self.world.say(event).say("role.unknown_command")),))
        if not may(self.world, event.user_id, role):
            return Response((Reply(self.world.say(event).say(_REFUSALS[role])),))
        human.stop_awaiting(self.world, event.chat_id)
        return command(self.world, event)

    def _press(self, event: Event) -> Response:
        press = parse(event.data)
        role, pressed = PRESSES.get(press.verb, (Role.PATIENT, None))
        if pressed is None:
            return Response(notice=self.world.say(event).say("role.old_button"))
        if not may(self.world, event.user_id, role):
            return Response(notice=self.world.say(event).say(_REFUSALS[role]))
        return pressed(self.world, event, press)

    def _message(self, event: Event) -> Response:
        """To the people it is meant for, else to the bot."""
        learned = between.learned(self.world, event)
        response = between.people(self.world, event) or self._asked(event)
        return replace(response, replies=(*response.replies, *learned))

    def _asked(self, event: Event) -> Response:
        match event.kind:
            case EventKind.TEXT:
                return asking.ask(self.world, event)
            case EventKind.EDITED:
                return self._edited(event)
            case EventKind.LOCATION:
                return located.located(self.world, event)
            case _:
                return asking.media(self.world, event)

    def _edited(self, event: Event) -> Response:
        if event.location is not None:
            return Response()  # a live location moves on; the first one was answered
        response = asking.ask(self.world, event)
        if not response.replies:
            return response
        note = Reply(self.world.say(event).say("media.edited"), silent=True)
        return Response((note, *response.replies), response.notice, response.kind)

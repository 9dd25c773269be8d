"""The conversation, as a table of contents: which event goes to whom, and who may.

Every command and every verb of a button stands here once, with the role it takes. The role is
checked again at every press. What an edge needs besides: `tick` for work that no event starts,
`alert` for what the admins should know, `apologise` for an event that could not be answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation import (
    admins,
    age_alert,
    asking,
    browsing,
    choices,
    console,
    located,
    moderators,
    watch_news,
    watching,
)
from bot.conversation.buttons import Press, parse
from bot.conversation.observing import REGISTRY_DAYS, observation
from bot.conversation.roles import Role, may
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
    "new": (Role.PATIENT, browsing.new),
    "privacy": (Role.PATIENT, choices.privacy),
    "mydata": (Role.PATIENT, choices.my_data),
    "forget": (Role.PATIENT, choices.forget),
    "about": (Role.PATIENT, browsing.about),
    "review": (Role.MODERATOR, moderators.review),
    "questions": (Role.MODERATOR, moderators.figures),
    "console": (Role.READER, console.link),
    "status": (Role.ADMIN, admins.status),
    "rebuild": (Role.ADMIN, admins.rebuild),
}

PRESSES: dict[str, tuple[Role, Pressed]] = {
    "t": (Role.PATIENT, browsing.open_trial),
    "d": (Role.PATIENT, browsing.open_text),
    "m": (Role.PATIENT, asking.more),
    "n": (Role.PATIENT, located.ask_for_place),
    "q": (Role.PATIENT, located.ask_topic),
    "f": (Role.PATIENT, asking.rate),
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
            case EventKind.TEXT:
                return asking.ask(self.world, event)
            case EventKind.EDITED:
                return self._edited(event)
            case EventKind.LOCATION:
                return located.located(self.world, event)
            case EventKind.BLOCKED:
                self.world.watches.forget(event.chat_id)
                return Response()
            case _:
                return asking.media(self.world, event)

    def tick(self, now: datetime) -> Response:
        """Retention, swapping to a new snapshot, telling how a build ended, telling watchers, and
        that the registry is out of reach."""
        replies: tuple[Reply, ...] = ()
        if self._expired_at is None or now - self._expired_at > _EXPIRE_EVERY:
            self.world.questions.expire(now)
            self.world.watches.expire(now)
            replies = watch_news.old_watches(self.world, now)
            self._expired_at = now
        self.world.serving.refresh()
        replies = (*replies, *age_alert.alert_old(self.world, now))
        return Response((*replies, *admins.report(self.world), *watch_news.news(self.world, now)))

    def alert(self, alert: Alert) -> Response:
        """The same line to every admin."""
        text = phrases("en").say(f"alert.{alert.value}", days=REGISTRY_DAYS)
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
        return command(self.world, event)

    def _press(self, event: Event) -> Response:
        press = parse(event.data)
        role, pressed = PRESSES.get(press.verb, (Role.PATIENT, None))
        if pressed is None:
            return Response(notice=self.world.say(event).say("role.old_button"))
        if not may(self.world, event.user_id, role):
            return Response(notice=self.world.say(event).say(_REFUSALS[role]))
        return pressed(self.world, event, press)

    def _edited(self, event: Event) -> Response:
        if event.location is not None:
            return Response()  # a live location moves on; the first one was answered
        response = asking.ask(self.world, event)
        if not response.replies:
            return response
        note = Reply(self.world.say(event).say("media.edited"), silent=True)
        return Response((note, *response.replies), response.notice, response.kind)

"""The conversation in a terminal: the same commands, buttons as numbers.

What is typed goes through the same core and the same database as on Telegram. A number presses the
button of that number under the last message that had any; `/quit` or end of file leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlite_utils import Database

from bot.conversation_protocol import Conversation, ConversationFactory
from bot.events import Button, Event, EventKind, Reply, Response
from bot.plain import plain_text

CHAT = 0  # no Telegram chat has this id
_LEAVE = {"/quit", "/exit"}


@dataclass
class _Screen:
    """What is shown: the buttons that a number can press."""

    buttons: tuple[Button, ...] = ()
    message_id: int = 0

    def show(self, response: Response) -> None:
        if response.notice:
            click.echo(f"({response.notice})")
        for reply in response.replies:
            self._show_reply(reply)

    def _show_reply(self, reply: Reply) -> None:
        if reply.asks_location:
            return  # nothing here knows where it is
        self.message_id += 1
        click.echo(f"\n{plain_text(reply.text)}")
        if reply.attachment:
            click.echo(reply.attachment.content.decode())
        pressable = tuple(button for row in reply.buttons for button in row if not button.url)
        if pressable:
            self.buttons = pressable
            labels = [f"[{at}] {button.label}" for at, button in enumerate(pressable, 1)]
            click.echo("\n" + "   ".join(labels))


def talk(path: Path, factory: ConversationFactory) -> None:
    """Talk until the person leaves. Raises StoreError where bot.db cannot be used."""
    from bot.store.database import open_database

    database = open_database(path)
    try:
        _talk(database, factory(database), _read)
    finally:
        database.close()


def _talk(
    database: Database, conversation: Conversation, read: Callable[[], Iterator[str]]
) -> None:
    from bot.store.database import writing

    click.echo("No TELEGRAM_BOT_TOKEN is set, so we talk here. A number presses a button; /quit.")
    screen = _Screen()
    screen.show(_respond(database, conversation, Event(CHAT, CHAT, EventKind.COMMAND, "/start")))
    for line in read():
        if line.strip().lower() in _LEAVE:
            break
        with writing(database):
            response = conversation.respond(_event(line, screen))
        screen.show(response)
        _tick(database, conversation, screen)


def _respond(database: Database, conversation: Conversation, event: Event) -> Response:
    from bot.store.database import writing

    with writing(database):
        return conversation.respond(event)


def _tick(database: Database, conversation: Conversation, screen: _Screen) -> None:
    """What Telegram's edge does every few seconds happens here after every line."""
    from datetime import UTC, datetime

    from bot.conversation_protocol import Ticking
    from bot.store.database import writing

    if isinstance(conversation, Ticking):
        with writing(database):
            response = conversation.tick(datetime.now(UTC))
        screen.show(response)


def _read() -> Iterator[str]:
    while True:
        try:
            yield input("\n> ") if sys.stdin.isatty() else input()
        except EOFError:
            return


def _event(line: str, screen: _Screen) -> Event:
    text = line.strip()
    if text.isascii() and text.isdecimal() and 0 < int(text) <= len(screen.buttons):
        data = screen.buttons[int(text) - 1].data
        return Event(CHAT, CHAT, EventKind.BUTTON, data=data, message_id=screen.message_id)
    kind = EventKind.COMMAND if text.startswith("/") else EventKind.TEXT
    return Event(CHAT, CHAT, kind, text)

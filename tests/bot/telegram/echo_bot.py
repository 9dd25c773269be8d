"""A whole bot process with a conversation that can be computed by hand: it echoes.

`python -m tests.bot.telegram.echo_bot HOME URL [WEBHOOK_URL]`. Words that begin with `!` ask for
something particular; `EchoConversation.respond` is the list.
"""

from __future__ import annotations

import html
import os
import signal
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlite_utils import Database

from bot.conversation_protocol import Alert
from bot.events import Attachment, Button, Event, EventKind, Reply, Response
from bot.telegram import CommandMenu, Options, run

ADMIN = 900
SORRY = "Something went wrong here. Please ask again later."


@dataclass(frozen=True, slots=True)
class EchoSettings:
    """Settings as the edge reads them."""

    telegram_bot_token: str | None
    home: Path
    telegram_url: str
    webhook_url: str | None = None
    metrics_port: int | None = None


class EchoConversation:
    """Says back what it hears, and counts in the database how often it heard it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.execute("CREATE TABLE IF NOT EXISTS heard (chat_id INTEGER, text TEXT)")

    def respond(self, event: Event) -> Response:
        text = event.text or event.data or event.kind.value
        self._database.table("heard").insert({"chat_id": event.chat_id, "text": text})
        if event.group and not event.addressed:
            return Response()
        if event.kind is EventKind.BUTTON:
            edit = Reply(f"pressed {html.escape(text)}", edit=event.message_id)
            return Response((edit,), notice="noted")
        word, _, rest = text.partition(" ")
        return self._particular(word, rest, event) or Response(
            (Reply(f"{event.kind}: {html.escape(text)}"),)
        )

    def _particular(self, word: str, rest: str, event: Event) -> Response | None:
        button = Button("More", data=rest or "more")
        attachment = Attachment("list.csv", b"a,b\n")
        replies = {
            "!buttons": (Reply("choose", buttons=((button,),)),),
            "!long": (Reply("\n\n".join(["<b>part</b> " + "x" * 500] * 20), ((button,),)),),
            "!markup": (Reply("1 < 2 <oops> &amp; done"),),
            "!file": (Reply("the <i>list</i>", attachment=attachment, silent=True),),
            "!edit": (Reply("new text", edit=int(rest) if rest.isdigit() else 1),),
            "!three": tuple(Reply(f"{part} of {html.escape(rest)}") for part in "123"),
        }
        if word == "!crash":
            raise KeyError(rest)
        if word == "!die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "!data":
            return Response((Reply("x", ((Button("More", data="y" * 65),),)),))
        if word == "!slow":
            time.sleep(float(rest))
        return Response(replies[word]) if word in replies else None

    def alert(self, alert: Alert) -> Response:
        return Response((Reply(f"alert: {alert}", chat_id=ADMIN),))

    def apologise(self, event: Event) -> Response:
        return Response((Reply(SORRY),))

    def tick(self, now: datetime) -> Response:
        return Response()


class TickingConversation(EchoConversation):
    """Also reminds somebody at each tick."""

    def tick(self, now: datetime) -> Response:
        return Response((Reply("tick", chat_id=ADMIN),))


def quick_options(webhook_url: str | None = None) -> Options:
    """The production numbers made short enough for tests."""
    port = (urlsplit(webhook_url).port or 0) if webhook_url else 0
    return Options(
        poll=2.0,
        read_timeout=1.5,
        first_back_off=0.1,
        longest_back_off=0.5,
        repeat_mark="<i>(You may have this already.)</i>",
        webhook_port=port,
    )


def main(home: str, url: str, webhook_url: str | None = None) -> int:
    """Run until told to stop."""
    from tests.bot.telegram_server import TOKEN

    settings = EchoSettings(TOKEN, Path(home), url, webhook_url)
    menu = CommandMenu((("start", "Begin here"),))
    return run(
        settings,
        lambda: EchoConversation,
        menus=lambda: [menu, CommandMenu((("status", "See the state"),), chat_id=ADMIN)],
        options=quick_options(webhook_url),
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

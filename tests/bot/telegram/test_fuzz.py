"""Wild updates neither crash nor stick: each ends answered, ignored or set aside.

The long form is `python -m tests.benchmarks.telegram_fuzz`.
"""

from __future__ import annotations

from pathlib import Path

from bot.telegram.answering import Answering, Step
from bot.telegram.translate import Self
from bot.telegram.world import World, open_world
from tests.bot.telegram.echo_bot import EchoConversation
from tests.bot.telegram.fuzz import wild_updates
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_server import TelegramServer

PAT = 77


def answer_all(world: World) -> int:
    """Answer until nothing waits; returns the number of steps."""
    answering = Answering(world, attempts=3)
    answering.me = Self(1, "trials_test_bot")
    steps = 0
    while answering.answer_next().step is not Step.IDLE:
        steps += 1
    return steps


def test_wild_updates_all_come_to_an_end(tmp_path: Path) -> None:
    world = open_world(tmp_path / "bot.db")
    world.begin_conversation(EchoConversation)
    world.database.execute("PRAGMA synchronous = OFF")
    accepted = world.inbox.accept(list(wild_updates(1000)))
    assert answer_all(world) >= accepted > 900
    depth = world.inbox.depth()
    world.close()
    assert depth.new == 0
    assert 0 < depth.aside < accepted


def test_wild_updates_do_not_stop_the_poll(server: TelegramServer, edge: RunningEdge) -> None:
    for update in wild_updates(120, seed=12):
        if isinstance(update, dict):
            server.deliver(update)
    server.say(PAT, "still there?")
    server.wait_for_messages(PAT, 1, timeout=15)
    assert server.chat(PAT)[0].text == "text: still there?"

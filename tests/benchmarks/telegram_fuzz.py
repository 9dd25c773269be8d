"""Fuzzed updates: `python -m tests.benchmarks.telegram_fuzz [COUNT]` (10,000 by default).

Prints how many were answered, ignored or set aside; a crash or a stuck queue ends it with an error.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

from bot.telegram.world import open_world
from tests.bot.telegram.echo_bot import EchoConversation
from tests.bot.telegram.fuzz import wild_updates
from tests.bot.telegram.test_fuzz import answer_all


def main(count: int = 10_000) -> int:
    """Run and print."""
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as home:
        world = open_world(Path(home) / "bot.db")
        world.begin_conversation(EchoConversation)
        accepted = world.inbox.accept(list(wild_updates(count)))
        answer_all(world)
        depth = world.inbox.depth()
        world.close()
    print(f"updates={count} accepted={accepted} set_aside={depth.aside} waiting={depth.new}")
    return int(depth.new > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""Ten thousand generated conversations, half of them over hostile documents; every reply is read.

    python tests/benchmarks/conversations.py [CONVERSATIONS] [FIRST]

Prints how many replies and trial cards were read and every fault with the number of its
conversation; exits with 1 where there is one. FIRST is the first number, so that other
conversations than last time can be had.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from content.corpus import load_corpus
from tests.bot.conversation.conftest import serve
from tests.bot.conversation.hostile import hostile_documents
from tests.bot.conversation.play import play


def main(conversations: int = 10_000, first: int = 0) -> int:
    """Play them; the exit code."""
    corpora = {"shipped": load_corpus().documents, "hostile": hostile_documents(1)}
    found = 0
    for name, documents in corpora.items():
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            numbers = range(first, first + conversations // len(corpora))
            played = play(serve(documents, home), home, numbers)
        print(
            f"{name}: {played.conversations} conversations, {played.replies} replies, "
            f"{played.trial_cards} links to trials, {len(played.faults)} faults"
        )
        for fault in played.faults:
            print(f"  {fault}")
        found += len(played.faults)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

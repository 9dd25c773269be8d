"""The long kill run: `python -m tests.benchmarks.telegram_kills [KILLS] [webhook]` (200 kills).

Fifty people ask 25 questions a second while the bot is killed with -9 at random moments. Prints
the account; ends with code 1 when a question was lost, out of order, or repeated without a mark.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.bot.telegram.addresses import free_address
from tests.bot.telegram.runs import run_kills


def main(kills: int = 200, mode: str = "polling") -> int:
    """Run and print."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        webhook_url = free_address() if mode == "webhook" else None
        account = run_kills(Path(home), kills, webhook_url=webhook_url)
    print(f"mode={mode} kills={kills} {account.line()} took={time.monotonic() - begun:.0f}s")
    return int(bool(account.lost or account.unmarked_repeats or account.chats_out_of_order))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200, *sys.argv[2:3]))

"""The fault matrix: `python -m tests.benchmarks.telegram_faults [SECONDS] [webhook]` (60 s each).

Each kind of fault on 10% of all calls, at 25 questions a second. Prints one line for each; ends
with code 1 when a question was lost, out of order, or repeated without a mark.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bot.telegram.addresses import free_address
from tests.bot.telegram.runs import FAULTS, run_fault


def main(seconds: int = 60, mode: str = "polling") -> int:
    """Run and print."""
    bad = 0
    for kind in FAULTS:
        with tempfile.TemporaryDirectory() as home:
            url = free_address() if mode == "webhook" else None
            account, made = run_fault(Path(home), kind, 0.1, 25, seconds, url)
        print(f"{kind.value:42} faults={made} {account.line()}", flush=True)
        bad += bool(account.lost or account.unmarked_repeats or account.chats_out_of_order)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 60, *sys.argv[2:3]))

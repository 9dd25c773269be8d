"""The runs against faults: kills at random moments, and each kind of fault for a while."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from tests.bot.telegram.bot_process import BotProcess
from tests.bot.telegram.ledger import Account, Ledger
from tests.bot.telegram.running_edge import RunningEdge
from tests.bot.telegram_faults import FaultKind
from tests.bot.telegram_server import TelegramServer

FAULTS = tuple(kind for kind in FaultKind)


def run_kills(
    home: Path,
    kills: int,
    per_second: float = 25.0,
    seed: int = 1,
    webhook_url: str | None = None,
    fault: FaultKind | None = None,
) -> Account:
    """Kill the bot `kills` times while 50 people ask; then let it answer what is left.

    With `webhook_url` Telegram brings the updates; `fault` is made on a tenth of all calls besides.
    """
    dice = random.Random(seed)
    with TelegramServer() as server, BotProcess(home, server.url, webhook_url) as bot:
        if fault is not None:
            server.faults.plan(fault, chance=0.1)
        ledger = Ledger(server)
        over = threading.Event()
        asking = threading.Thread(target=ledger.ask_steadily, args=(per_second, 1e9, over))
        asking.start()
        try:
            for _ in range(kills):
                # Most kills hit a bot at work, some one that is just starting.
                if dice.random() < 0.85:
                    _wait_for_life(server)
                time.sleep(dice.uniform(0.0, 0.8))
                bot.kill()
                bot.start()
        finally:
            over.set()
            asking.join()
            server.faults.clear()
        ledger.wait(60 + len(ledger.asked_at) / 20)
        return ledger.account()


def run_fault(
    home: Path,
    kind: FaultKind,
    chance: float,
    per_second: float,
    seconds: float,
    webhook_url: str | None = None,
) -> tuple[Account, int]:
    """One kind of fault on a share of all calls for a while; also how often it was made."""
    with TelegramServer() as server, RunningEdge(home, server, webhook_url=webhook_url):
        ledger = Ledger(server)
        server.wait_until(
            lambda: bool(server.called("getUpdates") or server.called("setWebhook")), 30
        )
        receiving = "webhook" if webhook_url else "getUpdates"
        method = receiving if kind is FaultKind.DUPLICATE else None
        server.faults.plan(kind, method or "sendMessage", times=1, seconds=2)
        server.faults.plan(kind, method, chance=chance, seconds=2)
        ledger.ask_steadily(per_second, seconds)
        server.faults.clear()
        ledger.wait(30)
        return ledger.account(), server.faults.made.get(kind, 0)


def _wait_for_life(server: TelegramServer) -> None:
    """Until the bot that was just started has sent something."""
    sent = len(server.sent)
    server.wait_until(lambda: len(server.sent) > sent, 20, "a sign of life")

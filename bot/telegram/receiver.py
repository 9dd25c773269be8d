"""What polling and webhook have in common: where updates go, and whom to tell of them."""

from __future__ import annotations

from collections.abc import Callable

from bot.telegram.core import CoreThread
from bot.telegram.intake import Intake
from bot.telegram.options import Options
from bot.telegram.watchdog import Watchdog
from bot.telegram.wire import Wire


class Receiver:
    """A way for updates to come in.

    `on_listening` is called when the way is open, `on_new` when updates were committed.
    """

    def __init__(
        self,
        core: CoreThread,
        intake: Intake,
        wire: Wire,
        options: Options,
        watchdog: Watchdog,
        on_listening: Callable[[], None],
        on_new: Callable[[], None],
    ) -> None:
        self._core = core
        self._intake = intake
        self._wire = wire
        self._options = options
        self._watchdog = watchdog
        self._on_listening = on_listening
        self._on_new = on_new

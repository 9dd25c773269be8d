"""The core thread: one thread with the one database connection, in which the conversation runs.

Calls run one after the other in the order they were made. The thread is a daemon, so a call that
hangs never keeps the process from ending; its open transaction is rolled back by SQLite.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class CoreThread:
    """Runs functions in its thread and gives their results to the event loop."""

    def __init__(self, name: str = "core") -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """The function's result; what it raises is raised here.

        A call that is given up (cancelled) before its turn never runs.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((lambda: function(*arguments), loop, future))
        return await future

    def close(self) -> None:
        """End the thread after the calls already made."""
        self._jobs.put(None)

    def join(self, timeout: float) -> bool:
        """Wait for the end; False when the thread is still busy."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, loop, future = job
            if future.cancelled():
                continue
            try:
                result, error = function(), None
            except BaseException as caught:  # noqa: BLE001 - it belongs to the caller
                result, error = None, caught
            if not loop.is_closed():
                loop.call_soon_threadsafe(_deliver, future, result, error)


def _deliver(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)

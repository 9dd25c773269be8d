"""A strict double of Telegram's Bot API server: real HTTP on loopback, in a thread of its own.

It keeps updates until they are confirmed by an offset, knows chats and messages, refuses what
Telegram refuses (see `telegram_rules`), and makes the faults it is told to (`telegram_faults`).
Tests speak for the patient with `say` and `press` and read what a chat has received.

    with TelegramServer() as server:
        server.say(7, "hello")
        answer, = server.wait_for_messages(7, 1)
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.bot.telegram_faults import Fault, FaultKind, Faults
from tests.bot.telegram_methods import BOT, Called, Sent, TelegramMethods, chat_json, user_json
from tests.bot.telegram_rules import Refused

# One token for a test run and the processes that it starts: two runs at once share no lock.
TOKEN = os.environ.setdefault("NETTRIALS_TEST_TOKEN", f"123456789:AA{secrets.token_hex(16)}")


@dataclass(slots=True)
class _Poll:
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    replaced: bool = False


class TelegramServer(TelegramMethods):
    """The double. Its state may be read and changed from any thread."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        super().__init__()
        self.token = token
        self.faults = Faults()
        self._poll: _Poll | None = None
        self._sockets = bind_sockets(port, "127.0.0.1")
        self.port: int = self._sockets[0].getsockname()[1]
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="telegram", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait(5)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    # What a test does and sees

    def say(self, chat: int, text: str, **fields: Any) -> int:
        """A person writes; returns the update id. `fields` go into the message."""
        if text.startswith("/"):
            command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
            fields.setdefault("entities", [command])
        return self.post(chat, text=text, **fields)

    def post(
        self, chat: int, *, user: int | None = None, kind: str = "message", **more: Any
    ) -> int:
        """A message with any fields arrives (`kind`: message or edited_message)."""
        with self._changed:
            message = {
                "message_id": self._take_message_id(),
                "date": int(time.time()),
                "chat": chat_json(chat),
                "from": user_json(user if user is not None else abs(chat)),
                **more,
            }
            return self.deliver({kind: message})

    def press(self, chat: int, message_id: int, data: str, user: int | None = None) -> str:
        """A person presses a button that must be there; returns the callback query's id."""
        with self._changed:
            message = next(s for s in self.chat(chat) if s.message_id == message_id)
            assert data in [given for _, given in message.buttons], f"no such button: {data}"
            query_id = f"q{len(self.presses)}"
            self.presses[query_id] = None
            carrier = {"message_id": message_id, "date": int(time.time()), "chat": chat_json(chat)}
            query = {
                "id": query_id,
                "from": user_json(user if user is not None else abs(chat)),
                "message": carrier | {"from": BOT, "text": message.text},
                "chat_instance": "1",
                "data": data,
            }
            self.deliver({"callback_query": query})
            return query_id

    def deliver(self, update: dict[str, Any]) -> int:
        """An update arrives as it is; without an update_id it gets the next one."""
        with self._changed:
            update_id = self._next_update
            self._next_update += 1
            self._pending.append({"update_id": update_id} | update)
            for part in update.values():
                chat = part.get("chat") if isinstance(part, dict) else None
                if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                    self._known.add(chat["id"])
            self._changed.notify_all()
        self._wake()
        return update_id

    def know(self, chat: int) -> None:
        """This chat may be written to."""
        self._known.add(chat)

    def restart_ids(self, lower: int) -> None:
        """As after a quiet week: the next update id is a lower one."""
        self._next_update = lower

    def chat(self, chat: int) -> list[Sent]:
        """What a chat has received, in order."""
        with self._changed:
            return [sent for sent in self.sent if sent.chat_id == chat]

    def wait_for_messages(self, chat: int, count: int, timeout: float = 10.0) -> list[Sent]:
        """The first `count` messages of a chat, once they are there."""
        self.wait_until(lambda: len(self.chat(chat)) >= count, timeout, f"{count} in {chat}")
        return self.chat(chat)[:count]

    def wait_until(self, true: Callable[[], bool], timeout: float = 10.0, what: str = "") -> None:
        """Wait for something to become true of the server."""
        with self._changed:
            if not self._changed.wait_for(true, timeout):
                raise AssertionError(f"waited {timeout} s in vain: {what} (sent {len(self.sent)})")

    def called(self, method: str) -> list[Called]:
        """The calls of one method so far."""
        with self._changed:
            return [call for call in self.calls if call.method == method]

    @property
    def waiting(self) -> int:
        """How many updates are not confirmed yet."""
        return len(self._pending)

    # The server's side

    def _serve(self) -> None:
        asyncio.run(self._serve_until_stopped())

    async def _serve_until_stopped(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        paths = [(r"/bot([^/]+)/(\w+)", _Method, {"server": self})]
        http = HTTPServer(Application(paths, log_function=lambda handler: None))
        http.add_sockets(self._sockets)
        bringing = asyncio.ensure_future(self._bring())
        self._started.set()
        await self._stop.wait()
        bringing.cancel()
        if self._poll:
            self._poll.replaced = True
            self._poll.woken.set()
        http.stop()
        await asyncio.wait_for(http.close_all_connections(), 2)

    def _wake(self) -> None:
        if self._started.is_set() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_poll)

    def _wake_poll(self) -> None:
        if self._poll is not None:
            self._poll.woken.set()

    def note(self, method: str, params: dict[str, Any], fault: Fault | None) -> None:
        """Remember a call."""
        with self._changed:
            self.calls.append(Called(method, params, time.time(), fault.kind if fault else None))
            self._changed.notify_all()

    async def get_updates(self, params: dict[str, Any], poll: _Poll) -> list[dict[str, Any]]:
        """Confirm, then wait for updates. A newer poll ends an older one. Raises Refused."""
        if self._webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll is not None:
            self._poll.replaced = True
            self._poll.woken.set()
        self._poll = poll
        offset = int(params.get("offset") or 0)
        with self._changed:
            self._confirm_below(offset)
        try:
            if not self._pending:
                async with asyncio.timeout(float(params.get("timeout") or 0) or 0.001):
                    await poll.woken.wait()
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.replaced:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return list(self._pending[: int(params.get("limit") or 100)])

    def _confirm_below(self, offset: int) -> None:
        done = [u["update_id"] for u in self._pending if self._is_below(u["update_id"], offset)]
        self.confirmed.extend(done)
        self._pending = [u for u in self._pending if not self._is_below(u["update_id"], offset)]
        self._changed.notify_all()

    @staticmethod
    def _is_below(update_id: Any, offset: int) -> bool:
        # What has no usable id goes with whatever is confirmed next.
        return offset > 0 and (not isinstance(update_id, int) or update_id < offset)

    async def _bring(self) -> None:
        """Bring updates to the webhook, one at a time and in order, until each is taken."""
        client = AsyncHTTPClient()
        while True:
            await asyncio.sleep(0.01)
            if not self._webhook.get("url") or not self._pending:
                continue
            update = self._pending[0]
            twice = self.faults.draw("webhook", None)
            headers = {"X-Telegram-Bot-Api-Secret-Token": self._webhook.get("secret_token", "")}
            try:
                for _ in range(2 if twice and twice.kind is FaultKind.DUPLICATE else 1):
                    await client.fetch(
                        self._webhook["url"], method="POST", body=json.dumps(update),
                        headers=headers,
                    )  # fmt: skip
            except (HTTPClientError, OSError):
                await asyncio.sleep(0.05)
                continue
            with self._changed:
                self._pending.remove(update)
                self.confirmed.append(update["update_id"])
                self._changed.notify_all()


class _Method(RequestHandler):
    """One call over HTTP, with the fault it meets."""

    def initialize(self, server: TelegramServer) -> None:
        self.server = server
        self._poll = _Poll()
        self._writable = True

    async def post(self, token: str, method: str) -> None:
        server = self.server
        params: dict[str, Any] = {key: self.get_argument(key) for key in self.request.arguments}
        for files in self.request.files.values():
            params["filename"] = files[0].filename
        chat = params.get("chat_id")
        fault = server.faults.draw(method, int(chat) if chat else None)
        server.note(method, params, fault)
        try:
            if token != server.token:
                raise Refused(401, "Unauthorized")
            answer = {"ok": True, "result": await self._with_fault(fault, method, params)}
        except Refused as refused:
            self.set_status(refused.code)
            answer = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                answer["parameters"] = refused.parameters
        if self._writable:
            self.finish(json.dumps(answer))

    get = post

    async def _with_fault(self, fault: Fault | None, method: str, params: dict[str, Any]) -> Any:
        if fault is None:
            return await self._perform(method, params)
        await self._before(fault)
        if not self._writable:
            return None
        result = await self._perform(method, params)
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        elif fault.kind is FaultKind.DROP_AFTER:
            self._drop()
        elif fault.kind is FaultKind.GARBAGE_AFTER:
            self._garbage()
        elif fault.kind is FaultKind.GATEWAY_AFTER:
            raise Refused(502, "Bad Gateway")
        elif fault.kind is FaultKind.DUPLICATE and isinstance(result, list):
            return [update for update in result for _ in range(2)]
        return result

    async def _perform(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self.server.get_updates(params, self._poll)
        return self.server.perform(method, params)

    async def _before(self, fault: Fault) -> None:
        if fault.kind in _ANSWERS:
            code, sentence = _ANSWERS[fault.kind]
            raise Refused(code, sentence)
        if fault.kind is FaultKind.WAIT:
            sentence = f"Too Many Requests: retry after {fault.seconds}"
            raise Refused(429, sentence, retry_after=int(fault.seconds))
        if fault.kind is FaultKind.DROP:
            self._drop()
        elif fault.kind is FaultKind.GARBAGE:
            self._garbage()

    def _drop(self) -> None:
        self._writable = False
        self.detach().close()

    def _garbage(self) -> None:
        self._writable = False
        self.finish(b"\x00<html>nonsense")

    def on_connection_close(self) -> None:
        self._writable = False
        self._poll.replaced = True
        self._poll.woken.set()


_ANSWERS = {
    FaultKind.SERVER_ERROR: (500, "Internal Server Error"),
    FaultKind.GATEWAY: (502, "Bad Gateway"),
    FaultKind.UNAUTHORIZED: (401, "Unauthorized"),
    FaultKind.NOT_FOUND: (404, "Not Found"),
    FaultKind.CONFLICT: (409, "Conflict: terminated by other getUpdates request"),
}

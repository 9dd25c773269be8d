"""The webhook: Telegram brings the updates, and hears 200 only after they are committed.

A request without the secret is refused before its body is read into anything. When the database
cannot be written the answer is 500 and Telegram brings the update again. The server listens on
loopback by default, behind a proxy that speaks TLS. Telegram is told to use one connection at a
time, because updates that overtake each other would change the order within a chat.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.conversation_protocol import Alert
from bot.telegram.alerts import Alerts
from bot.telegram.log import log
from bot.telegram.persist import call_until_taken
from bot.telegram.receiver import Receiver
from bot.telegram.translate import ALLOWED_UPDATES
from bot.telegram.wire import Trouble

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 2_000_000
CHECK_EVERY_SECONDS = 60.0
Accept = Callable[[object], Awaitable[bool]]


class Webhook(Receiver):
    """Listens for updates and keeps Telegram told where to bring them."""

    async def run(self, alerts: Alerts, url: str, token: str) -> None:
        """Serve, and check once a minute that Telegram knows the address, for ever."""
        server = self._listen(alerts, url, token)
        self._on_listening()
        try:
            await self._keep_told(url, webhook_secret(token))
        finally:
            server.stop()
            await server.close_all_connections()

    def _listen(self, alerts: Alerts, url: str, token: str) -> HTTPServer:
        async def accept(update: object) -> bool:
            return await self._accept(update, alerts)

        path = urlsplit(url).path or "/"
        settings = {"secret": webhook_secret(token), "accept": accept}
        application = Application([(path, _Door, settings)], log_function=_log_nothing)
        server = HTTPServer(application, max_body_size=LARGEST_BODY)
        server.listen(self._options.webhook_port, self._options.webhook_host)
        return server

    async def _accept(self, update: object, alerts: Alerts) -> bool:
        try:
            new = await self._core.call(self._intake.accept, [update])
        except sqlite3.Error as error:
            log(logging.ERROR, "update_not_stored", error=type(error).__name__)
            await alerts.tell(Alert.STORAGE)
            return False
        self._watchdog.good()
        await alerts.ended(Alert.DEAF)
        if new:
            await alerts.ended(Alert.STORAGE)
            self._on_new()
        return True

    async def _keep_told(self, url: str, secret: str) -> None:
        known: Any = None
        while True:
            if known != url:
                await call_until_taken(
                    self._wire, "setWebhook", webhook_params(url, secret), self._options
                )
            await asyncio.sleep(CHECK_EVERY_SECONDS if known == url else 1.0)
            try:
                info = await self._wire.call("getWebhookInfo", {})
            except Trouble as trouble:
                log(logging.WARNING, "webhook_check_failed", error=trouble.kind)
                continue
            self._watchdog.good()
            known = info.get("url") if isinstance(info, dict) else None


def webhook_secret(token: str) -> str:
    """The secret that Telegram sends along: made from the token, which it does not reveal."""
    return hmac.new(token.encode(), b"nettrials webhook", hashlib.sha256).hexdigest()


def webhook_params(url: str, secret: str) -> dict[str, Any]:
    """The parameters of setWebhook. What waits at Telegram is kept."""
    return {
        "url": url,
        "secret_token": secret,
        "allowed_updates": list(ALLOWED_UPDATES),
        "max_connections": 1,
        "drop_pending_updates": False,
    }


class _Door(RequestHandler):
    """Takes one update."""

    def initialize(self, secret: str, accept: Accept) -> None:
        self._secret = secret
        self._accept = accept

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    async def post(self) -> None:
        given = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
            return
        self.set_status(200 if await self._accept(_parse(self.request.body)) else 500)


def _parse(body: bytes) -> object:
    """The JSON value; a body that is none is kept as text, to be set aside as an update."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _log_nothing(handler: RequestHandler) -> None:
    """tornado would log paths and addresses."""

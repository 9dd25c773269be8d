"""What stands before every page: known hosts, known paths, sizes, sessions, and headers after it.

A request that names another host (a page elsewhere that points its own name at this machine), a
form that another site sends, a body too large, or a path that is not ours ends here. Who is signed
in is looked up once, from the cookie, and travels in the request's scope as `nettrials.visitor`.
A fault becomes one plain page; the log gets its kind and place, never an address or a word.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.console.staff import Visitor
from bot.fault_place import place

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024
VISITOR = "nettrials.visitor"
_PATHS = re.compile(
    r"/(|assets/[\w.-]+|figures(/.*|\.json|\.csv)?|sign-in(/[\w-]+)?|sign-out|queue(/\w+)?|"
    r"question/\d+(/\w+)*|disputed|requests(/\d+(/\w+)*)?|dashboard(/\w+)?|audit(/\w+)*|sql(/\w+)?|"
    r"export|undo)"
)
_HEADERS = (
    (b"content-security-policy",
     b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
     b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
)  # fmt: skip
_OURS = {b"cache-control", *(name for name, _ in _HEADERS)}


class Doors(Protocol):
    """What the gate asks of the console."""

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which requests may come."""

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""

    @property
    def secure(self) -> bool:
        """Whether people come by https."""

    async def visitor(self, token: str) -> Visitor | None:
        """Who is signed in with that session."""

    async def plain_page(self, scope: Scope, status: int) -> bytes:
        """The page that tells an error."""


class Gate:
    """The outermost application."""

    def __init__(self, app: App, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1")
                   for name, value in scope["headers"]}  # fmt: skip
        outgoing = _Outgoing(send, self._doors.secure, cached=scope["path"].startswith("/assets/"))
        try:
            status = refusal(scope, headers, self._doors.hosts)
            if status is None:
                token = cookie_value(headers.get("cookie", ""), self._doors.cookie)
                visitor = await self._doors.visitor(token) if token else None
                scope = {**scope, VISITOR: visitor}
                await self._app(scope, receive, outgoing)
                status = 403 if outgoing.forged else None
        except Exception as error:  # noqa: BLE001 - whatever it is, a person waits for a page
            log.error("console fault kind=%s place=%s", type(error).__name__, place(error))
            status = None if outgoing.started else 500
        if status is not None:
            await self._tell(scope, outgoing, status)

    async def _tell(self, scope: Scope, outgoing: _Outgoing, status: int) -> None:
        outgoing.forged = False
        body = await self._doors.plain_page(scope, status)
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"vary", b"Cookie")]
        await outgoing({"type": "http.response.start", "status": status, "headers": headers})
        await outgoing({"type": "http.response.body", "body": body})


class _Outgoing:
    """Sends a response on, with our headers; holds back Datasette's bare line on a forged form."""

    def __init__(self, send: Send, secure: bool, cached: bool) -> None:
        self._send = send
        self._secure = secure
        self._cached = cached
        self.started = False
        self.forged = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers") or [])
            # Datasette's pages all say `vary`; its line on a forged form comes from before them.
            if message["status"] == 403 and b"vary" not in {name.lower() for name, _ in headers}:
                self.forged = True
                return
            self.started = True
            message = {**message, "headers": list(self._with_ours(headers))}
        if not self.forged:
            await self._send(message)

    def _with_ours(self, headers: list[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
        for name, value in ((name.lower(), value) for name, value in headers):
            if name == b"set-cookie":
                yield name, self._strict(value)
            elif name not in _OURS:
                yield name, value
        yield b"cache-control", b"max-age=3600" if self._cached else b"private, no-store"
        yield from _HEADERS

    def _strict(self, cookie: bytes) -> bytes:
        kept = [part for part in cookie.split(b"; ")
                if not part.lower().startswith((b"samesite", b"secure", b"httponly"))]  # fmt: skip
        kept += [b"HttpOnly", b"SameSite=Strict", *([b"Secure"] if self._secure else [])]
        return b"; ".join(kept)


def refusal(scope: Scope, headers: dict[str, str], hosts: frozenset[str]) -> int | None:
    """The status with which a request is turned away; None where it may go on."""
    if (urlsplit(f"//{headers.get('host', '')}").hostname or "") not in hosts:
        return 421
    if not _PATHS.fullmatch(scope["path"]):
        return 404
    if scope["method"] in {"GET", "HEAD"}:
        return None
    if scope["method"] != "POST":
        return 405
    if not _own_form(headers):
        return 403
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return 411
    return 413 if int(length) > LARGEST_FORM else None


def _own_form(headers: dict[str, str]) -> bool:
    """Whether a form may come from a page of ours; the form's token decides after this.

    Under `no-referrer` browsers name the origin of our own forms `null`, but say where the form
    stood in another header.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == headers["host"]


def cookie_value(header: str, name: str) -> str | None:
    """The value of one cookie; None where the browser sent none or nonsense."""
    try:
        cookies: SimpleCookie = SimpleCookie(header)
    except CookieError:
        return None
    return cookies[name].value if name in cookies else None

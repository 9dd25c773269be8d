"""Pages of studies from ClinicalTrials.gov's API, asked for politely.

At most one request a second, 30 seconds for an answer, and a longer wait (the server's own
Retry-After where it gives one) when the server is busy or faulty. Every way in which a server or a
network fails comes out as RegistryError, one clear line.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from content.errors import ContentError

if TYPE_CHECKING:
    import httpx

SECONDS_BETWEEN = 1.0
TIME_OUT = 30.0  # seconds
TRIES = 5
TRIES_TO_CONNECT = 3
LONGEST_WAIT = 300.0  # seconds
LARGEST_ANSWER = 256 << 20  # bytes
_BUSY = 429
_TEMPORARY = frozenset({408, _BUSY, 500, 502, 503, 504})


class RegistryError(ContentError):
    """The registry could not be asked, or its answer could not be used."""


class RequestRefusedError(RegistryError):
    """The registry refused the request itself (status 400 to 499): asking again will not help."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some studies as decoded JSON, the token of the next page and, on the first, the total."""

    studies: tuple[object, ...]
    next_token: str | None
    total: int | None


class _TryAgainError(Exception):
    """The request may succeed later; `wait` is the server's wish in seconds."""

    def __init__(self, reason: str, wait: float | None = None, tries: int = TRIES) -> None:
        super().__init__(reason)
        self.wait = wait
        self.tries = tries


class RegistryClient:
    """Asks the API at `url` (such as https://clinicaltrials.gov/api/v2); close it when done.

    `sleep` takes seconds; tests give one that does not wait.
    """

    def __init__(
        self,
        url: str,
        sleep: Callable[[float], None] = time.sleep,
        time_out: float = TIME_OUT,
    ) -> None:
        import httpx

        self.url = url.rstrip("/")
        self._sleep = sleep
        self._last = float("-inf")
        self._http = httpx.Client(
            timeout=time_out,
            follow_redirects=True,
            headers={"User-Agent": "nettrials", "Accept": "application/json"},
        )

    def __enter__(self) -> RegistryClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def page(self, asked: Mapping[str, str]) -> Page:
        """One page of `/studies`. Raises RegistryError after the last try."""
        for attempt in range(1, TRIES + 1):
            self._keep_pace()
            try:
                return self._read(self._ask(asked))
            except _TryAgainError as error:
                if attempt >= error.tries:
                    raise RegistryError(
                        self.url, f"{error}, {attempt} times; the next sync goes on from here"
                    ) from error
                wait = 2.0**attempt if error.wait is None else error.wait
                self._sleep(min(wait, LONGEST_WAIT))
        raise AssertionError("unreachable")

    def _keep_pace(self) -> None:
        early = self._last + SECONDS_BETWEEN - time.monotonic()
        if early > 0:
            self._sleep(early)
        self._last = time.monotonic()

    def _ask(self, asked: Mapping[str, str]) -> bytes:
        import httpx

        try:
            with self._http.stream("GET", f"{self.url}/studies", params=dict(asked)) as answer:
                body = self._body(answer)
                self._refuse(answer, body)
                return body
        except httpx.TimeoutException as error:
            raise _TryAgainError("did not answer in time") from error
        except httpx.ConnectError as error:
            reason = f"could not be reached ({_cause(error)})"
            raise _TryAgainError(reason, tries=TRIES_TO_CONNECT) from error
        except httpx.TransportError as error:
            raise _TryAgainError(f"broke off its answer ({_cause(error)})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RegistryError(self.url, f"could not be asked ({error})") from error

    def _body(self, answer: httpx.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > LARGEST_ANSWER:
                raise RegistryError(self.url, "answered with far more than a page of studies")
            parts.append(part)
        return b"".join(parts)

    def _refuse(self, answer: httpx.Response, body: bytes) -> None:
        """Raises for every answer that is not a page."""
        said = _first_line(body)
        if answer.status_code in _TEMPORARY or answer.status_code >= 500:
            wait = _seconds(answer.headers.get("Retry-After"))
            raise _TryAgainError(f"answered {answer.status_code} {said}".rstrip(), wait)
        if answer.status_code != 200:
            raise RequestRefusedError(
                self.url, f"refused the search with {answer.status_code} {said}".rstrip()
            )
        if body.lstrip()[:1] == b"<":
            raise RegistryError(
                self.url,
                "answered with a web page where studies were expected; is the address right, and "
                "is there a sign-in page between?",
            )

    def _read(self, body: bytes) -> Page:
        try:
            value = json.loads(body)
        except RecursionError as error:
            raise RegistryError(self.url, "answered with JSON nested too deeply") from error
        except ValueError as error:
            raise _TryAgainError("answered with a broken page") from error
        studies = value.get("studies") if isinstance(value, dict) else None
        if not isinstance(studies, list):
            raise RegistryError(self.url, "answered with JSON that is no page of studies")
        token, total = value.get("nextPageToken"), value.get("totalCount")
        return Page(
            tuple(studies),
            token if isinstance(token, str) and token else None,
            total if isinstance(total, int) else None,
        )


def _first_line(body: bytes) -> str:
    """What a plain-text error says, on one line; nothing of a web page."""
    text = body[:500].decode("utf-8", "replace").strip()
    if not text or text.startswith("<"):
        return ""
    return f"({' '.join(text.splitlines()[0].split())[:160]})"


def _seconds(header: str | None) -> float | None:
    """What Retry-After asks for: seconds, or the time until a date."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _cause(error: BaseException) -> str:
    """The innermost reason, such as "Name or service not known"."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    text = getattr(error, "strerror", None) or str(error)
    return text or type(error).__name__

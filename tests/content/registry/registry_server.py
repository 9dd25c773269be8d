"""A ClinicalTrials.gov on this machine: real HTTP, real pages, every fault on demand.

`RegistryServer(studies)` answers `/studies` page by page with tokens, as the API does. `faults`
are answers given instead, one a request, before it behaves again.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Fault:
    """An answer of another kind. `cut`: the body breaks off; `stall`: seconds of silence."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    stall: float = 0.0


class RegistryServer:
    """Runs while it is entered; `asked` are the queries it was sent, `url` is where it listens."""

    def __init__(self, studies: Sequence[Any], page_size: int | None = None) -> None:
        self.studies = list(studies)
        self.page_size = page_size
        self.asked: list[dict[str, str]] = []
        self.faults: deque[Fault | None] = deque()
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/v2"

    def __enter__(self) -> RegistryServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        """The page that the API would give."""
        size = self.page_size or int(asked.get("pageSize", "10"))
        start = int(asked["pageToken"].removeprefix("at-")) if "pageToken" in asked else 0
        found: dict[str, Any] = {"studies": self.studies[start : start + size]}
        if asked.get("countTotal") == "true" and start == 0:
            found["totalCount"] = len(self.studies)
        if start + size < len(self.studies):
            found["nextPageToken"] = f"at-{start + size}"
        return found

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                server.asked.append(asked)
                fault = server.faults.popleft() if server.faults else None
                if fault is None:
                    body = json.dumps(server.page(asked)).encode()
                    fault = Fault(body=body, content_type="application/json")
                server._released.wait(fault.stall)
                self._answer(fault)

            def _answer(self, fault: Fault) -> None:
                body = fault.body
                self.send_response(fault.status)
                self.send_header("Content-Type", fault.content_type)
                self.send_header("Content-Length", str(len(body)))
                for name, value in fault.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if fault.cut else body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

"""Addresses on loopback that nobody uses yet."""

from __future__ import annotations

import socket


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_address() -> str:
    """An address for a webhook."""
    return f"http://127.0.0.1:{free_port()}/door"

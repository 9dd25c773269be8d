"""What can go wrong before or while the Telegram edge runs; the message tells the remedy."""

from __future__ import annotations


class TelegramEdgeError(Exception):
    """The base of this package's errors."""


class AlreadyRunningError(TelegramEdgeError):
    """Another process holds the lock for this token or home folder."""


class NoTokenError(TelegramEdgeError):
    """The edge was started without a bot token."""


class MetricsPortError(TelegramEdgeError):
    """The port for metrics cannot be opened."""


class UnreadableError(TelegramEdgeError):
    """An update that cannot be understood. The message names the error's kind, never its words."""


class CannotRenderError(TelegramEdgeError):
    """A reply that Telegram could never take, for example callback data over 64 bytes."""

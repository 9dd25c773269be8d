"""Callback data: plain text of at most 64 bytes that means the same after a restart.

A verb and its arguments, joined by `:`. `parse` takes whatever arrives: a forged or outdated press
is an unknown action, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Button

LIMIT = 64  # bytes, Telegram's


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded press."""

    verb: str
    arguments: tuple[str, ...] = ()

    def argument(self, position: int) -> str:
        """The argument at `position`, "" where there is none."""
        return self.arguments[position] if position < len(self.arguments) else ""

    def number(self, position: int) -> int | None:
        """The argument as a whole number, None where it is none."""
        text = self.argument(position)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def button(label: str, verb: str, *arguments: object) -> Button:
    """A button. Raises ValueError where the data would not fit Telegram's limit."""
    data = ":".join((verb, *map(str, arguments)))
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {data}")
    return Button(label, data)


def parse(data: str) -> Press:
    """The press that `data` means."""
    verb, *arguments = data.split(":")
    return Press(verb, tuple(arguments))

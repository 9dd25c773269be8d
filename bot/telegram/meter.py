"""What the edge counts while it runs. `Meter` counts nothing: the default, and the list of what.

A count holds kinds and numbers, never words and nobody's id. `bot.telegram.prometheus` keeps them.
"""

from __future__ import annotations


class Meter:
    """Told of each thing once, by whichever part saw it; may be called from any thread."""

    def answered(self, kind: str, seconds: float, waited: float) -> None:
        """An update of this kind was answered in so many seconds, `waited` after it arrived."""

    def failed(self, error: str) -> None:
        """An update could not be read or answered, or something could not be stored."""

    def sent(self, method: str, outcome: str, seconds: float) -> None:
        """A request to Telegram ended: `sent`, or the kind of its failure."""

    def polled(self) -> None:
        """Telegram answered, and what it brought is committed."""

    def alerted(self, alert: str) -> None:
        """The admins were told of this."""

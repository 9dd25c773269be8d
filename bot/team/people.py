"""Who the team is: its moderators, the group where they meet, and when they are there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.team.hours import TeamHours


@dataclass(frozen=True, slots=True)
class Team:
    """`group`: a Telegram group for requests; None: each moderator gets them privately."""

    moderators: frozenset[int] = frozenset()
    group: int | None = None
    hours: TeamHours | None = None

    @property
    def present(self) -> bool:
        """Whether there is anybody who could answer."""
        return bool(self.moderators)

    def chats(self) -> tuple[int, ...]:
        """Where requests are shown."""
        if not self.present:
            return ()
        return (self.group,) if self.group is not None else tuple(sorted(self.moderators))

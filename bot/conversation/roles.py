"""Who may do what: patients, readers, moderators, admins.

Asked again at every command and every press.
"""

from __future__ import annotations

from enum import StrEnum

from bot.conversation.world import World

PATIENT_COMMANDS = (
    "start", "help", "trials", "news", "glossary", "human", "watches", "language", "country",
    "new", "privacy", "mydata", "forget", "about",
)  # fmt: skip
READER_COMMANDS = ("console",)
MODERATOR_COMMANDS = ("review", "questions", "requests", "stats")
ADMIN_COMMANDS = ("status", "sync", "rebuild", "rollback", "cancel")


class Role(StrEnum):
    """A role; the value is the table of its refusal in `replies/`."""

    PATIENT = "patient"
    READER = "reader"
    MODERATOR = "moderator"
    ADMIN = "admin"


def may(world: World, user_id: int, role: Role) -> bool:
    """Whether the person has the role now. Admins may moderate; everybody is a patient."""
    if role is Role.PATIENT or user_id in world.admins:
        return True
    if role is Role.READER and user_id in world.readers:
        return True
    return role in (Role.READER, Role.MODERATOR) and user_id in world.moderators


def commands_of(role: Role) -> tuple[str, ...]:
    """The commands shown to people of a role, without the leading slash."""
    match role:
        case Role.PATIENT:
            return PATIENT_COMMANDS
        case Role.READER:
            return (*PATIENT_COMMANDS, *READER_COMMANDS)
        case Role.MODERATOR:
            return (*PATIENT_COMMANDS, *MODERATOR_COMMANDS, *READER_COMMANDS)
        case Role.ADMIN:
            return (*PATIENT_COMMANDS, *MODERATOR_COMMANDS, *READER_COMMANDS, *ADMIN_COMMANDS)

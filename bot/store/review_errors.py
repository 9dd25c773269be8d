"""Why the queue refuses an action: a reason for the chat to translate, one line for a terminal."""

from __future__ import annotations

from enum import StrEnum

from bot.store.database import StoreError


class Refusal(StrEnum):
    """The reasons; the chat tells `review.refused_<value>`."""

    GONE = "gone"
    TAKEN = "taken"
    NOT_CLAIMED = "not_claimed"
    JUDGED = "judged"
    OWN = "own"
    NOT_YOURS = "not_yours"
    LATER = "later"
    UNDONE = "undone"
    REPEATS = "repeats"


_LINES = {
    Refusal.GONE: "this question was deleted",
    Refusal.TAKEN: "another moderator is working on this question; take the next one",
    Refusal.NOT_CLAIMED: "this question is not claimed by you (any more); claim it again",
    Refusal.JUDGED: "another moderator has judged this question; claim it to look at it again",
    Refusal.OWN: "you have judged this question already; a second look is another person's",
    Refusal.NOT_YOURS: "only the one who did this can undo it",
    Refusal.LATER: "something was done to this question since; undo that first",
    Refusal.UNDONE: "this was undone already, or there is nothing to undo",
    Refusal.REPEATS: "this question repeats another one; judge that",
}


class ReviewRefusedError(StoreError):
    """An action that the rules of the queue do not allow. `reason` says which rule."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(_LINES[reason])
        self.reason = reason

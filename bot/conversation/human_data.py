"""What is kept of a person's requests to the team: saying it, showing it, deleting it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import request_cards
from bot.conversation.world import World
from bot.events import Event, Reply
from bot.store.threads import ANSWERED_DAYS, UNANSWERED_DAYS, WORDS_KEPT_DAYS, Post, PostState

_SEEN = (PostState.RECEIVED, PostState.QUEUED, PostState.SENT, PostState.FAILED)


@dataclass(frozen=True, slots=True)
class ForgottenRequests:
    """Counts for the receipt; `replies` blank what the team saw."""

    messages: int
    waiting: int
    replies: tuple[Reply, ...]


def privacy_line(world: World, event: Event) -> str:
    """What is kept of requests and for how long."""
    return world.say(event).say(
        "human.privacy", days=WORDS_KEPT_DAYS, answered=ANSWERED_DAYS, unanswered=UNANSWERED_DAYS
    )


def kept(world: World, chat_id: int) -> list[dict[str, object]]:
    """A chat's requests, for the file that /mydata sends."""
    return [
        {
            "number": thread.id,
            "begun_at": thread.opened_at.isoformat(timespec="seconds"),
            "language": thread.language,
            "state": thread.state.value,
            "ended": thread.ending.value if thread.ending else None,
            "messages": [
                _message(post) for post in world.threads.posts(thread.id) if post.state in _SEEN
            ],
        }
        for thread in world.threads.of_chat(chat_id)
    ]


def forget(world: World, chat_id: int) -> ForgottenRequests:
    """Delete a chat's requests, what waits to be sent of them, and their words before the team."""
    waiting = 0
    replies: list[Reply] = []
    for thread in world.threads.of_chat(chat_id):
        waiting += world.thread_messages.withdraw(thread.id)
        replies += request_cards.blanked(world, thread.id, "team.deleted")
    return ForgottenRequests(world.threads.forget(chat_id).posts, waiting, tuple(replies))


def _message(post: Post) -> dict[str, object]:
    return {
        "from": "you" if post.state is PostState.RECEIVED else "team",
        "at": post.at.isoformat(timespec="seconds"),
        "words": post.words,
    }

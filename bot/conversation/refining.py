"""A press that changes what was searched for: the same question again, wider or narrower.

The question's words are known for as long as a conversation's context; after that, and after a
restart, the button says that it is old. The answer is a message of its own, logged like any other.
"""

from __future__ import annotations

import time

from bot.conversation.asking import answer_buttons, log_answer
from bot.conversation.buttons import Press
from bot.conversation.world import World
from bot.events import Event, Reply, Response


def refine(world: World, event: Event, press: Press) -> Response:
    """The answer to a question asked lately, with the changes of the button."""
    now = world.clock()
    old = Response(notice=world.say(event).say("role.old_button"))
    question_id = press.number(0)
    words = world.recent.get(question_id, event.chat_id, now) if question_id is not None else ()
    if not words:
        return old
    started = time.perf_counter()
    chat = world.chats.get(event.chat_id)
    reader = world.reader(event, chat)
    changes = press.argument(1)
    answer = world.answerer.changed(words, changes, reader, now.date())
    if answer is None:
        return old
    milliseconds = (time.perf_counter() - started) * 1000
    fresh_id = log_answer(world, event, chat, answer, milliseconds)
    world.recent.put(fresh_id, event.chat_id, words, now)
    world.showed(event, answer.shown)
    rows = answer_buttons(world, answer, fresh_id, country=chat.country, changes=changes)
    return Response((Reply(answer.text, rows),))

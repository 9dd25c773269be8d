"""What a moderator does with a request: see it, answer it, choose a ready answer, close it.

An answer is written as a Telegram reply to a message about the request, in the group or in
private; only listed moderators may. It leaves after a moment in which it can be cancelled, because
nothing can be unsent. `team_ticks` sends what is due and tells what did not arrive.
"""

from __future__ import annotations

from bot.conversation import human, request_cards
from bot.conversation.buttons import Press, button
from bot.conversation.roles import Role, may
from bot.conversation.team_answers import written
from bot.conversation.world import World
from bot.events import Event, EventKind, Reply, Response
from bot.store.team_replies import Source
from bot.store.thread_messages import Place, Shown
from bot.store.threads import Ending, State, Thread
from bot.team.replying import Outcome, Replied, personal, reply, unfit
from content.ready import ready_replies

_LISTED = 8


def receive(world: World, event: Event) -> Response | None:
    """An answer to a request; None where the message answers nothing of the kind."""
    if event.reply_to_message_id is None:
        return None
    place = Place(event.chat_id, event.reply_to_message_id)
    thread_id = world.thread_messages.thread_at(place, Shown.TEAM)
    if thread_id is None:
        return None
    say = world.say(event)
    if not may(world, event.user_id, Role.MODERATOR):
        return Response((Reply(say.say("team.not_listed")),))
    if event.kind not in (EventKind.TEXT, EventKind.EDITED):
        return Response((Reply(say.say("team.only_words")),))
    return Response((_answer(world, event, thread_id),))


def requests(world: World, event: Event) -> Response:
    """/requests: those that wait, the one waiting longest first."""
    say = world.say(event)
    waiting = world.threads.waiting()
    if not waiting:
        return Response((Reply(say.say("team.none_waiting")),))
    now = world.clock()
    lines = [request_cards.waiting_line(thread, now, say) for thread in waiting[:_LISTED]]
    text = "\n".join([say.say("team.waiting_title", count=len(waiting)), *lines])
    numbers = [button(str(thread.id), "jq", thread.id) for thread in waiting[:_LISTED]]
    return Response((Reply(text, (tuple(numbers[:4]), tuple(numbers[4:]))),))


def show(world: World, event: Event, press: Press) -> Response:
    """A request as a message of its own, to reply to."""
    thread = _thread(world, press)
    if thread is None:
        return Response(notice=world.say(event).say("team.gone"))
    return Response((request_cards.card(world, thread, event.chat_id),))


def ready(world: World, event: Event, press: Press) -> Response:
    """The ready answers that there are in the patient's language."""
    say = world.say(event)
    thread = _thread(world, press)
    if thread is None or thread.state is State.CLOSED:
        return Response(notice=say.say("team.gone" if thread is None else "team.closed_already"))
    rows = [
        (button(chosen.title, "jc", thread.id, chosen.name),)
        for chosen in ready_replies()
        if thread.language in chosen.texts
    ]
    rows.append((button(say.say("team.back"), "jb", thread.id),))
    return _card_with(world, event, thread, tuple(rows))


def choose(world: World, event: Event, press: Press) -> Response:
    """Answer with a ready answer, in the patient's language."""
    say = world.say(event)
    thread = _thread(world, press)
    chosen = next((one for one in ready_replies() if one.name == press.argument(1)), None)
    if thread is None or chosen is None or thread.language not in chosen.texts:
        return Response(notice=say.say("team.gone" if thread is None else "role.old_button"))
    replied = reply(
        world.threads, world.team_replies, thread.id, event.user_id,
        chosen.texts[thread.language], world.clock(), checked=True,
    )  # fmt: skip
    back = request_cards.card(world, thread, event.chat_id, edit=event.message_id)
    return Response((back, written(world, event, thread.id, replied)))


def back(world: World, event: Event, press: Press) -> Response:
    """The request with its own buttons again."""
    thread = _thread(world, press)
    if thread is None:
        return Response(notice=world.say(event).say("team.gone"))
    card = request_cards.card(world, thread, event.chat_id, edit=event.message_id)
    return Response((card,))


def ask_close(world: World, event: Event, press: Press) -> Response:
    """Ask before a request is closed."""
    say = world.say(event)
    thread = _thread(world, press)
    if thread is None or thread.state is State.CLOSED:
        return Response(notice=say.say("team.gone" if thread is None else "team.closed_already"))
    key = "team.close_unanswered" if thread.first_answer_at is None else "team.close_answered"
    row = (
        button(say.say(key), "jy", thread.id),
        button(say.say("team.back"), "jb", thread.id),
    )
    return _card_with(world, event, thread, (row,))


def close(world: World, event: Event, press: Press) -> Response:
    """Close a request; the patient is told where nobody had answered."""
    say = world.say(event)
    thread = _thread(world, press)
    now = world.clock()
    if thread is None or not world.threads.close(thread.id, Ending.BY_TEAM, now):
        return Response(notice=say.say("team.gone" if thread is None else "team.closed_already"))
    world.team_replies.note(event.user_id, "close", thread.id, now)
    row = (button(say.say("team.reopen"), "jo", thread.id),)
    text = say.say("team.closed", number=thread.id)
    told = () if thread.first_answer_at else human.told(thread, "human.closed_by_team")
    closed = Reply(text, (row,), edit=event.message_id)
    noted = request_cards.noted(world, thread.id, "team.closed", beside=event.chat_id)
    return Response((closed, *told, *noted), notice=text)


def reopen(world: World, event: Event, press: Press) -> Response:
    """Take a closing back."""
    say = world.say(event)
    thread = _thread(world, press)
    now = world.clock()
    if thread is None or not world.threads.reopen(thread.id, now):
        return Response(notice=say.say("role.old_button"))
    world.team_replies.note(event.user_id, "reopen", thread.id, now)
    opened = world.threads.get(thread.id)
    assert opened is not None  # noqa: S101 - it was opened just now
    told = () if thread.first_answer_at else human.told(thread, "human.reopened")
    card = request_cards.card(world, opened, event.chat_id, edit=event.message_id)
    return Response((card, *told))


def _answer(world: World, event: Event, thread_id: int) -> Reply:
    """What becomes of a moderator's message, or of its edit."""
    source = Source(event.chat_id, event.message_id or 0)
    if event.kind is EventKind.EDITED:
        post = world.team_replies.from_message(source)
        if post is not None and post.moderator_id == event.user_id:
            return _changed(world, event, thread_id, post.id)
    replied = reply(
        world.threads, world.team_replies, thread_id, event.user_id, event.text, world.clock(),
        source=source,
    )  # fmt: skip
    return written(world, event, thread_id, replied)


def _changed(world: World, event: Event, thread_id: int, post_id: int) -> Reply:
    words = event.text.strip()
    if (outcome := unfit(words)) is not None:
        return written(world, event, thread_id, Replied(outcome))
    found = personal(words)
    if not world.team_replies.change(post_id, words, world.clock(), hold=bool(found)):
        return Reply(world.say(event).say("team.too_late_to_change"))
    outcome = Outcome.HELD_PERSONAL if found else Outcome.PENDING
    return written(world, event, thread_id, Replied(outcome, post_id, found))


def _card_with(world: World, event: Event, thread: Thread, rows: request_cards.Rows) -> Response:
    say = world.say_to(event.chat_id)
    text = request_cards.text(world, thread, say)
    return Response((Reply(text, rows, edit=event.message_id),))


def _thread(world: World, press: Press) -> Thread | None:
    thread_id = press.number(0)
    thread = world.threads.get(thread_id) if thread_id is not None else None
    return thread if thread is not None and thread.chat_id is not None else None

"""An answer of the team between being written and leaving: shown, hurried, confirmed, cancelled.

Also how it looks to the patient: what a person wrote stands in a frame of its own, escaped, under a
line that says that a person wrote it. It is never mixed with what the bot says.
"""

from __future__ import annotations

from datetime import datetime

from bot.conversation.buttons import Press, button
from bot.conversation.quoting import cut
from bot.conversation.request_cards import noted
from bot.conversation.world import World
from bot.events import Button, Event, Reply, Response
from bot.store.team_replies import UNDO_SECONDS
from bot.store.thread_messages import Shown, tag
from bot.store.threads import Post, PostState, Thread
from bot.team.replying import LONGEST, Outcome, Replied
from content.phrases import Phrases, phrases

_QUOTED = 300  # characters of a question
_HELD = (Outcome.HELD_PERSONAL, Outcome.HELD_ANSWERED)


def written(world: World, event: Event, thread_id: int, replied: Replied) -> Reply:
    """What became of a moderator's words, with what can be done about it."""
    say = world.say(event)
    text = say.say(
        f"team.reply_{replied.outcome.value}",
        number=thread_id,
        seconds=UNDO_SECONDS + 5,
        longest=LONGEST,
        found=" ".join(f"[{kind}]" for kind in replied.found),
    )
    if replied.post_id is None:
        return Reply(text)
    post = world.team_replies.get(replied.post_id)
    quote = f"<blockquote>{say.escape(post.words or '')}</blockquote>" if post else ""
    return Reply(f"{text}\n{quote}", (_row(replied, say),), tag=tag(thread_id, Shown.TEAM))


def hurry(world: World, event: Event, press: Press) -> Response:
    """Send one's own answer now."""
    return _act(world, event, press, "hurry")


def confirm(world: World, event: Event, press: Press) -> Response:
    """Send one's own held answer after all."""
    return _act(world, event, press, "confirm")


def cancel(world: World, event: Event, press: Press) -> Response:
    """Do not send one's own answer."""
    say = world.say(event)
    post = world.team_replies.get(press.number(0) or 0)
    if post is None:
        return Response(notice=say.say("team.gone"))
    if not world.team_replies.cancel(post.id, event.user_id, world.clock()):
        return Response(notice=_refusal(post, event, say))
    text = say.say("team.cancelled", number=post.thread_id)
    return Response((Reply(text, edit=event.message_id),), notice=text)


def release(world: World, now: datetime) -> tuple[Reply, ...]:
    """The answers whose moment has come, to their patients; the rest of the team is told."""
    replies: list[Reply] = []
    for post in world.team_replies.take_due(now):
        thread = world.threads.get(post.thread_id)
        if thread is not None and thread.chat_id is not None:
            replies += (_to_patient(world, thread, post), *_to_others(world, thread, post))
    return tuple(replies)


def _act(world: World, event: Event, press: Press, action: str) -> Response:
    say = world.say(event)
    now = world.clock()
    post = world.team_replies.get(press.number(0) or 0)
    if post is None:
        return Response(notice=say.say("team.gone"))
    if action == "confirm":
        world.team_replies.confirm(post.id, event.user_id, now)
    if not world.team_replies.hurry(post.id, event.user_id, now):
        return Response(notice=_refusal(post, event, say))
    text = say.say("team.on_its_way", number=post.thread_id)
    return Response((Reply(text, edit=event.message_id), *release(world, now)), notice=text)


def _refusal(post: Post, event: Event, say: Phrases) -> str:
    return say.say("team.not_yours" if post.moderator_id != event.user_id else "team.left_already")


def _row(replied: Replied, say: Phrases) -> tuple[Button, ...]:
    first = (
        button(say.say("team.send_anyway"), "jk", replied.post_id)
        if replied.outcome in _HELD
        else button(say.say("team.send_now"), "js", replied.post_id)
    )
    return (first, button(say.say("team.cancel"), "jn", replied.post_id))


def _to_patient(world: World, thread: Thread, post: Post) -> Reply:
    say = phrases(thread.language)
    parts = (
        say.say("human.from_person", number=thread.id),
        _about(world, thread, say),
        f"<blockquote>{say.escape(post.words or '')}</blockquote>",
        say.say("human.from_person_note"),
    )
    text = "\n".join(part for part in parts if part)
    row = (
        button(say.say("human.answer_back"), "ha", thread.id),
        button(say.say("human.end"), "hd", thread.id),
    )
    answer_tag = tag(thread.id, Shown.PATIENT, post.id)
    return Reply(text, (row,), chat_id=thread.chat_id, tag=answer_tag)


def _about(world: World, thread: Thread, say: Phrases) -> str:
    """Where the team wrote first: the question of the patient's that it is about."""
    posts = world.threads.posts(thread.id)
    if thread.question_id is None or any(one.state is PostState.RECEIVED for one in posts):
        return ""
    question = world.questions.get(thread.question_id)
    words = question.words if question else None
    return say.say("human.about_question", words=cut(words, _QUOTED)) if words else ""


def _to_others(world: World, thread: Thread, post: Post) -> tuple[Reply, ...]:
    """To the moderators who do not see the answer in a group of theirs."""
    if world.team.group is not None and post.source_chat == world.team.group:
        return ()
    beside = post.moderator_id if world.team.group is None else None
    words = post.words or ""
    return noted(world, thread.id, "team.answered_by_other", beside=beside, words=words)

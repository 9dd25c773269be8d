"""What a moderator may do in the chat: review questions, take a verdict back, see figures.

/review claims the question that needs a verdict most, for half an hour; a press saves the verdict
and claims the next. Who may do what, and when, are the rules of the store: a refused press says
why in one line.
"""

from __future__ import annotations

from bot.conversation.buttons import Press, button
from bot.conversation.dates import in_words
from bot.conversation.world import World
from bot.events import Event, Reply, Response
from bot.store.need import Need, reasons
from bot.store.questions import Question
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_queue import Item, State
from bot.store.verdicts import Judgment, Opinion
from content.documents import title_of
from content.phrases import Phrases

# What a moderator should know after a verdict that did not settle the question.
_TO_TELL = {State.NEW: "review.second", State.DISPUTED: "review.differ"}


def review(world: World, event: Event) -> Response:
    """What one is working on, or else the question that needs a verdict most."""
    now = world.clock()
    mine = world.queue.claimed(event.user_id, now)
    item = mine[0] if mine else world.queue.claim_next(event.user_id, now)
    return Response((_card(world, event, item),))


def judge(world: World, event: Event, press: Press) -> Response:
    """Save a verdict and show the next question; the notice says what was saved."""
    say = world.say(event)
    question_id = press.number(0)
    known = {judgment.value for judgment in Judgment}
    if question_id is None or press.argument(1) not in known:
        return Response(notice=say.say("role.old_button"))
    judgment, now = Judgment(press.argument(1)), world.clock()
    try:
        given = world.verdicts.give(question_id, event.user_id, Opinion(judgment), now)
    except ReviewRefusedError as refused:
        return _refused(say, refused)
    saved = say.say("review.saved", verdict=say.say(f"review.{judgment.value}"))
    told = [_text(world, question_id, say), saved]
    if given.state in _TO_TELL:
        told.append(say.say(_TO_TELL[given.state]))
    undo = (button(say.say("review.undo"), "rx", given.entry_id),)
    after = world.queue.claim_next(event.user_id, now)
    done = Reply("\n\n".join(told), (undo,), edit=event.message_id)
    return Response((done, _card(world, event, after)), notice=saved)


def skip(world: World, event: Event, press: Press) -> Response:
    """Give a question back, and show the one behind it."""
    question_id, now = press.number(0), world.clock()
    if question_id is None:
        return Response(notice=world.say(event).say("role.old_button"))
    skipped = world.queue.item(question_id)
    if skipped is not None and skipped.claimed_by == event.user_id:
        skipped = world.queue.release(question_id, event.user_id, now)
    after = world.queue.claim_next(event.user_id, now, behind=skipped)
    return Response((_card(world, event, after, edit=event.message_id),))


def undo(world: World, event: Event, press: Press) -> Response:
    """Undo an action of one's own; the question stands as before, with its buttons."""
    say = world.say(event)
    entry_id = press.number(0)
    if entry_id is None:
        return Response(notice=say.say("role.old_button"))
    try:
        question_id = world.audit.undo(entry_id, event.user_id, world.clock())
    except ReviewRefusedError as refused:
        return _refused(say, refused)
    undone = say.say("review.undone", id=question_id)
    item = world.queue.item(question_id)
    return Response((_card(world, event, item, edit=event.message_id),), notice=undone)


def _refused(say: Phrases, refused: ReviewRefusedError) -> Response:
    gone = refused.reason is Refusal.GONE
    return Response(notice=say.say("review.gone" if gone else f"review.refused_{refused.reason}"))


def figures(world: World, event: Event) -> Response:
    """How many questions there are, and how they were received."""
    say = world.say(event)
    counts = world.questions.figures(world.clock())
    verdicts = ", ".join(
        f"{say.say(f'review.{judgment.value}')} {count}"
        for judgment, count in world.verdicts.counts().items()
    )
    text = say.say(
        "figures.text",
        all=counts.all,
        waiting=counts.waiting,
        week=counts.week,
        abstained=counts.week_abstained,
        up=counts.up,
        down=counts.down,
        verdicts=verdicts or say.say("figures.none"),
    )
    return Response((Reply(text),))


def _card(world: World, event: Event, question: Item | None, edit: int | None = None) -> Reply:
    say = world.say(event)
    if question is None:
        return Reply(say.say("review.empty"), edit=edit)
    verdicts = [
        button(say.say(f"review.{judgment.value}"), "r", question.id, judgment.value)
        for judgment in Judgment
    ]
    rows = (
        tuple(verdicts[:3]),
        (*verdicts[3:], button(say.say("review.skip"), "rs", question.id)),
    )
    parts = (_text(world, question.id, say), _place(world, event, question, say))
    return Reply("\n\n".join(part for part in parts if part), rows, edit=edit)


def _place(world: World, event: Event, item: Item, say: Phrases) -> str:
    """Why the question is in the queue, what others found where that may be seen, how long."""
    now = world.clock()
    why = [
        say.say(f"review.need_{reason.need}")
        for reason in reasons(item, now)
        if reason.need is not Need.AGE
    ]
    others = [
        say.say(f"review.{verdict.judgment.value}")
        for verdict in world.verdicts.seen_by(item.id, event.user_id)
        if verdict.moderator_id != event.user_id
    ]
    lines = [
        say.say("review.why", reasons=", ".join(why)) if why else "",
        say.say("review.again", count=item.asked_again + 1) if item.asked_again else "",
        say.say("review.others", verdicts=", ".join(others)) if others else "",
    ]
    if item.claimed_by == event.user_id and item.claimed_until is not None:
        minutes = max(1, round((item.claimed_until - now).total_seconds() / 60))
        lines.append(say.say("review.yours", minutes=minutes))
    return "\n".join(line for line in lines if line)


def _text(world: World, question_id: int, say: Phrases) -> str:
    question = world.questions.get(question_id)
    if question is None:
        return say.say("review.gone")
    day = in_words(question.asked_at.date(), say.language)
    lines = [
        say.say("review.title", id=question.id, date=day, language=question.language,
                kind=question.kind),
        say.say("review.words", words=question.words) if question.words
        else say.say("review.no_words"),
        _answered(world, question, say),
    ]  # fmt: skip
    if question.thumb or question.comment:
        thumb = {"up": "👍", "down": "👎"}.get(question.thumb or "", "")
        lines.append(say.say("review.feedback", thumb=thumb, comment=question.comment or ""))
    return "\n".join(line for line in lines if line)


def _answered(world: World, question: Question, say: Phrases) -> str:
    if question.abstained:
        return say.say("review.abstained")
    shown = [hit.doc_id for hit in question.hits if hit.shown]
    if not shown:
        return ""
    snapshot = world.serving.current.snapshot
    named = []
    for doc_id in shown:
        document = snapshot.document(doc_id)
        named.append(f"{doc_id} {title_of(document)}" if document else doc_id)
    return say.say("review.answered", documents="; ".join(named))

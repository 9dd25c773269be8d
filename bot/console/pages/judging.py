"""What a moderator does with a question: claim it, judge it, give it back, end it, undo.

Every action is one of the store's, in one transaction; where the rules of the queue refuse it
(another was quicker, the question is gone), the page says so in one line and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup
from sqlite_utils import Database

from bot.console.console import Console, say
from bot.console.pages.item import Draft, shown
from bot.console.pages.queue import take_next
from bot.console.routing import Asked, Goto, Outcome, Refused
from bot.store.audit import Audit
from bot.store.questions import Questions
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.review_queue import ReviewQueue
from bot.store.verdicts import GRADES, Given, Judgment, Opinion, Verdicts

_MOST_MISSED = 20
_STATUS = {Refusal.GONE: 410, Refusal.NOT_YOURS: 403}


class ForgedFormError(Exception):
    """The form grades what the question never showed."""


async def judge(console: Console, asked: Asked) -> Outcome:
    """The form's buttons: search for a document, or save the verdict."""
    draft = draft_of(asked)
    if asked.field("do") == "search":
        found = await console.catalogue.search(draft.search) if draft.search else ()
        fault = str(say("item.no_search")) if found is None else None
        return await shown(console, asked, draft, found or (), fault)
    fault = wrong_in(draft)
    if fault is not None:
        return await shown(console, asked, draft, fault=str(fault), status=422)
    if await console.catalogue.unknown(draft.missed):
        return Refused(400)
    question_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()

    def give(db: Database) -> Given:
        _check_graded(db, question_id, draft)
        verdicts = Verdicts(db, console.settings.double_share)
        return verdicts.give(question_id, who, opinion_of(draft), now)

    try:
        given = await console.work.write(give)
    except ReviewRefusedError as error:
        return refused(error)
    except ForgedFormError:
        return Refused(400)
    notice = say(f"item.saved_{given.state.value}", id=question_id)
    if asked.field("do") == "next":
        outcome = await take_next(console, asked)
        return Goto(outcome.path, notice) if isinstance(outcome, Goto) else outcome
    return Goto(f"/question/{question_id}", notice)


async def act(console: Console, asked: Asked) -> Outcome:
    """Claim, release, finish: the actions without a form of their own."""
    question_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()
    actions: dict[str, Callable[[ReviewQueue, int, int, datetime], object]] = {
        "claim": ReviewQueue.claim,
        "release": ReviewQueue.release,
        "finish": ReviewQueue.finish,
    }
    name = asked.named["action"]
    try:
        await console.work.write(lambda db: actions[name](ReviewQueue(db), question_id, who, now))
    except ReviewRefusedError as error:
        return refused(error)
    return Goto(f"/question/{question_id}", say(f"item.done_{name}", id=question_id))


async def undo(console: Console, asked: Asked) -> Outcome:
    """Put back what stood before one of one's own actions."""
    entry_id, who, now = asked.number("entry"), asked.who.user_id, console.clock()
    if entry_id is None:
        return Refused(400)
    try:
        question_id = await console.work.write(lambda db: Audit(db).undo(entry_id, who, now))
    except ReviewRefusedError as error:
        return refused(error)
    return Goto(f"/question/{question_id}", say("item.undone", id=question_id))


def refused(error: ReviewRefusedError) -> Refused:
    """The rule that stood in the way, as one line."""
    return Refused(_STATUS.get(error.reason, 409), say("problem.refused", what=str(error)))


def draft_of(asked: Asked) -> Draft:
    """What stands in the form that was sent."""
    grades = {
        name.removeprefix("grade:"): asked.field(name, 2)
        for name in asked.form
        if name.startswith("grade:")
    }
    missed = dict.fromkeys(value[:80] for value in asked.form.get("missed", ()))
    return Draft(
        judgment=asked.field("judgment", 20),
        comment=asked.field("comment", 2000),
        tags=asked.field("tags", 400),
        grades=grades,
        missed=tuple(missed)[:_MOST_MISSED],
        search=asked.field("search", 400),
    )


def wrong_in(draft: Draft) -> Markup | None:
    """What a forged or unfinished form has that no verdict can have."""
    if draft.judgment not in list(Judgment):
        return say("item.choose_verdict")
    if not are_grades(draft.grades):
        return say("item.wrong_grade")
    return None


def are_grades(fields: Mapping[str, str]) -> bool:
    """Whether each is a grade of the form's, or left open."""
    return {"", *map(str, GRADES)}.issuperset(fields.values())


def given_grades(fields: Mapping[str, str]) -> dict[str, int]:
    """Those that were given, by document."""
    return {doc_id: int(grade) for doc_id, grade in fields.items() if grade}


def _check_graded(db: Database, question_id: int, draft: Draft) -> None:
    question = Questions(db).get(question_id)
    hits = {hit.doc_id for hit in question.hits} if question else set(draft.grades)
    if not set(draft.grades) <= hits:
        raise ForgedFormError


def opinion_of(draft: Draft) -> Opinion:
    """The verdict that the form says."""
    return Opinion(
        judgment=Judgment(draft.judgment),
        comment=draft.comment or None,
        grades=given_grades(draft.grades),
        missed=draft.missed,
        tags=tuple(tag.strip() for tag in draft.tags.split(",") if tag.strip()),
    )

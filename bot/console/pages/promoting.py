"""Promoting a reviewed question, in one action with undo: what later builds must answer well.

The page proposes the question without what was redacted and the documents that were found right.
What still holds personal data, or cannot be judged, is refused with the reason beside the form,
and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from bot.console.console import Console, say
from bot.console.pages.judging import are_grades, given_grades, refused
from bot.console.routing import Asked, Goto, Outcome, Refused, Shown
from bot.intent import MessageKind
from bot.promoting import LONGEST, LONGEST_ANSWER, Draft, PromotionRefusedError, draft_of, promote
from bot.store.questions import Questions
from bot.store.review_errors import ReviewRefusedError
from bot.store.verdicts import GRADES, Verdicts
from content.languages import LANGUAGES

_MOST_DOCUMENTS = 30


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form. `grades`: by document, "" for none."""

    text: str = ""
    language: str = "en"
    kind: str = "trial"
    answerable: bool = True
    grades: Mapping[str, str] = field(default_factory=dict)
    answer_title: str = ""
    answer: str = ""
    search: str = ""


async def propose(console: Console, asked: Asked) -> Outcome:
    """The form, filled in with a proposal."""
    question_id = int(asked.named["id"])
    proposed = await console.work.read(lambda db: _proposal(db, question_id))
    if proposed is None:
        return Refused(410)
    return await _shown(console, asked, proposed)


async def save(console: Console, asked: Asked) -> Outcome:
    """Search for another document, or promote."""
    form = form_of(asked)
    if asked.field("do") == "search":
        found = await console.catalogue.search(form.search) if form.search else ()
        more = {entry.doc_id: "" for entry in found or () if entry.doc_id not in form.grades}
        fault = str(say("item.no_search")) if found is None else None
        return await _shown(console, asked, replace(form, grades={**form.grades, **more}), fault)
    question_id, who, now = int(asked.named["id"]), asked.who.user_id, console.clock()
    draft = draft_in(form)
    if draft is None:
        return Refused(400)
    missing = await console.catalogue.unknown(draft.grades)
    known = frozenset(draft.grades) - frozenset(missing)
    try:
        await console.work.write(lambda db: promote(db, question_id, who, draft, now, known=known))
    except PromotionRefusedError as error:
        return await _shown(console, asked, form, str(say("promote.refused", what=str(error))), 422)
    except ReviewRefusedError as error:
        return refused(error)
    return Goto(f"/question/{question_id}", say("promote.done"))


def form_of(asked: Asked) -> Form:
    """The form that was sent."""
    names = [name for name in asked.form if name.startswith("grade:")][:_MOST_DOCUMENTS]
    return Form(
        text=asked.field("text", LONGEST * 2),
        language=asked.field("language", 5),
        kind=asked.field("kind", 30),
        answerable=asked.field("answerable") != "no",
        grades={name.removeprefix("grade:")[:80]: asked.field(name, 2) for name in names},
        answer_title=asked.field("answer_title", 200),
        answer=asked.field("answer", LONGEST_ANSWER * 2),
        search=asked.field("search", 400),
    )


def draft_in(form: Form) -> Draft | None:
    """What is to be promoted; None where only a forged form could say it."""
    if form.language not in LANGUAGES or form.kind not in list(MessageKind):
        return None
    if not are_grades(form.grades):
        return None
    return Draft(
        text=form.text,
        language=form.language,
        kind=form.kind,
        answerable=form.answerable,
        grades=given_grades(form.grades),
        answer_title=form.answer_title or None,
        answer=form.answer or None,
    )


def _proposal(db: Database, question_id: int) -> Form | None:
    question = Questions(db).get(question_id)
    if question is None:
        return None
    verdicts = Verdicts(db)
    settled = verdicts.of(question_id) if verdicts.is_settled(question_id) else ()
    draft = draft_of(question, settled)
    shown = {hit.doc_id: "" for hit in question.hits if hit.shown}
    graded = {doc_id: str(grade) for doc_id, grade in draft.grades.items()}
    return Form(draft.text, draft.language, draft.kind, draft.answerable, {**shown, **graded})


async def _shown(
    console: Console, asked: Asked, form: Form, fault: str | None = None, status: int = 200
) -> Outcome:
    question_id = int(asked.named["id"])
    question, settled = await console.work.read(
        lambda db: (Questions(db).get(question_id), Verdicts(db).is_settled(question_id))
    )
    if question is None:
        return Refused(410)
    return Shown("promote.html", {
        "question": question, "form": form, "fault": fault, "settled": settled,
        "titles": await console.catalogue.entries(form.grades), "grades": GRADES,
        "kinds": list(MessageKind), "languages": LANGUAGES,
        "longest": LONGEST, "longest_answer": LONGEST_ANSWER,
    }, status)  # fmt: skip

"""One question: what was asked and shown, what the team found, and what one may do with it.

The page is drawn again with all that was filled in when a moderator searches for a trial from
inside the form, so that nothing typed is lost and no script is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from bot.console.catalogue import Entry
from bot.console.console import Console
from bot.console.pages.audit import Line, line_of, named, without_verdict
from bot.console.pages.requests import ready_for
from bot.console.pages.rows import Row, row, rows
from bot.console.routing import Asked, Outcome, Refused, Shown
from bot.console.staff import StaffRole, Visitor
from bot.store.audit import Audit
from bot.store.console import ConsoleAccess
from bot.store.promotions import Promotion, Promotions
from bot.store.questions import LoggedHit, Question, Questions
from bot.store.review_list import ReviewList
from bot.store.review_queue import ReviewQueue
from bot.store.threads import Threads
from bot.store.verdicts import GRADES, Judgment, Verdict, Verdicts
from bot.team.first_word import may_write
from bot.team.replying import LONGEST


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form for a verdict. `grades`: by document, "" where none was given."""

    judgment: str = ""
    comment: str = ""
    tags: str = ""
    grades: Mapping[str, str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    search: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and who gave it."""

    who: str
    mine: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Looked:
    """All that the page shows of a question, read in one go."""

    row: Row
    question: Question
    findings: tuple[Finding, ...]
    blind: bool
    settled: bool
    repeats: tuple[Row, ...]
    history: tuple[Line, ...]
    promotions: tuple[Promotion, ...]
    threads: tuple[int, ...]
    tags: tuple[str, ...]


async def item(console: Console, asked: Asked) -> Outcome:
    """The page, with one's own standing verdict in the form."""
    return await shown(console, asked)


async def shown(
    console: Console,
    asked: Asked,
    draft: Draft | None = None,
    found: tuple[Entry, ...] | None = None,
    fault: str | None = None,
    status: int = 200,
) -> Outcome:
    """The page with a draft, what a search found, and what was wrong with the form."""
    question_id = int(asked.named["id"])
    looked = await console.work.read(lambda db: look(db, console, question_id, asked.who))
    if looked is None:
        return Refused(410)
    draft = draft or own_draft(looked)
    missed = {*draft.missed, *(m for f in looked.findings for m in f.verdict.missed)}
    hits = looked.question.hits
    titles = await console.catalogue.entries({*(hit.doc_id for hit in hits), *missed})
    return Shown("item.html", {
        "it": looked, "draft": draft, "found": found, "fault": fault, "titles": titles,
        "judgments": list(Judgment), "grades": GRADES, "hits": _ranked(hits),
        "ready": ready_for(looked.question.language), "longest": LONGEST,
        "may_write": may_write(looked.question), "may_act": asked.who.may(StaffRole.MODERATOR),
    }, status)  # fmt: skip


def look(db: Database, console: Console, question_id: int, who: Visitor) -> Looked | None:
    """Everything about a question that this person may see; None where it was deleted."""
    found = ReviewQueue(db).item(question_id)
    question = Questions(db).get(question_id)
    if found is None or question is None:
        return None
    now, numbers = console.clock(), ConsoleAccess(db).numbers()
    verdicts = Verdicts(db, console.settings.double_share)
    judge = who.user_id if who.may(StaffRole.MODERATOR) else None
    entries = Audit(db).of_question(question_id, limit=50)
    listed = ReviewList(db)
    open_to_all = verdicts.is_open_to_all(question_id)
    return Looked(
        row=row(found, now, who, numbers),
        question=question,
        findings=tuple(
            Finding(named(v.moderator_id, who.user_id, numbers), v.moderator_id == who.user_id, v)
            for v in verdicts.seen_by(question_id, judge)
        ),
        blind=not open_to_all and len(verdicts.of(question_id)) > 0,
        settled=verdicts.is_settled(question_id),
        repeats=rows(db, now, listed.repeats(question_id, limit=5), who),
        history=tuple(
            line_of(without_verdict(db, entry, who.user_id), who.user_id, numbers)
            for entry in entries
        ),
        promotions=Promotions(db).of_question(question_id),
        threads=Threads(db).about(question_id),
        tags=tuple(listed.tags())[:30],
    )


def own_draft(looked: Looked) -> Draft:
    """One's standing verdict as the form has it; an empty form where there is none."""
    mine = next((finding.verdict for finding in looked.findings if finding.mine), None)
    if mine is None:
        return Draft()
    return Draft(
        judgment=mine.judgment.value,
        comment=mine.comment or "",
        tags=", ".join(mine.tags),
        grades={doc_id: str(grade) for doc_id, grade in mine.grades.items()},
        missed=mine.missed,
    )


def _ranked(hits: tuple[LoggedHit, ...]) -> tuple[LoggedHit, ...]:
    """Those that were shown; where none was, the best that were found."""
    return tuple(hit for hit in hits if hit.shown) or hits[:5]

"""Promoting a reviewed question: what is proposed to the moderator, and what is refused.

The moderator says in own words what was asked, so that nobody can be recognised. The proposal is
the logged text without the parts in which something was redacted; whatever still holds a name, a
number or an address, in the question or in the answer, is refused with the kind of it named.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.composers import WRITTEN
from bot.privacy.redaction import redact
from bot.store.database import StoreError
from bot.store.promotions import Promotion, Promotions
from bot.store.question_search import search_words
from bot.store.questions import Question, Questions
from bot.store.review_errors import Refusal, ReviewRefusedError
from bot.store.verdicts import EXACT, Judgment, Verdict, Verdicts

if TYPE_CHECKING:
    from sqlite_utils import Database

LONGEST, LONGEST_ANSWER = 300, 1_500  # characters
RIGHT = 2
_REDACTED = re.compile(
    r"\[(?:address|birth date|email|handle|name|number|phone|postcode|profile|cut)\]"
)
_PART = re.compile(r"(?<=[.!?;。！？；,，、])|\n")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|\]\(|\*\*|^#|^\+\+\+|https?://|www\.", re.MULTILINE)


class PromotionRefusedError(StoreError):
    """A promotion that must not be made; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a moderator wants to promote: the reworded question and its right documents.

    `grades`: 0 to 3 by document. `answer`: a text of one's own that answers it, in English, with
    its title; None for none. `answerable` False: the bot should find nothing for it.
    """

    text: str
    language: str = "en"
    kind: str = "trial"
    answerable: bool = True
    grades: Mapping[str, int] = field(default_factory=dict)
    answer_title: str | None = None
    answer: str | None = None


def propose(words: str | None) -> str:
    """The logged words without the parts that held something personal; "" where none are left."""
    parts = _PART.split(words or "")
    kept = "".join(part for part in parts if part and not _REDACTED.search(part))
    left = kept if kept.strip(" .,;!?，、。！？；") else words or ""
    text = _REDACTED.sub(" ", redact(left).text)
    return " ".join(text.split()).strip(" ,;，、")


def draft_of(question: Question, verdicts: Sequence[Verdict]) -> Draft:
    """A draft from what is logged and what was found: the grades of the latest verdict count."""
    grades: dict[str, int] = {}
    for verdict in verdicts:
        grades |= {**verdict.grades, **dict.fromkeys(verdict.missed, EXACT)}
    judgment = verdicts[-1].judgment if verdicts else None
    if not grades and judgment is Judgment.GOOD:
        grades = {hit.doc_id: RIGHT for hit in question.hits if hit.shown}
    return Draft(
        text=propose(question.words),
        language=question.language,
        kind=question.kind,
        answerable=judgment is not Judgment.OFF_TOPIC,
        grades=grades,
    )


def promote(
    db: Database,
    question_id: int,
    moderator_id: int,
    draft: Draft,
    now: datetime,
    *,
    known: Container[str] | None = None,
) -> tuple[int, int]:
    """Promote a reviewed question; the promotion's id and the audit entry, by which it is undone.

    `known`: the ids of the documents that there are; None: not checked. Raises
    PromotionRefusedError with what to change, ReviewRefusedError where the question is gone.
    """
    question = Questions(db).get(question_id)
    if question is None:
        raise ReviewRefusedError(Refusal.GONE)
    if not Verdicts(db).is_settled(question_id):
        raise PromotionRefusedError("this question has no settled verdict yet; judge it first")
    check(draft, question.words, known)
    made = Promotion(
        id=0,
        question_id=question_id,
        moderator_id=moderator_id,
        promoted_at=now,
        text=" ".join(draft.text.split()),
        language=draft.language,
        kind=draft.kind,
        answerable=draft.answerable,
        grades={doc_id: grade for doc_id, grade in draft.grades.items() if grade},
        answer_title=" ".join((draft.answer_title or "").split()) or None,
        answer=(draft.answer or "").strip() or None,
    )
    return Promotions(db).add(question_id, made, now)


def check(draft: Draft, original: str | None, known: Container[str] | None = None) -> None:
    """Raises PromotionRefusedError for a draft that must not be promoted."""
    text, answer = draft.text.strip(), (draft.answer or "").strip()
    if not text:
        raise PromotionRefusedError("write the question in words of your own")
    if len(text) > LONGEST or len(answer) > LONGEST_ANSWER:
        raise PromotionRefusedError(
            f"too long; a question has at most {LONGEST} characters, an answer {LONGEST_ANSWER}"
        )
    _check_private(text, "question")
    _check_private(f"{draft.answer_title or ''}\n{answer}", "answer")
    if original and _REDACTED.search(original) and _same_words(text, original):
        raise PromotionRefusedError(
            "the question is still the person's own; write it in other words"
        )
    if answer:
        _check_answer(draft, answer)
    _check_documents(draft, bool(answer), known)


def _check_private(text: str, what: str) -> None:
    kinds = [kind for kind, _ in redact(text).removed]
    kinds += [found.group()[1:-1] for found in _REDACTED.finditer(text)]
    if kinds:
        named = ", ".join(dict.fromkeys(kinds))
        raise PromotionRefusedError(
            f"the {what} still holds personal data ({named}); leave it out and say it in other "
            "words"
        )


def _same_words(text: str, original: str) -> bool:
    return search_words(text) == search_words(original)


def _check_answer(draft: Draft, answer: str) -> None:
    if _MARKUP.search(f"{answer}\n{draft.answer_title or ''}"):
        raise PromotionRefusedError("an answer is plain text, without links or markup")
    if draft.kind not in {kind.value for kind in WRITTEN}:
        raise PromotionRefusedError(
            f"the bot gives no written answer to messages of the kind {draft.kind}; "
            "promote the question alone"
        )
    if not draft.answerable:
        raise PromotionRefusedError("a question that nothing should answer takes no answer")


def _check_documents(draft: Draft, answered: bool, known: Container[str] | None) -> None:
    if wrong := [g for g in draft.grades.values() if g not in range(EXACT + 1)]:
        raise PromotionRefusedError(f"{wrong[0]} is no grade; grades are 0, 1, 2 and 3")
    right = [doc_id for doc_id, grade in draft.grades.items() if grade >= RIGHT]
    if draft.answerable and not right and not answered:
        raise PromotionRefusedError(
            "name a document that is right for it (grade 2 or 3), or write an answer"
        )
    if not draft.answerable and right:
        raise PromotionRefusedError("a question that nothing should answer takes no documents")
    unknown = [doc_id for doc_id in right if known is not None and doc_id not in known]
    if unknown:
        raise PromotionRefusedError(f"there is no document {unknown[0]} in the index")

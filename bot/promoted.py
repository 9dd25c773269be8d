"""What moderators promoted, as builds take it: judged questions, and documents that answer them.

The promotions stand in `bot.db`. A question's id is made from its words, so that one that has been
carried into `content/` by `nettrials questions carry` is known again and counts once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.judged import DIRECT, JudgedQuestion
from bot.store.promotions import Promotion, Promotions
from content.documents import SUMMARY, Document, Guide, Section
from index.answered import ANSWERS

_SOURCE = "Answered by a person on the team"


@dataclass(frozen=True, slots=True)
class Promoted:
    """Judged questions and documents."""

    judged: tuple[JudgedQuestion, ...] = ()
    answers: tuple[Guide, ...] = ()


def read_promoted(bot_db: Path) -> Promoted:
    """All standing promotions of a `bot.db`; none where there is no such file yet.

    Raises DatabaseUnusableError.
    """
    if not bot_db.exists():
        return Promoted()
    from bot.store.database import open_database

    with closing(open_database(bot_db)) as database:
        standing = Promotions(database).standing()
    return as_promoted(standing)


def as_promoted(promotions: Iterable[Promotion]) -> Promoted:
    """Promotions as questions and documents; the later one of the same words counts."""
    by_slug = {slug(promotion): promotion for promotion in promotions}
    answers = tuple(_answer(p) for p in by_slug.values() if p.answer)
    return Promoted(tuple(map(_judged, by_slug.values())), answers)


def with_promoted(
    judged: Iterable[JudgedQuestion], promoted: Promoted
) -> tuple[JudgedQuestion, ...]:
    """Judged questions of files, and the promoted ones that are not among them."""
    held = {question.id: question for question in (*promoted.judged, *judged)}
    return tuple(held.values())


def with_answers(documents: Iterable[Document], promoted: Promoted) -> tuple[Document, ...]:
    """Documents of files, and the answers that are not among them."""
    held = {document.doc_id: document for document in documents}
    return (*held.values(), *(a for a in promoted.answers if a.doc_id not in held))


def slug(promotion: Promotion) -> str:
    """The question's id, the same wherever the same words were promoted."""
    return f"promoted-{hashlib.sha256(promotion.text.encode()).hexdigest()[:10]}"


def _judged(promotion: Promotion) -> JudgedQuestion:
    # 3 is exactly what was asked and 2 is right: both are direct. 1 is near.
    grades = {doc_id: min(grade, DIRECT) for doc_id, grade in promotion.grades.items() if grade}
    if promotion.answer:
        grades[f"{ANSWERS}{slug(promotion)}"] = DIRECT
    return JudgedQuestion(
        id=slug(promotion),
        text=promotion.text,
        kind=promotion.kind,
        lang=promotion.language,
        history=(),
        answerable=promotion.answerable,
        grades=grades,
        promoted=True,
    )


def _answer(promotion: Promotion) -> Guide:
    assert promotion.answer is not None  # noqa: S101 - asked before
    english = promotion.language == "en"
    return Guide(
        doc_id=f"{ANSWERS}{slug(promotion)}",
        title=promotion.answer_title or promotion.text,
        sections=(Section(SUMMARY, promotion.answer),),
        questions=(promotion.text,) if english else (),
        asked=() if english else (promotion.text,),
        sources=(f"{_SOURCE}, {promotion.promoted_at:%Y-%m-%d}",),
    )


def carry(promotions: Iterable[Promotion], folder: Path) -> int:
    """Write promotions into a content folder, to stay with the shipped content; how many were new.

    Raises OSError, ContentError.
    """
    from bot.judged import read_judged

    queries, qrels = folder / "questions" / "queries.jsonl", folder / "questions" / "qrels.tsv"
    known = {question.id for question in read_judged(queries, qrels)}
    promoted = as_promoted(promotions)
    new = [question for question in promoted.judged if question.id not in known]
    with queries.open("a", encoding="utf-8") as file:
        file.writelines(f"{_row(question)}\n" for question in new)
    with qrels.open("a", encoding="utf-8") as file:
        for question in new:
            file.writelines(f"{question.id}\t{d}\t{g}\n" for d, g in question.grades.items())
    answers = folder / ANSWERS.rstrip("/")
    for answer in promoted.answers:
        answers.mkdir(exist_ok=True)
        path = answers / f"{answer.doc_id.removeprefix(ANSWERS)}.md"
        path.write_text(_file(answer), encoding="utf-8")
    return len(new)


def _row(question: JudgedQuestion) -> str:
    row = {
        "id": question.id, "text": question.text, "lang": question.lang, "kind": question.kind,
        "history": [], "answerable": question.answerable, "promoted": True,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _file(answer: Guide) -> str:
    """The document as a content file. JSON's texts and lists are TOML's too."""
    header = {
        "title": answer.title,
        "questions": list(answer.questions),
        "asked": list(answer.asked),
        "sources": list(answer.sources),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()]
    written = answer.sources[0].rpartition(", ")[2]
    body = answer.sections[0].text
    return "\n".join(["+++", *lines, f"written = {written}", "+++", body, ""])

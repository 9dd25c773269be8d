"""`nettrials ask`: one answer in the terminal, as text or JSON, or many as JSON lines."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.commands import opening

if TYPE_CHECKING:
    from bot.conversation.answering import Answerer
    from bot.conversation.answers import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of `--jsonl`. `lang`: the language to answer in; None: that of the text."""

    id: str | int | None
    text: str
    lang: str | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What scripts read: the contract of `--json` and `--jsonl`."""

    id: str | int | None
    kind: str
    nct_ids: list[str]
    doc_ids: list[str]
    emergency_first: bool
    crisis_line: bool
    abstained: bool
    reply: str
    stored_text: str | None
    ms: float


@click.command()
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", "as_lines", is_flag=True, help="JSON lines in, JSON lines out, in order.")
def ask(question: tuple[str, ...], as_json: bool, as_lines: bool) -> None:
    """Answer one QUESTION as the bot would.

    With --jsonl, questions are read from standard input, one JSON object a line:
    {"id", "text", "lang"?, "history"?: [earlier messages of the same chat]}.
    """
    if as_lines == bool(question):
        wanted = "Give a question, or --jsonl and questions on standard input; not both."
        raise click.UsageError(wanted)
    if not as_lines:
        return _ask_one(" ".join(question), as_json)
    answerer = _answerer()
    for asked in _lines():
        click.echo(_dump(answered(answerer, asked)))
    return None


def _ask_one(text: str, as_json: bool) -> None:
    gc.disable()  # the process ends after one answer; looking for garbage costs half a second
    result = answered(_answerer(), Asked(None, text))
    click.echo(_dump(result) if as_json else result.reply)


def _answerer() -> Answerer:
    from bot.conversation.answering import Answerer
    from bot.registry_age import RegistryAge

    chosen = opening.settings()
    opening.writable_home(chosen)
    return Answerer(opening.serving(chosen), RegistryAge(chosen.registry_db))


def answered(answerer: Answerer, asked: Asked) -> Answered:
    """The answer to one line, with what the log would keep of the words, given consent."""
    from bot.conversation.answering import Reader
    from bot.plain import plain_text
    from bot.privacy.redaction import redact

    today = datetime.now(UTC).date()
    reader = Reader(language=asked.lang)
    started = time.perf_counter()
    context = answerer.replay(asked.history, reader, today)
    answer: Answer = answerer.answer(asked.text, context, reader, today)
    milliseconds = (time.perf_counter() - started) * 1000
    return Answered(
        id=asked.id,
        kind=answer.kind,
        nct_ids=list(answer.nct_ids),
        doc_ids=list(answer.doc_ids),
        emergency_first=answer.emergency_first,
        crisis_line=answer.crisis_line,
        abstained=answer.abstained,
        reply=plain_text(answer.text),
        stored_text=redact(asked.text).text if answer.trace else None,
        ms=round(milliseconds, 2),
    )


def _dump(result: Answered) -> str:
    return json.dumps(asdict(result), ensure_ascii=False).encode("utf-8", "replace").decode()


def _lines() -> Iterator[Asked]:
    """The questions on standard input. Raises UsageError naming the line."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield _parse(line, number)


def _parse(line: bytes, number: int) -> Asked:
    from content.languages import LANGUAGES

    try:
        row = json.loads(line)
    except ValueError as error:
        raise click.UsageError(f"line {number}: not JSON ({error})") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise click.UsageError(f'line {number}: expected an object with a "text"')
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        raise click.UsageError(f'line {number}: "history" takes a list of texts')
    lang = row.get("lang")
    return Asked(row.get("id"), row["text"], lang if lang in LANGUAGES else None, tuple(history))

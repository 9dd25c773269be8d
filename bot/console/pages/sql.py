"""SQL over what the team may read, words included: asked by POST, so that nothing of it is in an
address or a log. The same SQL stands in the form again; the figures alone are under "Data"."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql, validate_sql_select

from bot.console.console import Console, say
from bot.console.readable import FIGURES, WORDS, readable
from bot.console.routing import Asked, File, Outcome, Shown
from bot.console.sheets import sheet

LONGEST = 10_000
_FIRST = "select id, asked_at, language, kind, words from questions\norder by id desc limit 20"


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement gave back, or why not. `more`: whether rows were left out."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    more: bool = False
    fault: str | None = None


async def form(_console: Console, _asked: Asked) -> Outcome:
    """An empty form with an example."""
    return _page(_FIRST, None)


async def run(console: Console, asked: Asked) -> Outcome:
    """The rows, on the page or as a file."""
    statement = asked.field("sql", LONGEST)
    result = await _result(console.datasette, statement)
    if asked.field("csv") and result.fault is None:
        return File("rows.csv", "text/csv; charset=utf-8", sheet(result.columns, result.rows))
    return _page(statement, result, 400 if result.fault else 200)


def _page(statement: str, result: Result | None, status: int = 200) -> Outcome:
    values = {"statement": statement, "result": result, "tables": readable(FIGURES, WORDS)}
    return Shown("sql.html", values, status)


async def _result(datasette: Any, statement: str) -> Result:
    statement = statement.rstrip("; \n")
    try:
        validate_sql_select(statement)
        found = await datasette.get_database(WORDS).execute(statement, truncate=True)
    except QueryInterrupted:
        return Result(fault=str(say("sql.too_long")))
    except (InvalidSql, sqlite3.Error) as error:
        return Result(fault=str(error))
    return Result(tuple(found.columns), tuple(map(tuple, found.rows)), found.truncated)

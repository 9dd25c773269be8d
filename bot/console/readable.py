"""Which columns of `bot.db` Datasette may read: an allow-list that SQLite itself enforces.

The list is `content/console/tables.toml`. An authorizer on every connection refuses all other
tables and gives NULL for all other columns, whatever the SQL says; so no chat or account can be
read, and a table that a later migration adds is closed until it is named there. The connections
are read-only besides.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from datasette.database import Database

from bot.console.work import open_read_only
from content import FOLDER

Columns = Mapping[str, tuple[str, ...]]

FIGURES, WORDS = "figures", "words"  # groups of columns, and the databases that open them

_ALWAYS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_PRAGMAS = {"table_info", "table_xinfo", "schema_version", "database_list", "foreign_key_list",
            "index_list", "index_info"}  # fmt: skip
_SCHEMA = {"sqlite_master", "sqlite_schema"}


@lru_cache
def readable(*groups: str) -> Columns:
    """The columns of each table that the groups (`figures`, `words`) open together."""
    tables = tomllib.loads((FOLDER / "console" / "tables.toml").read_text(encoding="utf-8"))
    opened: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for table, columns in tables[group].items():
            opened[table] = (*opened.get(table, ()), *columns)
    return opened


class ReadableDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """`bot.db` as Datasette sees it: only the tables and columns of the list."""

    def __init__(self, datasette: Any, path: Path, columns: Columns) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._columns = columns

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A read-only connection under the authorizer. Raises PermissionError for a writing one."""
        if write:
            raise PermissionError("the console writes through the store, not through Datasette")
        connection = open_read_only(Path(self.path))
        connection.set_authorizer(authorizer(self._columns))
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, *arguments: Any, **options: Any) -> Any:
        """As Datasette does, without printing SQL, which may hold a patient's words."""
        return await super().execute(sql, *arguments, **{**options, "log_sql_errors": False})

    async def table_names(self) -> list[str]:
        """The tables of the list."""
        return list(self._columns)

    async def view_names(self) -> list[str]:
        """None: there are no views."""
        return []

    async def hidden_table_names(self) -> list[str]:
        """None: what is not to be seen is not there."""
        return []

    async def table_exists(self, table: str) -> bool:
        """Whether the list has it."""
        return table in self._columns

    async def table_columns(self, table: str) -> list[str]:
        """The columns of the list, in the order of the table."""
        return [c for c in await super().table_columns(table) if self._opens(table, c)]

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """How the tables of the list point at one another."""
        keys: dict[str, dict[str, list[dict[str, str]]]] = {
            table: {"incoming": [], "outgoing": []} for table in self._columns
        }
        for table in self._columns:
            for key in await self.foreign_keys_for_table(table):
                to, column, other = key["other_table"], key["column"], key["other_column"]
                if to in keys:
                    incoming = {"other_table": table, "column": other, "other_column": column}
                    outgoing = {"other_table": to, "column": column, "other_column": other}
                    keys[to]["incoming"].append(incoming)
                    keys[table]["outgoing"].append(outgoing)
        return keys

    async def get_table_definition(self, table: str, type_: str = "table") -> None:
        """Not shown: it names columns that are not there."""

    async def fts_table(self, table: str) -> None:
        """None: a search for words belongs into a POST."""

    async def attached_databases(self) -> list[Any]:
        """None."""
        return []

    def _opens(self, table: str, column: str) -> bool:
        return column in self._columns.get(table, ())


def authorizer(columns: Columns) -> Callable[..., int]:
    """What SQLite asks for each thing that a statement would do."""

    def decide(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action in _ALWAYS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            return _reading(columns, first or "", second or "")
        if action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return decide


def _reading(columns: Columns, table: str, column: str) -> int:
    opened = columns.get(table)
    if opened is None:
        return sqlite3.SQLITE_OK if table in _SCHEMA else sqlite3.SQLITE_DENY
    # An empty column is what count(*) asks for.
    return sqlite3.SQLITE_OK if column in (*opened, "") else sqlite3.SQLITE_IGNORE

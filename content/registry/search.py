"""The data file that says what is asked of the registry, `content/registry_search.toml`.

Read with the same care as every content file: a missing or misspelt value is a ContentError that
names the key and what is expected.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content import FOLDER
from content.errors import ContentError

SEARCH_FILE = FOLDER / "registry_search.toml"


@dataclass(frozen=True, slots=True)
class SearchTable:
    """A table of the file with typed access. Raises ContentError."""

    path: Path
    name: str
    values: Mapping[str, object]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fail(key, "expected a list of texts in quotes")
        return tuple(value)

    def text(self, key: str) -> str:
        """A text."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fail(key, "expected a text in quotes")
        return value.strip()

    def number(self, key: str) -> int:
        """A whole number above 0."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._fail(key, "expected a whole number above 0")
        return value

    def _fail(self, key: str, expected: str) -> ContentError:
        return ContentError(self.path, f"`{key}` in [{self.name}]: {expected}")


@dataclass(frozen=True, slots=True)
class SearchFile:
    """The file, decoded."""

    path: Path
    tables: Mapping[str, object]

    def table(self, name: str) -> SearchTable:
        """A table that must be there."""
        value = self.tables.get(name)
        if not isinstance(value, dict):
            raise ContentError(self.path, f"the table [{name}] is missing")
        return SearchTable(self.path, name, value)


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for. `conditions` and `interventions` are joined with OR."""

    conditions: tuple[str, ...]
    interventions: tuple[str, ...]
    fields: tuple[str, ...]
    page_size: int

    @property
    def term(self) -> str:
        """The search in the registry's query language (Essie)."""
        asked = [f"AREA[ConditionSearch]{_quoted(name)}" for name in self.conditions]
        asked += [f"AREA[InterventionSearch]{_quoted(name)}" for name in self.interventions]
        return " OR ".join(asked)


def read_search_file(path: Path = SEARCH_FILE) -> SearchFile:
    """The file at `path`, decoded. Raises ContentError."""
    try:
        return SearchFile(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(path, f"is not TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error})") from error


def load_search(path: Path = SEARCH_FILE) -> Search:
    """What is asked of the registry. Raises ContentError."""
    table = read_search_file(path).table("search")
    return Search(
        table.texts("conditions"),
        table.texts("interventions"),
        table.texts("fields"),
        min(table.number("page_size"), 1000),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', " ") + '"'

"""Documents as JSON and back, without loss: the form in which a snapshot keeps them.

One walk over the dataclasses' own annotations, so a new field needs nothing here. What equals its
default is left out. `decode(encode(document)) == document` for every document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from content.documents import Document, Guide, Kind, NewsItem, Term, Trial, kind_of
from content.records import PartialDate
from index.errors import SnapshotError

_CLASSES: dict[str, Any] = {
    Kind.TRIAL: Trial,
    Kind.NEWS: NewsItem,
    Kind.TERM: Term,
    Kind.GUIDE: Guide,
}


def encode(document: Document) -> str:
    """One line of JSON, the same for equal documents."""
    content = {"kind": kind_of(document), **_plain(document)}
    return json.dumps(content, separators=(",", ":"), sort_keys=True)


def sha256_of_document(document: Document) -> str:
    """The hash of a document's content, in hex: equal for equal documents."""
    return hashlib.sha256(encode(document).encode()).hexdigest()


def decode(text: str) -> Document:
    """The document that `encode` wrote. Raises SnapshotError on anything else."""
    try:
        content = json.loads(text)
        document: Document = _reader(_CLASSES[content.pop("kind")])(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(
            f"a stored document cannot be read ({error!r}); run 'nettrials build --full'"
        ) from error
    return document


def _plain(value: Any) -> Any:
    """`value` in JSON's own types; fields of dataclasses at their default left out."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(item) for field, item in held if not _is_default(field, item)}
    return value


def _is_default(field: Field[Any], value: Any) -> bool:
    # 0 == 0.0 == False, so the type has to agree too.
    return (
        field.default is not MISSING
        and type(value) is type(field.default)
        and bool(value == field.default)
    )


@cache
def _reader(expected: Any) -> Callable[[Any], Any]:
    """The function that makes an `expected` of its JSON."""
    if get_origin(expected) in (Union, UnionType):
        readers = [_reader(option) for option in get_args(expected) if option is not type(None)]
        assert len(readers) == 1  # noqa: S101 - documents hold `X | None` and no other union
        return lambda value: None if value is None else readers[0](value)
    if get_origin(expected) is tuple:
        item = _reader(get_args(expected)[0])
        return lambda value: tuple([item(each) for each in value])
    if expected is date:
        return date.fromisoformat
    if expected is PartialDate or (isinstance(expected, type) and issubclass(expected, StrEnum)):
        return lambda value: expected(value)
    if is_dataclass(expected):
        return _dataclass_reader(expected)
    return lambda value: value


def _dataclass_reader(expected: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in get_type_hints(expected).items()}

    def read(content: Any) -> Any:
        return expected(**{name: readers[name](value) for name, value in content.items()})

    return read

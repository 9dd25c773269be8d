"""Words as SQLite's FTS5 sees them: lower case, no diacritics, Porter stems.

FTS5 is asked once for each new word, in a small table in memory, and the answer is kept: documents
and questions go through the same door, so they cannot disagree.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_KEPT = 200_000
"""Stems held in memory; patients' inventions must not fill it."""

_known: dict[str, str] = {}
_lock = threading.Lock()


def stems(text: str) -> list[str]:
    """The stem of every word of `text`, in order; "" for a word that FTS5 does not index."""
    return stems_of_all([text])[0]


def stems_of_all(texts: Iterable[str]) -> list[list[str]]:
    """`stems` of each text, the unknown words of all of them asked at once."""
    cut = [_WORD.findall(unicodedata.normalize("NFC", text).lower()) for text in texts]
    unknown = {word for words in cut for word in words if word not in _known}
    fresh = _learned(unknown) if unknown else _known
    return [[fresh[word] if word in fresh else _known[word] for word in words] for words in cut]


def _learned(unknown: set[str]) -> dict[str, str]:
    with _lock:
        fresh = _stemmed(sorted(unknown))
        if len(_known) + len(fresh) <= _KEPT:
            _known.update(fresh)
    return fresh


def _stemmed(words: list[str]) -> dict[str, str]:
    """The stem per word: row n holds word n."""
    database = _database()
    rows = [(at, word.encode("utf-8", "replace").decode()) for at, word in enumerate(words)]
    found = dict.fromkeys(words, "")
    database.execute("BEGIN")
    try:
        database.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", rows)
        for at, term in database.execute("SELECT doc, term FROM stems ORDER BY offset DESC"):
            found[words[at]] = term
    finally:
        database.execute("ROLLBACK")
    return found


def _database() -> sqlite3.Connection:
    global _connection
    if _connection is None:
        _connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        _connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5"
            "(word, content = '', tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        _connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, instance)")
    return _connection


_connection: sqlite3.Connection | None = None

"""Full-text search over the words of logged questions, which are redacted before they get here.

Words are folded, so that capitals and accents do not matter; each Chinese or Japanese character is
a word of its own. SQLite's own index holds them for exactly as long as the question does: triggers
take them out, and `wipe` has what they left in the index overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.terms.folding import Token, tokens

if TYPE_CHECKING:
    from sqlite_utils import Database

NEWEST = 2_000  # matches that are looked at; a word that more questions share finds these


def search_words(*texts: str | None) -> str:
    """What the index holds of texts: folded words with spaces between."""
    return " ".join(token.key for text in texts if text for token in tokens(text))


def match_of(text: str) -> str | None:
    """The index's query for what a person typed: every word, the last as its beginning.

    None where nothing that could be looked for was typed. Words written together stay together.
    """
    phrases: list[list[str]] = []
    for token in tokens(text):
        if phrases and not _begins(token):
            phrases[-1].append(token.key)
        else:
            phrases.append([token.key])
    if not phrases:
        return None
    return " ".join(f'"{" ".join(words)}"' for words in phrases) + "*"


def _begins(token: Token) -> bool:
    return token.spaced or token.start == 0


def index_words(db: Database, question_id: int) -> None:
    """Take the present words of a question into the index, in place of what it held of them."""
    db.execute("delete from question_search where rowid = ?", (question_id,))
    row = db.execute("select words, comment from questions where id = ?", (question_id,)).fetchone()
    words = search_words(*row) if row else ""
    if words:
        db.execute("insert into question_search (rowid, words) values (?, ?)", (question_id, words))


def wipe(db: Database) -> None:
    """Rewrite the index without deleted words, which it otherwise only marks as deleted."""
    db.execute("insert into question_search (question_search) values ('optimize')")

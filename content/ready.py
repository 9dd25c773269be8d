"""Ready answers for the team: short texts in every language, chosen by a button.

One TOML file each in `content/ready_replies/`: a `title` for the team and a table `[text]` with a
text per language. The patient gets the text in their language; where a file lacks it, the answer
is not offered. An editor adds, changes or removes files; `nettrials check` reads them all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content import FOLDER
from content.errors import ContentError
from content.languages import FALLBACK, LANGUAGES

_NAME = re.compile(r"[a-z0-9-]{1,40}")
_LONGEST = 1_500  # characters


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """One ready answer: its file's name, its title for the team, its text by language."""

    name: str
    title: str
    texts: Mapping[str, str]


@lru_cache(maxsize=2)
def ready_replies(folder: Path = FOLDER / "ready_replies") -> tuple[ReadyReply, ...]:
    """All ready answers by name. Raises ContentError."""
    return tuple(read_ready_reply(path) for path in sorted(folder.glob("*.toml")))


def read_ready_reply(path: Path) -> ReadyReply:
    """One file. Raises ContentError, which names what is wrong with it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path, f"cannot be read as TOML: {error}") from error
    if not _NAME.fullmatch(path.stem):
        raise ContentError(path, "name the file with at most 40 of a-z, 0-9 and -")
    title, texts = table.get("title"), table.get("text")
    if not isinstance(title, str) or not title.strip():
        raise ContentError(path, "`title`: expected a text in quotes")
    if not isinstance(texts, dict) or FALLBACK not in texts:
        raise ContentError(path, f"[text]: expected a text per language, `{FALLBACK}` among them")
    return ReadyReply(
        path.stem, title.strip(), {code: _text(path, code, text) for code, text in texts.items()}
    )


def _text(path: Path, code: str, text: object) -> str:
    if code not in LANGUAGES:
        raise ContentError(path, f"[text] {code}: expected one of {', '.join(LANGUAGES)}")
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST:
        raise ContentError(path, f"[text] {code}: expected 1 to {_LONGEST} characters in quotes")
    return text.strip()

"""Reading and checking the lexicon's tables: concepts, ambiguous forms, compositions.

Every fault is a ContentError with the file, the line and what to do about it: a repeated id, a
parent nobody declared, a form that two unrelated concepts claim without a row in ambiguities.tsv.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.errors import ContentError
from content.languages import TRANSLATIONS
from content.terms.folding import fold_key, folded_words

_COLUMNS = (
    "concept_id", "type", "preferred_term", "synonyms_en", "parent", "registry_search_terms",
    *TRANSLATIONS,
)  # fmt: skip
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
READINGS = frozenset({"keep", "upper", "drop", "needs", "unless"})


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of the field. `forms` are (language, form as written) in table order."""

    concept_id: str
    type: str
    preferred_term: str
    parent: str | None
    search_terms: tuple[str, ...]
    forms: tuple[tuple[str, str], ...] = field(repr=False)
    line: int = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The preferred term without a closing parenthesis: short enough for a button."""
        return _PARENTHESIS.sub("", self.preferred_term) or self.preferred_term


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """How to read a form with several meanings.

    `read` is `keep` (safe), `upper` (only in capitals), `drop` (never alone), `needs` (only when
    one of `words` stands in the text too) or `unless` (not when one of them does).
    """

    form: str
    concepts: tuple[str, ...]
    read: str
    words: tuple[str, ...]


def read_concepts(path: Path) -> dict[str, Concept]:
    """The concepts of terms.tsv by id.

    Raises ContentError for a wrong header or column count, a repeated id or an unknown parent.
    """
    concepts: dict[str, Concept] = {}
    for line, row in read_rows(path, _COLUMNS):
        concept = _concept(row, line)
        if concept.concept_id in concepts:
            first = concepts[concept.concept_id].line
            message = (
                f"{concept.concept_id} stands on line {first} too: give one of them another id"
            )
            raise ContentError(path, message, line)
        concepts[concept.concept_id] = concept
    for concept in concepts.values():
        if concept.parent is not None and concept.parent not in concepts:
            message = f"unknown parent {concept.parent!r}: add that concept or correct the id"
            raise ContentError(path, message, concept.line)
        _refuse_cycle(path, concept, concepts)
    return concepts


def read_ambiguities(path: Path, concepts: Mapping[str, Concept]) -> dict[str, Ambiguity]:
    """The rows of ambiguities.tsv by folded key; raises ContentError as `read_concepts` does."""
    found: dict[str, Ambiguity] = {}
    for line, row in read_rows(path, ("form", "concepts", "read", "words", "note")):
        ids = split_cell(row["concepts"])
        unknown = [name for name in ids if name not in concepts]
        if unknown:
            message = f"unknown concept {unknown[0]!r}: add it to terms.tsv or correct the id"
            raise ContentError(path, message, line)
        if row["read"] not in READINGS:
            message = f"unknown reading {row['read']!r}: use one of {', '.join(sorted(READINGS))}"
            raise ContentError(path, message, line)
        key = fold_key(row["form"])
        if key in found:
            raise ContentError(path, f"{row['form']!r} is listed twice: join the two rows", line)
        words = tuple(_as_phrase(word) for word in split_cell(row["words"]))
        found[key] = Ambiguity(row["form"], ids, row["read"], words)
    return found


def lint(path: Path, concepts: Mapping[str, Concept], ambiguities: Mapping[str, Ambiguity]) -> None:
    """Raises ContentError at the first form claimed by unrelated concepts and not declared."""
    owners: dict[str, str] = {}
    for concept in concepts.values():
        for _, form in concept.forms:
            key = fold_key(form)
            owner = owners.setdefault(key, concept.concept_id)
            if related(owner, concept.concept_id, concepts):
                continue
            declared = ambiguities[key].concepts if key in ambiguities else ()
            if not {owner, concept.concept_id} <= set(declared):
                message = (
                    f"{form!r} belongs to {owner} and to {concept.concept_id}: "
                    "take it from one of them or declare it in ambiguities.tsv"
                )
                raise ContentError(path, message, concept.line)


def ancestors(concept_id: str, concepts: Mapping[str, Concept]) -> tuple[str, ...]:
    """The parents of a concept, nearest first."""
    found: list[str] = []
    parent = concepts[concept_id].parent
    while parent is not None:
        found.append(parent)
        parent = concepts[parent].parent
    return tuple(found)


def related(one: str, other: str, concepts: Mapping[str, Concept]) -> bool:
    """Whether one concept is the other or a kind of it."""
    return one == other or one in ancestors(other, concepts) or other in ancestors(one, concepts)


def split_cell(cell: str) -> tuple[str, ...]:
    """The values of a cell, which are divided by `;`."""
    return tuple(value for part in cell.split(";") if (value := part.strip()))


def _as_phrase(word: str) -> str:
    """A word or phrase as it is looked for: at a word's start; `|` asks for the word's end too."""
    return " " + " ".join(folded_words(word)) + (" " if word.endswith("|") else "")


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a TSV file by column, with their line numbers. Raises ContentError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read ({error}): restore the file") from error
    reader = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = tuple(next(reader, []))
    if header != columns:
        raise ContentError(path, f"the header must be, tab-separated: {' '.join(columns)}", 1)
    for cells in reader:
        if len(cells) != len(columns):
            message = f"{len(cells)} columns where {len(columns)} belong: check the tabs"
            raise ContentError(path, message, reader.line_num)
        yield reader.line_num, dict(zip(columns, cells, strict=True))


def _concept(row: Mapping[str, str], line: int) -> Concept:
    name = row["preferred_term"]
    english = dict.fromkeys((name, _PARENTHESIS.sub("", name), *split_cell(row["synonyms_en"])))
    forms = [("en", form) for form in english if form]
    for language in TRANSLATIONS:
        forms.extend((language, form) for form in split_cell(row[language]))
    return Concept(
        concept_id=row["concept_id"],
        type=row["type"],
        preferred_term=name,
        parent=row["parent"] or None,
        search_terms=split_cell(row["registry_search_terms"]),
        forms=tuple(forms),
        line=line,
    )


def _refuse_cycle(path: Path, concept: Concept, concepts: Mapping[str, Concept]) -> None:
    seen = {concept.concept_id}
    parent = concept.parent
    while parent is not None:
        if parent in seen:
            message = f"{concept.concept_id} is its own ancestor: correct the parents"
            raise ContentError(path, message, concept.line)
        seen.add(parent)
        parent = concepts[parent].parent if parent in concepts else None

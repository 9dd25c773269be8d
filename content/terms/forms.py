"""The forms of all concepts, arranged for lookup: whole keys in one dict, stems in a small trie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from content.terms.folding import Token, fold_all, folded_words, words_of_folded
from content.terms.tables import Ambiguity, Concept, ancestors

_SHORTEST_STEM = 3
_SHORTEST_WORD = 4
_FEW, _MORE, _MOST = 3, 6, 12


@dataclass(slots=True)
class Form:
    """A folded key and what it may mean. `solid`: nobody writes it with a space inside."""

    key: str
    concepts: tuple[str, ...]
    solid: bool


@dataclass(slots=True)
class _Node:
    whole: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    form: Form | None = None


@dataclass
class FormTable:
    """All forms. `exact` by key; `beginnings` of keys; `forms` as (words, concept)."""

    exact: dict[str, Form] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    stem_beginnings: set[str] = field(default_factory=set)
    forms: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    root: _Node = field(default_factory=_Node)

    def may_begin(self, key: str) -> bool:
        """Whether a form can begin with these letters (or with all but a plural's last ones)."""
        size = len(key)
        if size < _FEW:
            return True
        first = _FEW if size < _MORE + 2 else _MORE if size < _MOST + 2 else _MOST
        return key[:first] in self.beginnings

    def longest_stem(self, words: Sequence[Token], at: int) -> tuple[int, Form | None]:
        """How many tokens from `at` the longest stem form takes, and the form."""
        best: tuple[int, Form | None] = (0, None)
        if words[at].bare[:_SHORTEST_STEM] not in self.stem_beginnings:
            return best
        waiting = [(self.root, 0)]
        while waiting:
            node, used = waiting.pop()
            if node.form is not None and used > best[0]:
                best = (used, node.form)
            if at + used < len(words):
                key = words[at + used].bare
                waiting.extend((after, used + 1) for after in _steps(node, key))
        return best

    def add(self, folded: str, concept_id: str) -> None:
        """Takes in one folded form of a concept."""
        parts = words_of_folded(folded)
        if not parts:
            return
        self.forms.append((parts, concept_id))
        if "*" in folded:
            self._add_stem(folded, parts, concept_id)
        else:
            self.add_key("".join(parts), _is_solid(folded), (concept_id,))

    def add_key(self, key: str, solid: bool, concepts: tuple[str, ...]) -> None:
        """Takes in concepts under a folded key; `solid`: written without a space."""
        form = self.exact.get(key)
        if form is None:
            self.exact[key] = Form(key, concepts, solid)
            self.beginnings.update((key[:_FEW], key[:_MORE], key[:_MOST]))
            return
        form.solid = form.solid and solid
        form.concepts = tuple(dict.fromkeys((*form.concepts, *concepts)))

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """The words inside forms, each with the concepts of those forms; made at first use."""
        found: dict[str, set[str]] = {}
        for parts, concept_id in self.forms:
            for part in parts:
                if len(part) >= _SHORTEST_WORD:
                    found.setdefault(part, set()).add(concept_id)
        return found

    def _add_stem(self, folded: str, parts: tuple[str, ...], concept_id: str) -> None:
        node = self.root
        self.stem_beginnings.add(parts[0][:_SHORTEST_STEM])
        for word in folded.split():
            keys = words_of_folded(word)
            for index, key in enumerate(keys):
                open_end = word.endswith("*") and index == len(keys) - 1
                branch = node.stems if open_end and len(key) >= _SHORTEST_STEM else node.whole
                node = branch.setdefault(key, _Node())
        if node.form is None:
            node.form = Form("".join(parts), (), solid=False)
        node.form.concepts = tuple(dict.fromkeys((*node.form.concepts, concept_id)))


def build_forms(concepts: dict[str, Concept], ambiguities: Mapping[str, Ambiguity]) -> FormTable:
    """All forms of `concepts`, then the forms that only the table of ambiguities has."""
    table = FormTable()
    owners = [(c.concept_id, form) for c in concepts.values() for _, form in c.forms]
    for (concept_id, _), folded in zip(owners, fold_all([f for _, f in owners]), strict=True):
        table.add(folded, concept_id)
    for key, rule in ambiguities.items():
        table.add_key(key, _is_solid(rule.form), rule.concepts)
    own: dict[str, str] = {}
    for concept in reversed(concepts.values()):
        own["".join(folded_words(concept.name))] = concept.concept_id
    for key, form in table.exact.items():
        if len(form.concepts) > 1 and key not in ambiguities:
            named = (own[key],) if key in own else form.concepts
            form.concepts = _without_parents(named, concepts)
    return table


def _steps(node: _Node, key: str) -> Iterator[_Node]:
    if key in node.whole:
        yield node.whole[key]
    if node.stems:
        for end in range(_SHORTEST_STEM, len(key) + 1):
            after = node.stems.get(key[:end])
            if after is not None:
                yield after


def _is_solid(written: str) -> bool:
    return " " not in written and "/" not in written


def _without_parents(ids: tuple[str, ...], concepts: Mapping[str, Concept]) -> tuple[str, ...]:
    """A form of a class and of one of its kinds means the kind."""
    parents = {parent for name in ids for parent in ancestors(name, concepts)}
    return tuple(name for name in ids if name not in parents)

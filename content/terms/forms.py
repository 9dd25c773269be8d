"""The forms of all concepts, arranged for lookup: whole keys in one dict, stems in a small trie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from content.terms.folding import Token, folded_words
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


@dataclass(slots=True)
class FormTable:
    """All forms. `exact` by key; `beginnings` of keys; `words` inside forms."""

    exact: dict[str, Form] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    stem_beginnings: set[str] = field(default_factory=set)
    words: dict[str, set[str]] = field(default_factory=dict)
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

    def add(self, written: str, concept_id: str) -> None:
        """Takes in one form of a concept."""
        parts = folded_words(written)
        if not parts:
            return
        for part in parts:
            if len(part) >= _SHORTEST_WORD:
                self.words.setdefault(part, set()).add(concept_id)
        if "*" in written:
            self._add_stem(written, concept_id)
        else:
            self.add_key("".join(parts), written, (concept_id,))

    def add_key(self, key: str, written: str, concepts: tuple[str, ...]) -> None:
        """Takes in concepts under a folded key that was `written` like this."""
        form = self.exact.get(key)
        if form is None:
            self.exact[key] = Form(key, concepts, _is_solid(written))
            self.beginnings.update((key[:_FEW], key[:_MORE], key[:_MOST]))
            return
        form.solid = form.solid and _is_solid(written)
        form.concepts = tuple(dict.fromkeys((*form.concepts, *concepts)))

    def _add_stem(self, written: str, concept_id: str) -> None:
        node = self.root
        self.stem_beginnings.add(folded_words(written)[0][:_SHORTEST_STEM])
        for word in written.split():
            parts = folded_words(word)
            for index, key in enumerate(parts):
                open_end = word.endswith("*") and index == len(parts) - 1
                branch = node.stems if open_end and len(key) >= _SHORTEST_STEM else node.whole
                node = branch.setdefault(key, _Node())
        if node.form is None:
            node.form = Form("".join(folded_words(written)), (), solid=False)
        node.form.concepts = tuple(dict.fromkeys((*node.form.concepts, concept_id)))


def build_forms(concepts: Mapping[str, Concept], ambiguities: Mapping[str, Ambiguity]) -> FormTable:
    """All forms of `concepts`, then the forms that only the table of ambiguities has."""
    table = FormTable()
    own: dict[str, str] = {}
    for concept in concepts.values():
        own.setdefault("".join(folded_words(concept.name)), concept.concept_id)
        for _, written in concept.forms:
            table.add(written, concept.concept_id)
    for key, rule in ambiguities.items():
        table.add_key(key, rule.form, rule.concepts)
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

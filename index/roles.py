"""Whether a treatment in a question is asked for, was had, was never had, or is not wanted.

Decided by the words around it within its clause; a treatment joined to another by `and` or `,`
takes the other's role. Imaging and treatments only: nobody "has had" a disease by these words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from content.terms.folding import Token, tokens
from index.query import Category, Role, Wanted
from index.reading_rules import Rules

_CLAUSE_END = re.compile(
    r"[.;:!?。！？；،]|,\s*(?:but|any|what|is|are|can|which|aber|pero|mais|ma)\b"
)
_JOINED = re.compile(
    r"[\s,+&/]*(?:and|then|und|y|e|et|en|i|и|و|和|と|or|oder|o|ou|und auch)?[\s,+&/]*"
)
_ROLED = frozenset({Category.THERAPY, Category.IMAGING})


def with_roles(text: str, wanted: Sequence[Wanted], rules: Rules) -> tuple[Wanted, ...]:
    """`wanted`, in order of the text, with roles."""
    words = tokens(text)
    found: list[Wanted] = []
    for item in wanted:
        role = _role(text, item, words, rules) if item.category in _ROLED else Role.ASKED
        before = found[-1] if found else None
        if before is not None and role is Role.ASKED and _is_joined(text, before, item):
            role = before.role
        found.append(replace(item, role=role))
    return tuple(found)


def _role(text: str, item: Wanted, words: Sequence[Token], rules: Rules) -> Role:
    begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, item.start)), default=0)
    stop = _CLAUSE_END.search(text, item.end)
    end = stop.start() if stop else len(text)
    before = [word for word in words if begin <= word.start and word.end <= item.start]
    behind = [word for word in words if item.end <= word.start and word.end <= end]
    found = {
        Role.NEVER: max(rules.never_before.before(before), rules.never_behind.behind(behind[:3])),
        Role.REFUSED: max(rules.refused_before.before(before[-3:]),
                          rules.refused_behind.behind(behind)),
        Role.HAD: max(rules.had_before.before(before), rules.had_behind.behind(behind)),
    }  # fmt: skip
    role = max(found, key=lambda each: found[each])
    return role if found[role] else Role.ASKED


def _is_joined(text: str, before: Wanted, item: Wanted) -> bool:
    """Whether nothing but a word like `and` stands between two treatments."""
    same = before.category in _ROLED and item.category in _ROLED
    then = "then" in text[before.end : item.start]
    return same and not then and bool(_JOINED.fullmatch(text[before.end : item.start].lower()))

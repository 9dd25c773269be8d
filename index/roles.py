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
_FEW = 3
_ROLED = frozenset({Category.THERAPY, Category.IMAGING})


def with_roles(text: str, wanted: Sequence[Wanted], rules: Rules) -> tuple[Wanted, ...]:
    """`wanted`, in order of the text, with roles."""
    words = tokens(text)
    roled = [item for item in wanted if item.category in _ROLED]
    roles = [_role(text, roled, at, words, rules) for at in range(len(roled))]
    for at in range(1, len(roled)):
        if roles[at] is Role.ASKED and _is_joined(text, roled[at - 1], roled[at]):
            roles[at] = roles[at - 1]
    for at in range(len(roled) - 1, 0, -1):
        had = roles[at] is Role.HAD and roles[at - 1] is Role.ASKED
        if had and _is_joined(text, roled[at - 1], roled[at]):
            roles[at - 1] = Role.HAD
    by_place = {item.start: role for item, role in zip(roled, roles, strict=True)}
    return tuple(
        replace(item, role=by_place[item.start]) if item.category in _ROLED else item
        for item in wanted
    )


def _role(
    text: str, roled: Sequence[Wanted], at: int, words: Sequence[Token], rules: Rules
) -> Role:
    """By the words between the treatments before and behind, within the clause."""
    item = roled[at]
    begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, item.start)), default=0)
    stop = _CLAUSE_END.search(text, item.end)
    end = stop.start() if stop else len(text)
    begin = max(begin, roled[at - 1].end if at else 0)
    end = min(end, roled[at + 1].start if at + 1 < len(roled) else len(text))
    before = [word for word in words if begin <= word.start and word.end <= item.start]
    behind = [word for word in words if item.end <= word.start and word.end <= end]
    found = {
        Role.NEVER: max(
            rules.never_before.before(before), rules.never_behind.behind(behind, near=_FEW)
        ),
        Role.REFUSED: max(
            rules.refused_before.before(before[-_FEW:]), rules.refused_behind.behind(behind)
        ),
        Role.HAD: max(rules.had_before.before(before), rules.had_behind.behind(behind)),
    }
    role = max(found, key=lambda each: found[each])
    return role if found[role] else Role.ASKED


def _is_joined(text: str, before: Wanted, item: Wanted) -> bool:
    """Whether nothing but a word like `and` stands between two treatments."""
    same = before.category in _ROLED and item.category in _ROLED
    then = "then" in text[before.end : item.start]
    return same and not then and bool(_JOINED.fullmatch(text[before.end : item.start].lower()))

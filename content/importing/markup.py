"""HTML -> blocks. The one module that knows beautifulsoup4.

The tree is walked in reading order without recursion, so a page nested a thousand levels deep is
read like any other. A block ends where its nearest paragraph-like ancestor changes, at an empty
line made of two `<br>`, and after a bold first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PreformattedString, Tag

from content.importing.page import Block

_SKIPPED = [
    *("title", "script", "style", "nav", "footer", "form", "noscript", "template", "svg", "iframe")
]
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    *("p", "li", "div", "td", "th", "dt", "dd", "blockquote", "pre", "article", "section"),
    *("main", "body", "header", "aside", "figcaption", "caption", "summary", "html", "ul", "ol"),
}
_BLANK_LINE = re.compile(r"\n\s*\n")


class _OpenBlock:
    """The block that is being collected."""

    def __init__(self, owner: Tag | None = None) -> None:
        self.owner = owner
        self.texts: list[str] = []
        self.links: list[str] = []
        self.bold = True

    def close(self, *, heading: bool = False) -> Iterator[Block]:
        """What was collected, cut at blank lines; the links go to each part."""
        name = self.owner.name if self.owner is not None else ""
        for text in _BLANK_LINE.split("".join(self.texts)):
            yield Block(text, heading or name in _HEADINGS, name == "li", tuple(self.links))


def blocks(text: str) -> Iterator[Block]:
    """The blocks of an HTML page, in reading order, some of them blank."""
    soup = BeautifulSoup(text, "html.parser")
    for skipped in soup.find_all(_SKIPPED):
        skipped.decompose()
    current = _OpenBlock()
    for node in soup.descendants:
        if isinstance(node, PreformattedString | Comment):
            continue
        owner = _owner(node)
        if owner is not current.owner:
            yield from current.close()
            current = _OpenBlock(owner)
        if isinstance(node, NavigableString):
            _collect(current, node)
        elif isinstance(node, Tag) and node.name == "br":
            if current.bold and "".join(current.texts).strip():
                yield from current.close(heading=True)
                current = _OpenBlock(owner)
            current.texts.append("\n")
        elif isinstance(node, Tag) and node.name == "a":
            current.links.append(str(node.get("href") or ""))
    yield from current.close()


def _owner(node: object) -> Tag | None:
    """The block-level tag that `node` belongs to (itself, when it is one)."""
    if isinstance(node, Tag) and node.name in _BLOCKS:
        return node
    parent = getattr(node, "parent", None)
    while parent is not None and parent.name not in _BLOCKS:
        parent = parent.parent
    return parent


def _collect(current: _OpenBlock, string: NavigableString) -> None:
    """Adds a string; a block stays `bold` while all its words stand in `<b>` or `<strong>`."""
    plain = " ".join(str(string).split("\n"))
    if plain.strip() and string.find_parent(["b", "strong"]) is None:
        current.bold = False
    current.texts.append(plain)

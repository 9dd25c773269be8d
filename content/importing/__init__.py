"""A society's news and trials page -> drafts that an editor finishes.

`import_page` reads the page (text or HTML), finds its trials and its news, and writes one draft
for each under `content/drafts/`. It promises three things. It never overwrites: a draft or a
finished document of that id stays as it is. It never says that a trial is open: what the page
called it becomes a comment, the status has to come from the registry. It never invents: a contact
that the page hides, a year that it leaves out, stay out and are named as open points.
"""

from __future__ import annotations

from pathlib import Path

from content.importing.drafts import DraftReport, write_drafts
from content.importing.items import FoundNews, FoundTrial, ImportReport, find_items
from content.importing.page import Block, Page, read_page

__all__ = [
    "Block",
    "DraftReport",
    "FoundNews",
    "FoundTrial",
    "ImportReport",
    "Page",
    "find_items",
    "import_page",
    "read_page",
    "write_drafts",
]


def import_page(path: Path, content_folder: Path) -> DraftReport:
    """Drafts from the page at `path` under `content_folder`/drafts. Raises ContentError."""
    return write_drafts(find_items(read_page(path)), content_folder)

"""Names that trials are known by in talks and papers, where the registry's record has none.

trial_names.tsv holds an NCT id and its names, divided by `;`, one trial a line. A trial that is
not in the corpus does no harm: its names then stand for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from content.errors import ContentError
from content.registry.ids import NCT_ID
from content.terms.lexicon import LEXICON_FOLDER
from content.terms.tables import read_rows, split_cell


@lru_cache(maxsize=1)
def load_trial_names(folder: Path = LEXICON_FOLDER) -> Mapping[str, tuple[str, ...]]:
    """The names by NCT id. Raises ContentError naming the line that is not as expected."""
    path = folder / "trial_names.tsv"
    found: dict[str, tuple[str, ...]] = {}
    for line, row in read_rows(path, ("nct_id", "names")):
        nct_id, names = row["nct_id"], split_cell(row["names"])
        if not NCT_ID.fullmatch(nct_id) or not names or nct_id in found:
            wanted = "expected an NCT id that no other line has, a tab, and its names"
            raise ContentError(path, wanted, line)
        found[nct_id] = names
    return found

"""The passage of each document that says most about a question: what is shown as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.passages import Passage
from index.snapshot import Snapshot
from index.table import Floats


def nearest_passages(
    snapshot: Snapshot, numbers: Sequence[int], vector: Floats
) -> Mapping[int, Passage]:
    """For each document number its passage nearest to `vector`."""
    found: dict[int, Passage] = {}
    for number in numbers:
        passages = np.flatnonzero(snapshot.passage_documents == number)
        cosines = snapshot.vectors.vectors(passages.astype(np.int64)) @ vector
        found[number] = snapshot.passage(int(passages[int(np.argmax(cosines))]))
    return found

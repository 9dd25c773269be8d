"""How long one lexical search takes, and how long FTS5's own bm25() would.

    python -m tests.benchmarks.bench_words [COUNT]

32 weighted words and phrases over COUNT records of the reference sets (default 1,169). Promised: at
most 1 ms at 1,169 documents, under 10 ms at 27,212.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from content.documents import Trial
from content.registry.parse import parse_study
from index.fields import FIELDS, WEIGHTS, fields_of
from index.words import WeightedTerm, WordIndex
from tests.benchmarks.timing import median_ms
from tests.shared_data import SHARED

TERMS = (
    "lung carcinoid", "neuroendocrine tumor", "bronchial", "trial", "lutetium", "octreotide lar",
    "lanreotide", "somatostatin analogue", "growing", "injection", "study", "pill", "metastatic",
    "liver", "pancreas", "everolimus", "sunitinib", "chemo", "PRRT", "radionuclide therapy",
    "patients", "with", "progressive disease", "cancer", "open", "in", "spain", "neuroendocrine",
    "tumor", "carcinoid tumor", "gep net", "177lu",
)  # fmt: skip


def main() -> None:
    """Prints the build time and both medians."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1169
    rows = list(islice(_rows(), count))
    started = time.perf_counter()
    index = WordIndex.of(rows)
    print(f"{len(rows)} documents indexed in {time.perf_counter() - started:.2f} s")
    terms = [WeightedTerm(term) for term in TERMS]
    print(f"first search: {median_ms(lambda: index.search(terms), 1):.2f} ms")
    print(f"search, p50 of 50: {median_ms(lambda: index.search(terms), 50):.2f} ms")
    print(f"FTS5 bm25(), p50 of 10: {median_ms(_fts5(rows), 10):.2f} ms")


def _fts5(rows: Sequence[Sequence[str]]) -> Callable[[], object]:
    database = sqlite3.connect(":memory:")
    columns = ", ".join(FIELDS)
    marks, weights = ", ".join("?" * len(FIELDS)), ", ".join(map(str, WEIGHTS.values()))
    database.execute(f"CREATE VIRTUAL TABLE w USING fts5({columns}, tokenize='porter unicode61')")
    database.executemany(f"INSERT INTO w VALUES ({marks})", rows)
    words = " OR ".join(f'"{term}"' for term in TERMS)
    query = f"SELECT rowid, bm25(w, {weights}) AS s FROM w WHERE w MATCH ? ORDER BY s LIMIT 50"
    return lambda: database.execute(query, (words,)).fetchall()


def _rows() -> Iterator[tuple[str, ...]]:
    folder = SHARED / "registry"
    with (
        (folder / "net.jsonl").open() as net,
        gzip.open(folder / "other.jsonl.gz", "rt") as other,
        gzip.open(folder / "scale.jsonl.gz", "rt") as scale,
    ):
        for line in chain(net, other, scale):
            record = parse_study(json.loads(line))
            yield fields_of(Trial(record, record.brief_title))


if __name__ == "__main__":
    main()

"""What a question costs from its words to ranked trials, against encoding it alone.

    python -m tests.benchmarks.bench_retrieve [--records N] [--encode M]

Builds a snapshot of the shipped content and N records of the reference sets (default 1,169: all
records about tumours; 27,212 takes the unrelated ones too). The passages of the first M documents
are encoded; the vectors of the others are drawn with the mean and spread of those, because what a
search costs does not depend on what they mean. Questions are those of our own judged set, encoded
and searched in turn and timed in processor seconds, so that both see the same machine. Promised: at
most 1.3 times the bare encoder at 1,169 records, 2 times at 27,212; resident memory 250 and 500 MB;
100 questions a second.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import psutil

from bot.judged import read_judged
from bot.serving import Serving
from content.corpus import load_corpus
from content.documents import Document
from index.build import build
from index.encoder import SentenceEncoder
from index.features import document_features
from index.vectors import Matrix
from tests.benchmarks.bench_build import records


def main() -> None:
    """Prints one figure per line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1169)
    parser.add_argument("--encode", type=int, default=60)
    options = parser.parse_args()
    shipped = load_corpus().documents
    documents = {each.doc_id: each for each in (*islice(records(), options.records), *shipped)}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _build(list(documents.values()), home, options.encode)
        _measure(Serving.open(home))


class PartlyEncoded(SentenceEncoder):
    """Encodes the first `real` texts; the others' vectors are drawn like them, length one."""

    def __init__(self, real: int, exports: Path) -> None:
        super().__init__(exports=exports)
        self._real = real

    def encode(self, texts: Sequence[str]) -> Iterator[Matrix]:
        """As the model does, but for what is drawn."""
        sample = np.concatenate(list(super().encode(texts[: self._real])))
        yield sample
        chance = np.random.default_rng(1)
        mean, spread = sample.mean(axis=0), sample.std(axis=0)
        for start in range(self._real, len(texts), 10_000):
            count = min(10_000, len(texts) - start)
            drawn = mean + spread * chance.standard_normal((count, len(mean)), dtype=np.float32)
            yield drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _build(documents: Sequence[Document], home: Path, encoded: int) -> None:
    started = time.perf_counter()
    encoder = PartlyEncoded(8 * encoded, home / "encoders")
    report = build(documents, home, encoder, features=document_features())
    print(f"{report.documents} documents, {report.passages} passages", end=", ")
    print(f"built in {time.perf_counter() - started:.0f} s")


def _measure(serving: Serving) -> None:
    retriever, encoder = serving.current.retriever, serving.current.snapshot.encoder
    questions = [row.text for row in read_judged()]
    for question in questions[:20]:
        retriever.search(question)
    bare, whole, fresh = [], [], []
    for question in questions:
        bare.append(_milliseconds(lambda: encoder.encode(question)))  # noqa: B023 - called at once
        whole.append(_milliseconds(lambda: retriever.search(question)))  # noqa: B023
        fresh.append(_milliseconds(lambda: retriever.parse(question)))  # noqa: B023
    half = statistics.median
    print(f"bare encoder p50 {half(bare):.2f} ms, question to trials p50 {half(whole):.2f} ms")
    print(f"of which reading the question p50 {half(fresh):.2f} ms")
    print(f"question to trials against the bare encoder: {half(whole) / half(bare):.2f}")
    print(f"questions a second, one core: {1000 * len(whole) / sum(whole):.0f}")
    print(f"resident: {psutil.Process().memory_info().rss / 2**20:.0f} MB (with what built it)")


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()

"""What a build costs, what a second one saves, and whether kills do harm.

    python -m tests.benchmarks.bench_build [--records N] [--kills N]

Builds the shipped content (with `--records` also that many records of the reference sets) with the
real model, then changes one document in a hundred. Promised: a build within 15% of the bare
encoding time of the same passages, a 1% change at most 3% of a full build, a rollback under 2 s,
and a whole snapshot served after each of 100 kills.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from content.corpus import load_corpus
from content.documents import Document, Section, Trial
from content.registry.parse import parse_study
from index.build import build
from index.encoder import SentenceEncoder
from index.home import rollback
from index.passages import passages_of
from tests.index.killed_build import killed, moments
from tests.shared_data import SHARED


def main() -> None:
    """Prints one figure per line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=0)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    documents = [*load_corpus().documents, *islice(records(), options.records)]
    documents = list({each.doc_id: each for each in reversed(documents)}.values())
    with tempfile.TemporaryDirectory() as folder:
        _builds(Path(folder) / "home", documents)
        if options.kills:
            _kills(Path(folder) / "kills", options.kills)


def _builds(home: Path, documents: Sequence[Document]) -> None:
    encoder = SentenceEncoder(exports=home / "encoders")
    _seconds("load the model", lambda: encoder.model)
    _seconds(
        "export the question encoder (once)", lambda: encoder.write_question_encoder(home / "x")
    )
    texts = [passage.text for each in documents for passage in passages_of(each)]
    print(f"{len(documents)} documents, {len(texts)} passages")
    bare = _seconds("bare encoding", lambda: encoder.model.encode(texts, batch_size=32))
    full = _seconds("full build", lambda: build(documents, home, encoder))
    print(f"full build against bare encoding: {full / bare:.3f} (at most 1.15)")
    fresh = SentenceEncoder(exports=home / "encoders")
    same = _seconds("build with nothing changed", lambda: build(documents, home, fresh))
    changed = _changed(documents)
    some = _seconds("build with 1% changed", lambda: build(changed, home, fresh))
    print(f"against a full build: {same / full:.3f} and {some / full:.3f} (at most 0.03)")
    _seconds("rollback (at most 2)", lambda: rollback(home))


def _changed(documents: Sequence[Document]) -> list[Document]:
    """One document in a hundred with another summary."""
    another = (Section("Summary", "Another summary, written for this benchmark."),)
    return [
        replace(each, sections=another) if number % 100 == 0 else each
        for number, each in enumerate(documents)
    ]


def _kills(home: Path, count: int) -> None:
    served, during = "measured", 0
    for number, after in enumerate(moments(count, home, seed=count)):
        kill = killed(home, f"wording{number}", after)
        assert kill.served in (served, f"wording{number}"), kill
        served, during = kill.served, during + (not kill.finished)
    print(f"{count} kills, {during} before the build's end, a whole snapshot served after each")


def records() -> Iterator[Trial]:
    """The records of the reference sets: those about tumours first, then all others."""
    with (
        (SHARED / "registry/net.jsonl").open() as net,
        gzip.open(SHARED / "registry/other.jsonl.gz", "rt") as other,
        gzip.open(SHARED / "registry/scale.jsonl.gz", "rt") as scale,
    ):
        for line in chain(net, other, scale):
            record = parse_study(json.loads(line))
            yield Trial(record, record.brief_title)


def _seconds(label: str, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"{label}: {seconds:.2f} s", flush=True)
    return seconds


if __name__ == "__main__":
    main()

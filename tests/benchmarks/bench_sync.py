"""How fast and in how little memory the registry is read.

    python -m tests.benchmarks.bench_sync            4,000 made studies, over HTTP and from a file
    python -m tests.benchmarks.bench_sync FILE...    files of studies (.jsonl.gz, .zip, ...)

Targets: at least 500 records a second for parse and store; at most 300 MB at 27,212 records; over
HTTP nothing but the pace of one request a second.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from content.registry.api import sync_registry
from content.registry.importer import sync_from
from content.registry.search import Search
from content.registry.store import RegistryStore
from tests.content.registry.registry_server import RegistryServer
from tests.content.registry.studies import Raw, study

STUDIES = 4000
PAGE = 400


def made_studies() -> list[Raw]:
    """Studies of an ordinary size: twenty sites, four thousand characters of criteria."""
    cities = tuple(f"Town {n}" for n in range(20))
    text = "Patients with a neuroendocrine tumor can join when they are adults. " * 60
    criteria = {"eligibilityCriteria": text, "minimumAge": "18 Years"}
    numbers = range(1, STUDIES + 1)
    return [study(n, cities=cities, eligibilityModule=criteria) for n in numbers]


def peak_megabytes() -> int:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bench_file(path: Path, home: Path) -> None:
    """Read one file into a new store."""
    with RegistryStore(home / f"{path.name}.db") as store:
        wall, cpu = time.perf_counter(), time.process_time()
        report = sync_from(path, store)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    seen = report.counts.seen
    print(
        f"{path.name}: {seen} records, {report.counts.set_aside} set aside; {seen / wall:.0f} a "
        f"second ({seen / cpu:.0f} a processor second); peak {peak_megabytes()} MB"
    )


def bench_http(studies: list[Raw], home: Path) -> None:
    """Read pages from a registry on this machine, at the real pace."""
    search = Search(("carcinoid",), (), ("protocolSection",), PAGE)
    with RegistryServer(studies) as server, RegistryStore(home / "http.db") as store:
        started = time.perf_counter()
        report = sync_registry(store, server.url, search)
        took = time.perf_counter() - started
    pages = len(server.asked)
    print(
        f"loopback: {report.counts.seen} records in {pages} requests, {took:.1f} s "
        f"({took - (pages - 1):.1f} s more than the pace asks for)"
    )


def main(names: list[str]) -> None:
    """Run what the command line asks for."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if names:
            for name in names:
                bench_file(Path(name), home)
            return
        studies = made_studies()
        bench_http(studies, home)
        path = home / "made.jsonl"
        path.write_text("".join(json.dumps(item) + "\n" for item in studies), encoding="utf-8")
        bench_file(path, home)


if __name__ == "__main__":
    main(sys.argv[1:])

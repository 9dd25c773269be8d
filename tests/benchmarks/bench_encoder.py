"""Which question encoder to serve: fp32 or int8, each in a process of its own.

    python -m tests.benchmarks.bench_encoder

Prints size, time to load, resident memory, median time of a question, and agreement with
sentence-transformers.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from index.encoder import SentenceEncoder

_SERVING = """
import sys, time, statistics, pathlib, psutil
started = time.perf_counter()
from index.onnx_export import QUESTIONS
from index.question_encoder import OnnxQuestionEncoder
encoder = OnnxQuestionEncoder(pathlib.Path(sys.argv[1]))
encoder.encode(QUESTIONS[0])
loaded = time.perf_counter() - started
taken = []
for question in QUESTIONS * 20:
    began = time.perf_counter()
    encoder.encode(question)
    taken.append(1000 * (time.perf_counter() - began))
resident = psutil.Process().memory_info().rss / 1e6
print(f"{encoder.card.precision}: loaded in {loaded:.2f} s, {resident:.0f} MB resident, "
      f"p50 {statistics.median(taken):.1f} ms, agreement {encoder.card.agreement:.5f}")
"""


def main() -> None:
    """Exports both and measures each."""
    with tempfile.TemporaryDirectory() as folder:
        SentenceEncoder(exports=Path(folder)).write_question_encoder(Path(folder) / "served")
        for path in sorted(Path(folder).glob("*/*/model.onnx")):
            print(f"{path.parent.name}: {path.stat().st_size / 1e6:.0f} MB")
            command = [sys.executable, "-c", _SERVING, str(path.parent)]
            print(
                subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
            )


if __name__ == "__main__":
    main()

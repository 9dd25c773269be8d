"""Exports a model as a question encoder: at build time, once per model.

Pooling and normalisation go into the graph, so any sentence-transformers model serves alike. Two
are made: fp32, as exact as the original, and int8 (dynamic, per channel; per tensor loses too
much). Both answer a fixed set of questions and are compared with sentence-transformers. int8 is
served where it agrees well enough, fp32 otherwise; fp32 also encodes the few passages that an
incremental build has left, without torch.

Measured with the packaged model on two cores: see `tests/benchmarks/bench_encoder.py`.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import SnapshotError
from index.manifest import sha256_of
from index.question_encoder import CARD, MODEL, TOKENIZER, EncoderCard, OnnxQuestionEncoder

if TYPE_CHECKING:
    from index.encoder import SentenceEncoder

EXACT = "fp32"
SMALL = "int8"
LEAST_EXACT = 0.99
LEAST_SMALL = 0.98
AS_GOOD_AS_THE_ORIGINAL = 0.9999

QUESTIONS = (
    "is there a trial for lung carcinoid?",
    "what did NETTER-1 show?",
    "dad has a pancreatic net that spread to the liver, what is left after octreotide",
    "NCT02724540 still open?",
    "merkel cell carcinoma immunotherapy near Tampa",
    "¿hay ensayos con lutecio en España?",
    "gibt es eine Studie für Karzinoide im Dünndarm",
    "what is PRRT",
    "my grade 3 tumour has a Ki-67 of 40%, can I join a chemotherapy study",
    "pheochromocytoma and paraganglioma targeted radiation",
    "who do I contact about the everolimus trial",
    "diarrhea and flushing in carcinoid syndrome, new treatment?",
)
_HASHES = "hashes-1.json"
"""Numbered: an export made another way than today's has another number and is made anew."""


def export(encoder: SentenceEncoder, folder: Path) -> None:
    """Writes `fp32` and, where it is good enough, `int8` into `folder`, in one step.

    Raises SnapshotError when even fp32 does not agree with sentence-transformers.
    """
    aside = folder.with_name(f".exporting-{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / EXACT).mkdir(parents=True)
    (aside / SMALL).mkdir()
    _trace(encoder, aside / EXACT / MODEL)
    _quantise(aside / EXACT / MODEL, aside / SMALL / MODEL)
    if _described(encoder, aside / EXACT, EXACT) < LEAST_EXACT:
        raise SnapshotError(
            f"{encoder.name}: the exported question encoder does not agree with the model; "
            "set NETTRIALS_MODEL to another model, or leave it out"
        )
    if _described(encoder, aside / SMALL, SMALL) < LEAST_SMALL:
        shutil.rmtree(aside / SMALL)
    (aside / _HASHES).write_text(json.dumps(_hashes(aside), indent=2))
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def copy_export(folder: Path, target: Path, model_sha256: str) -> bool:
    """Copies the encoder to serve from an earlier export; False where there is no good one."""
    for precision in (SMALL, EXACT):
        if _is_whole(folder, precision, model_sha256):
            shutil.copytree(folder / precision, target)
            return True
    return False


def open_exact(folder: Path, model_sha256: str) -> OnnxQuestionEncoder | None:
    """The fp32 export on all cores, where there is one that equals the original."""
    if not _is_whole(folder, EXACT, model_sha256):
        return None
    exported = OnnxQuestionEncoder(folder / EXACT, threads=os.cpu_count() or 1)
    return exported if exported.card.agreement >= AS_GOOD_AS_THE_ORIGINAL else None


def _is_whole(folder: Path, precision: str, model_sha256: str) -> bool:
    """Whether an export is there, of this model, and as it was written."""
    try:
        hashes = json.loads((folder / _HASHES).read_text())
        card = json.loads((folder / precision / CARD).read_text())
        files = {name: value for name, value in hashes.items() if name.startswith(precision)}
        whole = all(sha256_of(folder / name) == value for name, value in files.items())
    except (OSError, ValueError):
        return False
    return bool(files) and whole and card.get("model_sha256") == model_sha256


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def _trace(encoder: SentenceEncoder, path: Path) -> None:
    """The whole model as one graph: tokens in, one vector per text out."""
    import torch

    model = encoder.model.to("cpu").eval()
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids")
             if name in model.tokenizer.model_input_names]  # fmt: skip
    tokens = model.tokenizer(["a short text", "a text that is longer"], padding=True,
                             return_tensors="pt")  # fmt: skip

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: Any) -> Any:
            return self.model(dict(zip(names, inputs, strict=True)))["sentence_embedding"]

    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"vector": {0: "texts"}}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing warns of every shape it sees
        torch.onnx.export(
            Graph(), tuple(tokens[name] for name in names), str(path), input_names=names,
            output_names=["vector"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.ERROR)  # it advises a preprocessing that changes nothing here
    try:
        quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        root.setLevel(before)


def _described(encoder: SentenceEncoder, folder: Path, precision: str) -> float:
    """Adds tokenizer and card to an exported model; returns the mean cosine to the original."""
    encoder.model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    card = EncoderCard(
        model=encoder.name,
        model_sha256=encoder.sha256,
        dimensions=len(encoder.model.encode("")),
        max_tokens=int(encoder.model.max_seq_length or 512),
        precision=precision,
        question_prompt=encoder.question_prompt,
        passage_prompt=encoder.passage_prompt,
        agreement=0.0,
    )
    _write_card(folder, card)
    agreement = _agreement(encoder, OnnxQuestionEncoder(folder))
    _write_card(folder, replace(card, agreement=agreement))
    return agreement


def _write_card(folder: Path, card: EncoderCard) -> None:
    (folder / CARD).write_text(json.dumps(asdict(card), indent=2) + "\n", encoding="utf-8")


def _agreement(encoder: SentenceEncoder, exported: OnnxQuestionEncoder) -> float:
    """The mean cosine between original and export over QUESTIONS."""
    asked = [encoder.question_prompt + question for question in QUESTIONS]
    original = encoder.model.encode(asked, normalize_embeddings=True, show_progress_bar=False)
    again = np.stack([exported.encode(question) for question in QUESTIONS])
    return float((np.asarray(original) * again).sum(axis=1).mean())

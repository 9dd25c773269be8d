"""Turns a patient's question into a vector while serving: onnxruntime and tokenizers, no torch.

The build exports the model into the snapshot (`index/onnx_export.py`) with pooling and
normalisation inside the graph; `encoder.json` beside it says which model it is, how many tokens it
reads and what its questions begin with. One thread: two gain 4 ms when idle and cost 400 when not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
CARD = "encoder.json"


class QuestionEncoder(Protocol):
    """A question in, a vector out."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    def encode(self, question: str) -> NDArray[np.float32]:
        """A float32 vector of length one, shape (dimensions,)."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What an exported encoder is. `agreement`: mean cosine to sentence-transformers."""

    model: str
    model_sha256: str
    dimensions: int
    max_tokens: int
    precision: str
    question_prompt: str
    passage_prompt: str
    agreement: float


class OnnxQuestionEncoder:
    """An exported encoder, loaded. Safe from any thread."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Loads what the export left in `folder`. Raises SnapshotError."""
        try:
            self.card = read_card(folder)
            self._tokenizer = _tokenizer(folder / TOKENIZER, self.card.max_tokens)
            self._session = _session(folder / MODEL, threads)
        except SnapshotError:
            raise
        except Exception as error:  # both libraries raise bare Exception on a damaged file
            raise SnapshotError(
                f"{folder}: the question encoder cannot be loaded ({error}); "
                "run 'nettrials build --full'"
            ) from error
        self._inputs = {each.name for each in self._session.get_inputs()}

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        return self.card.dimensions

    def encode(self, question: str) -> NDArray[np.float32]:
        """A float32 vector of length one, shape (dimensions,)."""
        return self.encode_text(self.card.question_prompt + question)

    def encode_text(self, text: str) -> NDArray[np.float32]:
        """The same for a text that carries its own prompt, or needs none."""
        tokens = self._tokenizer.encode(_encodable(text))
        held = {
            "input_ids": tokens.ids,
            "attention_mask": tokens.attention_mask,
            "token_type_ids": tokens.type_ids,
        }
        arrays = {
            name: np.array([values], dtype=np.int64)
            for name, values in held.items()
            if name in self._inputs
        }
        vector = np.asarray(self._session.run(None, arrays)[0][0], dtype=np.float32)
        return vector / max(float(np.linalg.norm(vector)), 1e-12)


def open_question_encoder(folder: Path) -> QuestionEncoder:
    """The encoder of a snapshot. Raises SnapshotError."""
    return OnnxQuestionEncoder(folder)


def read_card(folder: Path) -> EncoderCard:
    """What the encoder in `folder` is. Raises SnapshotError."""
    try:
        return EncoderCard(**json.loads((folder / CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotError(
            f"{folder / CARD}: missing or damaged ({error}); run 'nettrials build --full'"
        ) from error


def _encodable(text: str) -> str:
    """Without lone surrogates, which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode()


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena holds 14 MB for good and makes one short question at a time no faster.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

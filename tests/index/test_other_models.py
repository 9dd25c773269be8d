"""Any sentence-transformers model is a setting: one with prompts, one with many scripts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.encoder import SentenceEncoder
from index.errors import SnapshotError
from index.home import open_current
from index.question_encoder import OnnxQuestionEncoder
from tests.index.corpora import CORPUS
from tests.index.tiny_models import KINDS, SPOKEN, make_model

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module", params=sorted(KINDS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(request.param, tmp_path_factory.mktemp("model"))


def test_a_snapshot_is_built_and_asked_with_it(folder: Path, tmp_path: Path) -> None:
    encoder = SentenceEncoder(str(folder), exports=tmp_path / "exports")
    report = build(CORPUS, tmp_path, encoder)
    snapshot = open_current(tmp_path, verify=True)
    assert report.encoded == report.passages > 0
    assert (snapshot.manifest.model, snapshot.manifest.dimensions) == (str(folder), 32)
    cosines = snapshot.document_cosines(snapshot.encoder.encode("lung carcinoid"))
    assert np.isfinite(cosines).all()


def test_questions_and_passages_get_their_own_prompt(folder: Path, tmp_path: Path) -> None:
    encoder = SentenceEncoder(str(folder), exports=tmp_path / "exports")
    encoder.write_question_encoder(tmp_path / "encoder")
    served = OnnxQuestionEncoder(tmp_path / "encoder")
    for text in SPOKEN:
        asked = encoder.model.encode([f"query: {text}"], normalize_embeddings=True)[0]
        assert float(served.encode(text) @ asked) > 0.97
        (told,) = encoder.encode([text])
        stated = encoder.model.encode([f"passage: {text}"], normalize_embeddings=True)[0]
        np.testing.assert_allclose(told[0], stated, atol=1e-4)


def test_a_snapshot_of_another_dimension_is_not_taken_over(tmp_path: Path) -> None:
    first = make_model("bert", tmp_path / "small", 32)
    build(CORPUS, tmp_path, SentenceEncoder(str(first), exports=tmp_path / "exports"))
    other = make_model("bert", tmp_path / "large", 64)
    report = build(CORPUS, tmp_path, SentenceEncoder(str(other), exports=tmp_path / "exports"))
    assert report.encoded == report.passages
    assert open_current(tmp_path).manifest.dimensions == 64


def test_vectors_that_do_not_fit_the_question_encoder_say_to_build(tmp_path: Path) -> None:
    folder = make_model("bert", tmp_path / "small", 32)
    build(CORPUS, tmp_path, SentenceEncoder(str(folder), exports=tmp_path / "exports"))
    other = make_model("bert", tmp_path / "large", 64)
    snapshot = open_current(tmp_path).path
    for path in (snapshot / "encoder").iterdir():
        path.unlink()
    (snapshot / "encoder").rmdir()
    SentenceEncoder(str(other), exports=tmp_path / "exports").write_question_encoder(
        snapshot / "encoder"
    )
    with pytest.raises(SnapshotError, match="nettrials build"):
        open_current(tmp_path)

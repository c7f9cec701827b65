"""The evaluation takes the model of the settings, as the site does."""

from pathlib import Path

import pytest

from benchmarks.outcomes.vectors import FileStore, Vectors
from embeddings import ModelFault


def test_the_model_of_the_settings_is_evaluated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONFAB_MODEL", str(tmp_path / "no-such-model"))
    with pytest.raises(ModelFault, match="no-such-model"):
        Vectors(keep=FileStore(tmp_path)).of(["bread"])

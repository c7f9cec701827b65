"""Texts a second: Confab's encoder beside the library's defaults and other settings.

Run with ``python -m benchmarks.embedding``. The texts are the statements of the sample events.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.attendees.people_file import read_people
from api.matches.profiles import profiles_of_file
from benchmarks.measuring import show, timed, write
from embeddings import SentenceEncoder
from embeddings.encoder import unit_rows
from matcher import People

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting."""

    setting: str
    texts_per_second: float
    ratio: float
    least_cosine: float


def statements(most: int) -> list[str]:
    """Statements of the sample events, short and long as they come."""
    texts: list[str] = []
    for folder in sorted(EXAMPLES.iterdir()):
        if (folder / "attendees.csv").is_file():
            rows = read_people(folder / "attendees.csv").people
            texts.extend(People.of(profiles_of_file(rows, None, folder.name)).texts)
    return list(dict.fromkeys(texts))[:most]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    import torch

    texts = statements(chosen.texts)
    encoder = SentenceEncoder.default()
    model: Any = encoder._model

    def plain(batch: int, half: bool) -> Callable[[Sequence[str]], Array]:
        def encode(some: Sequence[str]) -> Array:
            halved = torch.autocast("cpu", dtype=torch.bfloat16) if half else nullcontext()
            with halved:
                rows = model.encode(list(some), batch_size=batch, show_progress_bar=False)
            return unit_rows(rows)

        return encode

    def one_thread(some: Sequence[str]) -> Array:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return encoder.encode(some)
        finally:
            torch.set_num_threads(threads)

    int8 = torch.ao.quantization.quantize_dynamic(
        copy.deepcopy(model), {torch.nn.Linear}, dtype=torch.qint8
    )

    def whole_numbers(some: Sequence[str]) -> Array:
        return unit_rows(int8.encode(list(some), batch_size=32, show_progress_bar=False))

    ways: list[tuple[str, Callable[[Sequence[str]], Array]]] = [
        ("SentenceTransformer.encode, defaults", plain(32, False)),
        ("the same, batches of 128", plain(128, False)),
        ("the same, bfloat16", plain(32, True)),
        ("the same, 8-bit weights (int8)", whole_numbers),
        ("Confab, one thread", one_thread),
        ("Confab", encoder.encode),
    ]
    for _, encode in ways:
        encode(texts[:64])
    reference = ways[0][1](texts)
    speeds = []
    for _, encode in ways:
        timing, vectors = timed(lambda e=encode: e(texts), chosen.runs)
        cosine = float((vectors * reference).sum(axis=1).min())
        speeds.append((len(texts) / timing.median, cosine))
    rows = [
        Row(name, speed, speed / speeds[0][0], cosine)
        for (name, _), (speed, cosine) in zip(ways, speeds, strict=True)
    ]
    table = [
        [r.setting, f"{r.texts_per_second:,.0f}", f"{r.ratio:.2f} x", f"{r.least_cosine:.4f}"]
        for r in rows
    ]
    heading = ["setting", "texts/s", "of defaults", "least cosine"]
    title = f"Embedding {len(texts):,} statements with {encoder.name}"
    write("embedding", "python -m benchmarks.embedding", [show(title, heading, table)], rows=rows)


if __name__ == "__main__":
    main()

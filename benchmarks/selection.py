"""Selection on real matrices: greatest sum, best worst-off, and what fairness costs between them.

``python -m benchmarks.selection``. MIDL 2018 (Kobren, Saha, McCallum, KDD 2019): 177 reviewers of
at most 4 papers, 118 papers of 3 reviews; pairs at -1 are barred. Known: sum 201.8849, max-min
.9448.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.measuring import show, write
from scheduling.linear_program import LinearProgram, maximised
from scheduling.stop import Never

DATA = Path(os.environ.get("CONFAB_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """The best sum when nobody gets less than this share of the best worst-off value."""

    share: float
    floor: float
    total: float
    worst_off: float


def solved(scores: np.ndarray, covers: np.ndarray, loads: np.ndarray, floor: float | None) -> tuple:
    """Sum and worst paper under a floor; without one, the best worst paper is sought."""
    reviewer, paper = np.nonzero(scores > -1)
    m, (n, p) = len(reviewer), scores.shape
    gain, e = scores[reviewer, paper], np.arange(m)
    seek = floor is None
    rows = [reviewer, n + paper, n + p + paper, n + 2 * p + paper]
    values = [np.ones(m), np.ones(m), -np.ones(m), -gain]
    columns = [e] * 4
    if seek:
        rows.append(n + 2 * p + np.arange(p))
        values.append(np.ones(p))
        columns.append(np.full(p, m))
    shape = (n + 3 * p, m + seek)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    limit = np.concatenate([loads, covers, -covers, np.full(p, -(floor or 0.0))])
    size = m + seek
    upper = np.ones(size)
    aim = np.append(np.zeros(m), 1.0) if seek else gain
    if seek:
        upper[m] = np.inf
    program = LinearProgram(aim, np.zeros(size), upper, sparse.csr_matrix(entries, shape), limit)
    found = maximised(program, Never(), exact=True)
    assert found is not None
    x = found.x[:m]
    return float(gain @ x), float(np.bincount(paper, gain * x, p).min())


def main() -> None:
    folder = DATA / "reviewer_similarity"
    if not (folder / "midl_scores.npy").exists():
        sys.exit(f"No data at {folder}; set CONFAB_DATA to where it lies.")
    scores, covers, loads = (
        np.load(folder / f"midl_{name}.npy").astype(float) for name in ("scores", "covs", "loads")
    )
    best = solved(scores, covers, loads, None)[1]
    rows = [Row(s, s * best, *solved(scores, covers, loads, s * best)) for s in SHARES]
    lines = [[f"{r.share:.0%}", f"{r.floor:.4f}", f"{r.total:.4f}", f"{r.worst_off:.4f}"]
             for r in rows]  # fmt: skip
    show(f"MIDL: best worst-off {best:.4f}", ["floor", "at least", "sum", "worst-off"], lines)
    write("selection", {"command": " ".join(sys.argv), "best_worst_off": best, "rows": rows})


if __name__ == "__main__":
    main()

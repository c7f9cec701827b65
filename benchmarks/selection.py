"""Selection on real matrices: greatest sum, best worst-off, and what fairness costs between them.

``python -m benchmarks.selection``. MIDL 2018 (Kobren, Saha, McCallum, KDD 2019): 177 reviewers of
at most 4 papers, 118 papers of 3 reviews, pairs at -1 barred; known: sum 201.8849, max-min .9448.
Three computer-science conferences' bids (PrefLib MD-00002): yes counts 1, maybe 1/2, no 0, a
conflict is barred; a paper has 3 reviews, a reviewer one paper more than an even share at most.
The sum is also sought by the whole solver, as an event of reviewers and papers with a slot for
each paper of a reviewer: selection, times and certificate together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.measuring import show, write
from benchmarks.outcomes.data import Absent, folder
from scheduling.linear_program import LinearProgram, maximised
from scheduling.problem import Pairs, Problem
from scheduling.rules import Attendee, Slot
from scheduling.solve import solve
from scheduling.stop import Never

REVIEWS = 3
# Floors from what the greatest sum gives the worst-off (0) to the best worst-off (1).
STEPS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
BARRED = -1.0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Scores of reviewers (rows) for papers (columns), and how many each may have."""

    name: str
    scores: np.ndarray
    loads: np.ndarray
    covers: np.ndarray


@dataclass(frozen=True, slots=True)
class Point:
    """The best sum when no paper gets less than the floor."""

    matrix: str
    floor: float
    total: float
    worst_off: float


@dataclass(frozen=True, slots=True)
class Whole:
    """The sum as the whole solver finds and proves it, beside the programme's."""

    matrix: str
    programme: float
    solver: float
    bound: float
    status: str
    seconds: float


def matrices(home: Path) -> Iterator[Matrix]:
    """Read the four matrices."""
    midl = [np.load(home / f"midl_{name}.npy").astype(float) for name in ("scores", "loads")]
    yield Matrix("MIDL 2018", *midl, np.full(midl[0].shape[1], REVIEWS))
    for path in sorted(home.glob("preflib_*.toi")):
        scores = bids(path.read_text(encoding="utf-8"))
        reviewers, papers = scores.shape
        load = int(np.ceil(REVIEWS * papers / reviewers)) + 1
        name = f"PrefLib {int(path.stem[-8:])}"
        yield Matrix(name, scores, np.full(reviewers, load), np.full(papers, REVIEWS))


def bids(text: str) -> np.ndarray:
    """Scores of a PrefLib file of bids: a reviewer a line, sets of papers for yes, maybe, no."""
    lines = text.splitlines()
    papers = int(lines[0])
    rows = []
    for line in lines[papers + 2 :]:
        row = np.full(papers, BARRED)
        for score, members in zip((1.0, 0.5, 0.0), re.findall(r"\{([^}]*)\}", line), strict=False):
            row[[int(paper) for paper in members.split(",") if paper]] = score
        rows.append(row)
    return np.array(rows)


def solved(matrix: Matrix, floor: float | None) -> tuple[float, float]:
    """Sum and worst paper under a floor; without one, the best worst paper is sought."""
    reviewer, paper = np.nonzero(matrix.scores > BARRED)
    m, (n, p) = len(reviewer), matrix.scores.shape
    gain, e = matrix.scores[reviewer, paper], np.arange(m)
    seek = floor is None
    rows = [reviewer, n + paper, n + p + paper, n + 2 * p + paper]
    values = [np.ones(m), np.ones(m), -np.ones(m), -gain]
    columns = [e] * 4
    if seek:
        rows.append(n + 2 * p + np.arange(p))
        values.append(np.ones(p))
        columns.append(np.full(p, m))
    size = m + seek
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    least = np.full(p, -(floor or 0.0))
    limit = np.concatenate([matrix.loads, matrix.covers, -matrix.covers, least])
    upper = np.ones(size)
    aim = np.append(np.zeros(m), 1.0) if seek else gain
    if seek:
        upper[m] = np.inf
    coefficients = sparse.csr_matrix(entries, (n + 3 * p, size))
    program = LinearProgram(aim, np.zeros(size), upper, coefficients, limit)
    found = maximised(program, Never(), exact=True)
    assert found is not None
    x = found.x[:m]
    return float(gain @ x), float(np.bincount(paper, gain * x, p).min())


def curve(matrix: Matrix) -> list[Point]:
    """What raising the worst-off costs, from the plain sum to the best there is."""
    plain, best = solved(matrix, 0.0), solved(matrix, None)[1]
    floors = [plain[1] + step * (best - plain[1]) for step in STEPS]
    # A floor at the very optimum may be missed by the last digit.
    return [Point(matrix.name, floor, *solved(matrix, floor - 1e-9)) for floor in floors]


def whole(matrix: Matrix, programme: float) -> Whole:
    """Seek the sum as an event of two sides."""
    reviewer, paper = np.nonzero(matrix.scores >= 0)
    n, p = matrix.scores.shape
    most = [*matrix.loads.astype(int).tolist(), *matrix.covers.astype(int).tolist()]
    people = tuple(
        Attendee(f"{'r' if k < n else 'p'}{k}", max_meetings=most[k], side="rp"[k >= n])
        for k in range(n + p)
    )
    slots = tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(max(most)))
    ends = reviewer.astype(np.int32), (n + paper).astype(np.int32)
    result = solve(Problem(people, slots, pairs=Pairs(*ends, matrix.scores[reviewer, paper])))
    found = result.certificate
    assert found.objective is not None
    assert found.bound is not None
    return Whole(
        matrix.name, programme, found.objective, found.bound, found.status, result.seconds
    )


def main() -> None:
    try:
        home = folder("reviewer_similarity", "midl_scores.npy")
    except Absent as absent:
        sys.exit(str(absent))
    points: list[Point] = []
    wholes: list[Whole] = []
    for matrix in matrices(home):
        points += curve(matrix)
        wholes.append(whole(matrix, points[-len(STEPS)].total))
    lines = [[p.matrix, *(f"{x:.4f}" for x in (p.floor, p.total, p.worst_off))] for p in points]
    show("What fairness costs", ["matrix", "floor", "sum", "worst-off"], lines)
    heading = ["matrix", "programme", "solver", "bound", "status", "seconds"]
    lines = [
        [w.matrix, *(f"{x:.4f}" for x in (w.programme, w.solver, w.bound)), w.status,
         f"{w.seconds:.1f}"]
        for w in wholes
    ]  # fmt: skip
    show("The whole solver on the same matrices", heading, lines)
    write("selection", {"command": "python -m benchmarks.selection", "rows": points,
                        "whole": wholes})  # fmt: skip


if __name__ == "__main__":
    main()

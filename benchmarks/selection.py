"""Selection on real matrices: greatest sum, best worst-off, and what fairness costs between them.

``python -m benchmarks.selection``. MIDL 2018 (Kobren, Saha, McCallum, KDD 2019): 177 reviewers of
at most 4 papers, 118 papers of 3 reviews, pairs at -1 barred; known: sum 201.8849, max-min .9448.
Three computer-science conferences' bids (PrefLib MD-00002): yes counts 1, maybe 1/2, no 0, a
conflict is barred; a paper has 3 reviews, a reviewer one paper more than an even share at most.
The whole solver seeks the same, as an event of reviewers and papers with a slot for each paper of
a reviewer: selection, times and certificate together, for fairness from 0 to 1.
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
from matcher.ranking.exposure import gini
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot
from scheduling.solve import solve
from scheduling.solvers.linear_program import LinearProgram, solve_linear_program
from scheduling.stop import MaxRuntime, Never

REVIEWS = 3
# Floors from what the greatest sum gives the worst-off (0) to the best worst-off (1).
STEPS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
BARRED = -1.0
FAIRNESS = (0.0, 0.25, 0.5, 0.75, 1.0)
SECONDS = 20.0


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

    floor: float
    total: float
    worst_off: float


@dataclass(frozen=True, slots=True)
class Fair:
    """What the whole solver makes of a matrix at one fairness; papers and reviewers are people.

    ``share`` is the plain sum of scores as a share of the greatest there is; ``poorest_tenth``
    the mean value of the tenth of the papers that has least. Some reviewers suit no paper at all,
    so the worst-off is told of papers; how even reviewers are is told by their own Gini.
    """

    matrix: str
    fairness: float
    total: float
    share: float
    worst_off: float
    poorest_tenth: float
    gini_papers: float
    gini_reviewers: float
    gap: float
    status: str
    seconds: float

    def cells(self) -> tuple[str, ...]:
        """One line of the table."""
        values = (self.worst_off, self.poorest_tenth, self.gini_papers, self.gini_reviewers)
        head = (f"{self.matrix}, {self.fairness:g}", f"{self.total:.4f}", f"{self.share:.2%}")
        proof = (f"{self.gap:.3%}", self.status, f"{self.seconds:.1f}")
        return (*head, *(f"{value:.3f}" for value in values), *proof)


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
    found = solve_linear_program(program, Never(), exact=True)
    assert found is not None
    x = found.x[:m]
    return float(gain @ x), float(np.bincount(paper, gain * x, p).min())


def curve(matrix: Matrix) -> list[Point]:
    """Raise the worst-off from what the plain sum gives to the best there is."""
    plain, best = solved(matrix, 0.0), solved(matrix, None)[1]
    floors = [plain[1] + step * (best - plain[1]) for step in STEPS]
    # A floor at the very optimum may be missed by the last digit.
    return [Point(floor, *solved(matrix, floor - 1e-9)) for floor in floors]


def fair(matrix: Matrix, greatest: float, fairness: float) -> Fair:
    """Seek a matrix's pairs as an event of two sides."""
    reviewer, paper = np.nonzero(matrix.scores >= 0)
    n, p = matrix.scores.shape
    most = [*matrix.loads.astype(int).tolist(), *matrix.covers.astype(int).tolist()]
    people = tuple(
        Attendee(f"{'r' if k < n else 'p'}{k}", max_meetings=most[k], side="rp"[k >= n])
        for k in range(n + p)
    )
    slots = tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(max(most)))
    ends = reviewer.astype(np.int32), (n + paper).astype(np.int32)
    pairs = Pairs(*ends, matrix.scores[reviewer, paper])
    problem = Problem(people, slots, pairs=pairs, objective=Objective(fairness=fairness))
    result = solve(problem, stop=MaxRuntime(SECONDS))
    row = {person.id: k for k, person in enumerate(people)}
    value = np.zeros(n + p)
    for m in result.schedule.meetings:
        ends = sorted((row[m.a], row[m.b]))
        value[ends] += matrix.scores[ends[0], ends[1] - n]
    papers = np.sort(value[n:])
    found = result.certificate
    assert found.gap is not None
    return Fair(
        matrix=matrix.name,
        fairness=fairness,
        total=float(value.sum() / 2),
        share=float(value.sum() / 2) / greatest,
        worst_off=float(papers[0]),
        poorest_tenth=float(papers[: p // 10].mean()),
        gini_papers=float(gini(papers)),
        gini_reviewers=float(gini(value[:n])),
        gap=found.gap,
        status=found.status,
        seconds=result.seconds,
    )


def main() -> None:
    try:
        home = folder("reviewer_similarity", "midl_scores.npy")
    except Absent as absent:
        sys.exit(str(absent))
    midl, *conferences = matrices(home)
    points = curve(midl)
    fairs = []
    for matrix in (midl, *conferences):
        greatest = solved(matrix, 0.0)[0]
        fairs += [fair(matrix, greatest, fairness) for fairness in FAIRNESS]
    lines = [[f"{x:.4f}" for x in (p.floor, p.total, p.worst_off)] for p in points]
    heading = ["no paper below", "sum", "worst-off"]
    floors = show("MIDL 2018: what a floor under every paper costs", heading, lines)
    heading = ["matrix, fairness", "sum", "of greatest", "worst-off paper", "poorest tenth",
               "Gini papers", "Gini reviewers", "gap", "status", "seconds"]  # fmt: skip
    title = "The whole solver on the same matrices: what fairness costs"
    costs = show(title, heading, [row.cells() for row in fairs])
    command = "python -m benchmarks.selection"
    write("selection", command, [floors, costs], points=points, fairs=fairs)


if __name__ == "__main__":
    main()

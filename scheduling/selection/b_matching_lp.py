"""b-matching: who meets at all, as a linear b-matching with utility, guarantees and caps.

Columns are the edges x(e), the segments z of each person's concave utility, the shortfalls h and,
where fairness is 1, the worst-off value. The optimum bounds F from above: any schedule is a
solution of the programme, whose rows leave out only what has to do with time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scheduling.arrays.interval_limits import cheapest_cover
from scheduling.arrays.problem_arrays import Arrays
from scheduling.bound.blossom_cuts import edges_in, odd_set_limit, violated_cuts
from scheduling.bound.dual_value import with_spans
from scheduling.bound.max_min_dual import raise_max_min_prices
from scheduling.certificate import Dual, OddSet
from scheduling.problem.array_types import Float64, Int64
from scheduling.solvers.linear_program import (
    MOST_ENTRIES_SIMPLEX,
    LinearProgram,
    LinearSolution,
    solve_linear_program,
)
from scheduling.stop import Stop

# Rounds of cuts; each asks the simplex again.
MOST_CUTS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A fractional selection.

    Attributes
    ----------
    x
        float64, shape (m,), 0..1: how far each edge is chosen.
    dual
        The prices behind it; any prices bound F, these ones closely.
    worst
        Smallest v in it; None where fairness is below 1.
    """

    x: Float64
    dual: Dual
    worst: float | None


class _Columns:
    """Where each kind of column begins."""

    def __init__(self, arrays: Arrays) -> None:
        self.short = np.flatnonzero(arrays.people.least > 0)
        teams = np.flatnonzero(arrays.people.least_of_team > 0)
        self.teams = teams.astype(np.int64)
        m, n, f = len(arrays.edges), arrays.size, arrays.utility.fairness
        self.segments = m
        self.missing = m + (5 * n if f > 0 else 0)
        self.team_missing = self.missing + len(self.short)
        self.worst = self.team_missing + len(teams)
        self.count = self.worst + (1 if f == 1 else 0)


class _Rows:
    """Collects the rows of a programme by name."""

    def __init__(self) -> None:
        self._entries: list[tuple[Int64, Int64, Float64]] = []
        self._limits: list[Float64] = []
        self.at: dict[str, slice] = {}
        self.count = 0

    def add(self, name: str, limits: NDArray[np.generic]) -> None:
        """Begin rows; entries that follow number rows from their beginning."""
        self.at[name] = slice(self.count, self.count + len(limits))
        self._limits.append(limits.astype(np.float64))
        self.count += len(limits)

    def put(
        self,
        name: str,
        rows: NDArray[np.integer],
        columns: NDArray[np.integer],
        values: Float64 | float,
    ) -> None:
        """Add entries to the rows of that name."""
        filled = np.broadcast_to(np.asarray(values, np.float64), len(rows))
        start = self.at[name].start
        self._entries.append((rows.astype(np.int64) + start, columns.astype(np.int64), filled))

    def matrix(self, columns: int) -> sparse.csr_matrix:
        """All rows as one CSR matrix."""
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        return sparse.csr_matrix((value, (row, column)), shape=(self.count, columns))

    def limits(self) -> Float64:
        """Right-hand sides."""
        return np.concatenate(self._limits)


def solve_b_matching(arrays: Arrays, stop: Stop) -> Selection | None:
    """Solve the programme; None if stopped before it had any solution."""
    columns = _Columns(arrays)
    rows = _build_rows(arrays, columns)
    program = _program(arrays, columns, rows)
    solution = solve_linear_program(program, stop)
    if solution is None:
        return None
    odd: tuple[OddSet, ...] = ()
    for _ in range(MOST_CUTS if program.matrix.nnz <= MOST_ENTRIES_SIMPLEX else 0):
        more = violated_cuts(arrays, solution.x[: len(arrays.edges)], set(odd))
        cut = _add_cuts(arrays, program, (*odd, *more))
        tighter = solve_linear_program(cut, stop) if more and not stop() else None
        if tighter is None or not tighter.optimal:
            break
        odd, solution = (*odd, *more), tighter
    dual = _dual(arrays, columns, rows, solution)
    prices = solution.price[rows.count :].tolist()
    priced = [replace(one, price=p) for one, p in zip(odd, prices, strict=True) if p > 0]
    worst = float(solution.x[columns.worst]) if arrays.max_min else None
    return Selection(solution.x[: len(arrays.edges)], replace(dual, odd=tuple(priced)), worst)


def _add_cuts(arrays: Arrays, program: LinearProgram, odd: tuple[OddSet, ...]) -> LinearProgram:
    """Return the programme with a row for each odd set."""
    edges = [edges_in(arrays, one) for one in odd]
    row = np.repeat(np.arange(len(odd)), [len(found) for found in edges])
    column = np.concatenate([*edges, np.zeros(0, np.intp)])
    shape = (len(odd), program.matrix.shape[1])
    cuts = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    limits = [odd_set_limit(arrays.people, np.array(one.members), len(one.pairs)) for one in odd]
    return replace(
        program,
        matrix=sparse.vstack([program.matrix, cuts], format="csr"),
        limit=np.concatenate([program.limit, np.array(limits, np.float64)]),
    )


def _program(arrays: Arrays, columns: _Columns, rows: _Rows) -> LinearProgram:
    edges, utility, m = arrays.edges, arrays.utility, len(arrays.edges)
    gain = np.zeros(columns.count)
    upper = np.ones(columns.count)
    lower = np.zeros(columns.count)
    gain[:m] = edges.bonus * utility.price
    if utility.fairness == 0:
        gain[:m] += edges.score
    else:
        here = slice(columns.segments, columns.missing)
        widths = np.append(np.full(4, utility.breaks[0]), np.inf)
        gain[here] = np.tile(utility.slope / 2, arrays.size)
        upper[here] = np.tile(widths, arrays.size)
    gain[columns.missing : columns.worst] = -utility.price
    upper[columns.missing : columns.worst] = np.inf
    if utility.fairness == 1:
        gain[columns.worst] = arrays.size
        upper[columns.worst] = arrays.max_min.most if arrays.max_min else 0.0
    alone = np.bincount(edges.pair, minlength=1)[edges.pair] == 1
    lower[:m][np.isinf(edges.priority) & alone] = 1.0
    return LinearProgram(gain, lower, upper, rows.matrix(columns.count), rows.limits())


def _build_rows(arrays: Arrays, columns: _Columns) -> _Rows:
    edges, people, caps, m = arrays.edges, arrays.people, arrays.caps, len(arrays.edges)
    who = np.concatenate([edges.a, edges.b, edges.extra_person])
    what = np.concatenate([np.arange(m), np.arange(m), edges.extra_edge])
    part = np.concatenate([edges.share_a, edges.share_b, edges.extra_share]) * edges.score[what]
    rows = _Rows()
    rows.add("cap", cheapest_cover(people, arrays.spans).most)
    rows.put("cap", who, what, 1.0)
    rows.add("seats", np.array([arrays.tables.seats[0].sum()]))
    rows.put("seats", np.zeros(m, np.int64), np.arange(m), 1.0)
    rows.add("caps", caps.limit)
    rows.put("caps", caps.row, caps.edge, 1.0)
    _alternatives(arrays, rows)
    _guarantees(arrays, columns, rows, who, what)
    if arrays.utility.fairness > 0:
        rows.add("utility", np.zeros(arrays.size))
        rows.put("utility", who, what, -part)
        segment = np.arange(5 * arrays.size)
        rows.put("utility", segment // 5, columns.segments + segment, 1.0)
    if arrays.utility.fairness == 1:
        counted = np.flatnonzero(arrays.utility.counted)
        place = np.full(arrays.size, -1)
        place[counted] = np.arange(len(counted))
        rows.add("worst", np.zeros(len(counted)))
        rows.put("worst", place[who], what, -part)
        rows.put("worst", np.arange(len(counted)), np.full(len(counted), columns.worst), 1.0)
    return rows


def _alternatives(arrays: Arrays, rows: _Rows) -> None:
    """At most one of the edges of a pair."""
    pair = arrays.edges.pair
    several = np.flatnonzero(np.bincount(pair, minlength=1)[pair] > 1)
    distinct, row = np.unique(pair[several], return_inverse=True)
    rows.add("alternatives", np.ones(len(distinct)))
    rows.put("alternatives", row, several, 1.0)


def _guarantees(arrays: Arrays, columns: _Columns, rows: _Rows, who: Int64, what: Int64) -> None:
    place = np.full(arrays.size, -1)
    place[columns.short] = np.arange(len(columns.short))
    inside = np.flatnonzero(place[who] >= 0)
    rows.add("guarantee", -arrays.people.least[columns.short].astype(np.float64))
    rows.put("guarantee", place[who[inside]], what[inside], -1.0)
    short = np.arange(len(columns.short))
    rows.put("guarantee", short, columns.missing + short, -1.0)
    teams = np.arange(len(columns.teams))
    rows.add("team guarantee", -arrays.people.least_of_team[columns.teams].astype(np.float64))
    row = np.searchsorted(columns.teams, arrays.caps.team_row)
    rows.put("team guarantee", row, arrays.caps.team_edge, -1.0)
    rows.put("team guarantee", teams, columns.team_missing + teams, -1.0)


def _dual(arrays: Arrays, columns: _Columns, rows: _Rows, solution: LinearSolution) -> Dual:
    n, utility, caps = arrays.size, arrays.utility, arrays.caps
    price = {name: solution.price[where] for name, where in rows.at.items()}
    guarantee, worst = np.zeros(n), np.zeros(n)
    guarantee[columns.short] = np.minimum(price["guarantee"], utility.price)
    if utility.fairness == 1 and utility.counted.any():
        worst[utility.counted] = price["worst"]
    team = price["team guarantee"]
    ids = [t.id for t in arrays.problem.teams]
    cover = cheapest_cover(arrays.people, arrays.spans)
    whole = cover.span[:, 0]
    dual = Dual(
        utility=price["utility"] if utility.fairness > 0 else np.full(n, 0.5),
        guarantee=guarantee,
        worst=worst,
        cap=np.where(whole, price["cap"], 0.0),
        person_slot=cover.single * price["cap"][:, None],
        slot=np.full(arrays.slots, price["seats"][0]),
        group={
            (p, g): float(v)
            for p, g, v in zip(caps.person, caps.group, price["caps"], strict=True)
            if p >= 0 and v > 0
        },
        team={
            g: float(v)
            for p, g, v in zip(caps.person, caps.group, price["caps"], strict=True)
            if p < 0 and v > 0
        },
        team_guarantee={
            ids[k]: float(min(v, utility.price))
            for k, v in zip(columns.teams, team, strict=True)
            if v > 0
        },
    )
    return raise_max_min_prices(
        arrays, with_spans(arrays, dual, cover.span[:, 1:] * price["cap"][:, None])
    )

"""Linear program: sparse arrays in, values and duals out; ends when it is told to stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper
from scipy import sparse

from scheduling.problem.array_types import Float64
from scheduling.stop import Stop, run_until

# GLOP ends in an exact vertex; beyond this many entries PDLP is faster and can be stopped.
MOST_ENTRIES_SIMPLEX = 80_000
# Ten times the default: the bound is then within 0.002 % and PDLP four times as fast.
# PDLP looks at its own time limit only now and then.
IN_TIME = 0.9
TOLERANCE = (
    "termination_criteria { simple_optimality_criteria {"
    " eps_optimal_relative: 1e-4 eps_optimal_absolute: 1e-4 } }"
)


@dataclass(frozen=True, slots=True, eq=False)
class LinearProgram:
    """Maximise ``gain @ x`` with ``matrix @ x <= limit`` and ``lower <= x <= upper``.

    Attributes
    ----------
    gain, lower, upper
        float64, shape (columns,).
    matrix
        scipy CSR, shape (rows, columns).
    limit
        float64, shape (rows,).
    """

    gain: Float64
    lower: Float64
    upper: Float64
    matrix: sparse.csr_matrix
    limit: Float64


@dataclass(frozen=True, slots=True, eq=False)
class LinearSolution:
    """Values of the columns and prices (0 or more) of the rows; near-optimal at least."""

    x: Float64
    price: Float64
    optimal: bool


def solve_linear_program(
    program: LinearProgram, stop: Stop, exact: bool = False
) -> LinearSolution | None:
    """Solve by GLOP or PDLP (Applegate et al. 2021); None if stopped before any solution.

    With ``exact`` by GLOP at any size: a vertex, to the last digits, but slow when large.
    """
    rows, columns = program.matrix.shape
    if columns == 0:
        return LinearSolution(np.zeros(0), np.zeros(rows), True)
    model = helper.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        program.lower,
        program.upper,
        -program.gain,
        np.full(rows, -np.inf),
        program.limit.astype(np.float64),
        program.matrix,
    )
    small = exact or program.matrix.nnz <= MOST_ENTRIES_SIMPLEX
    solver = helper.ModelSolverHelper("glop" if small else "pdlp")
    solver.enable_output(False)
    if not small:
        solver.set_solver_specific_parameters(TOLERANCE)
    remaining = stop.remaining()
    if np.isfinite(remaining):
        solver.set_time_limit_in_seconds(max(0.01, IN_TIME * remaining))
    if not run_until(stop, lambda: solver.solve(model), solver.interrupt_solve):
        return None
    if not solver.has_solution():
        return None
    price = np.maximum(0.0, -np.asarray(solver.dual_values()))
    optimal = solver.status() == helper.SolveStatus.OPTIMAL
    return LinearSolution(np.asarray(solver.variable_values()), price, bool(optimal))

"""Max-min dual: prices that prove how little the worst-off person can have.

Where fairness is 1 the smallest v counts n times. It is hardly ever above what the poorest person
could have with the room to themselves, and that limit as a bound of the programme's column keeps
prices of ordinary size; what their sum falls short of n is then laid on that one person, whose own
best timetable, a small programme, tells what their time costs.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import sparse

from scheduling.arrays.max_min_limit import person_edges
from scheduling.arrays.problem_arrays import Arrays
from scheduling.bound.dual_value import omega, span_prices
from scheduling.certificate import Dual
from scheduling.problem.array_types import Float64
from scheduling.solvers.linear_program import LinearProgram, solve_linear_program
from scheduling.stop import Never


def raise_max_min_prices(arrays: Arrays, dual: Dual) -> Dual:
    """Let the prices of the worst-off sum to n, at the least cost to the bound."""
    missing = arrays.size - float(dual.worst.sum())
    if arrays.max_min is None or missing <= 0:
        return dual
    i = arrays.max_min.person
    worst, cap, person_slot = dual.worst.copy(), dual.cap.copy(), dual.person_slot.copy()
    worst[i] += missing
    cap[i], person_slot[i] = 0.0, 0.0
    free = dataclasses.replace(
        dual,
        worst=worst,
        cap=cap,
        person_slot=person_slot,
        day=_clear_person(dual.day, i),
        row=_clear_person(dual.row, i),
    )
    cap[i], person_slot[i] = _price_time(arrays, free, i)
    return free


def _clear_person(prices: Float64 | None, person: int) -> Float64 | None:
    if prices is None:
        return None
    prices = prices.copy()
    prices[person] = 0.0
    return prices


def _price_time(arrays: Arrays, dual: Dual, person: int) -> tuple[float, Float64]:
    """Price a person's meetings and slots so that their pairs add least to the bound."""
    edges, spans = arrays.edges, arrays.spans
    edge = person_edges(edges, person)[0]
    charged = dual.person_slot + span_prices(arrays, dual) @ spans.covers[1:]
    value = omega(arrays, dual)[edge, None] - dual.slot[None]
    value -= charged[edges.a[edge]] + charged[edges.b[edge]]
    for k, e in enumerate(edge.tolist()):
        value[k] -= charged[edges.extra_person[edges.extra_edge == e]].sum(axis=0)
    row, slot = np.nonzero(arrays.fits[edge] & (value > 0))
    gain = value[row, slot]
    pairs, pair = np.unique(edges.pair[edge][row], return_inverse=True)
    columns = np.arange(len(gain))
    rows = np.concatenate([np.zeros(len(gain), np.intp), 1 + slot, 1 + arrays.slots + pair])
    limit = np.ones(1 + arrays.slots + len(pairs))
    limit[0] = arrays.people.most[person]
    matrix = sparse.csr_matrix(
        (np.ones(len(rows)), (rows, np.tile(columns, 3))), shape=(len(limit), len(gain))
    )
    ones = np.ones(len(gain))
    program = LinearProgram(gain, np.zeros(len(gain)), ones, matrix, limit)
    solution = solve_linear_program(program, Never(), exact=True)
    if solution is None:
        return 0.0, np.zeros(arrays.slots)
    there = arrays.people.available[person]
    return float(solution.price[0]), np.where(there, solution.price[1 : 1 + arrays.slots], 0.0)

"""Slot by slot, each a matching of greatest weight among the pairs that are left (rustworkx)."""

from __future__ import annotations

import time

import numpy as np
import rustworkx

from scheduling.problem import Problem

from . import event


def planned(problem: Problem, seconds: float) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet; later slots stay empty when time is up."""
    end = time.monotonic() + seconds
    there, seats = event.availability(problem), event.seats(problem)
    a, b, score = problem.pairs.a, problem.pairs.b, problem.pairs.score
    slot = np.full(len(problem.pairs), -1)
    for t in range(len(problem.slots)):
        if time.monotonic() > end:
            break
        open_ = np.flatnonzero((slot < 0) & there[a, t] & there[b, t])
        graph = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(len(there)))
        graph.add_edges_from(
            list(zip(a[open_].tolist(), b[open_].tolist(), open_.tolist(), strict=True))
        )
        pairs = rustworkx.max_weight_matching(
            graph, weight_fn=lambda e: round(1_000_000 * float(score[e]))
        )
        rows = np.array([graph.get_edge_data(x, y) for x, y in pairs], int)
        slot[rows[np.argsort(-score[rows], kind="stable")][: seats[t]]] = t
    return slot

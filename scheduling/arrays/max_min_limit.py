"""Max-min limit: who can have least even with the room to themselves; that limits the worst-off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.arrays.edges import Edges
from scheduling.arrays.objective import Utility
from scheduling.problem.array_types import Bool, Float64, Index

# Any one person bounds the smallest v; the poorest is among the first few by their scores alone.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class MaxMinLimit:
    """The person who can have least, and the most that their v can be."""

    person: int
    most: float


def max_min_limit(edges: Edges, fits: Bool, utility: Utility) -> MaxMinLimit | None:
    """Find who could have least with the room to themselves; None if nobody counts.

    Their best scores in as many slots as they may use, each partner in a slot in which both are
    there: an assignment problem, solved only for those who may be the poorest.
    """
    counted = np.flatnonzero(utility.counted)
    if len(counted) == 0:
        return None
    ceiling = utility.ceiling
    found = MaxMinLimit(-1, np.inf)
    for person in counted[np.argsort(ceiling[counted], kind="stable")][:LOOKED_AT].tolist():
        if ceiling[person] >= found.most:
            break
        most = min(float(ceiling[person]), _alone(edges, fits, person))
        if most < found.most:
            found = MaxMinLimit(person, most)
    return found


def person_edges(edges: Edges, person: int) -> tuple[Index, Float64]:
    """Edges at which a person sits, and the part of the score that counts for them."""
    as_a, as_b = np.flatnonzero(edges.a == person), np.flatnonzero(edges.b == person)
    more = np.flatnonzero(edges.extra_person == person)
    edge = np.concatenate([as_a, as_b, edges.extra_edge[more]])
    share = np.concatenate([edges.share_a[as_a], edges.share_b[as_b], edges.extra_share[more]])
    return edge, share


def _alone(edges: Edges, fits: Bool, person: int) -> float:
    """Most v of a person whose partners have nothing else to do."""
    edge, share = person_edges(edges, person)
    worth = edges.score[edge] * share
    pairs, row = np.unique(edges.pair[edge], return_inverse=True)
    value = np.zeros((len(pairs), fits.shape[1]))
    np.maximum.at(value, row, np.where(fits[edge], worth[:, None], 0.0))
    chosen = linear_sum_assignment(value, maximize=True)
    return float(value[chosen].sum())

"""Zone flow: zones for those who need one, so that as many as possible get a table.

A flow from needs to zones, raised along augmenting paths (Ford and Fulkerson 1956); both sides
are few, so it costs next to nothing however many meetings there are.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from scheduling.problem.array_types import Bool, Int64


def plan_zones(allowed: Bool, wanted: Int64, tables: Int64) -> Int64:
    """How many meetings of each need go to each zone.

    Parameters
    ----------
    allowed
        bool, shape (needs, Z).
    wanted
        int64, shape (needs,): meetings of each need.
    tables
        int64, shape (Z,): free tables in each zone.

    Returns
    -------
    int64, shape (needs, Z): as many in all as can be.
    """
    flow = np.zeros(allowed.shape, np.int64)
    left = tables.copy()
    for need in range(len(allowed)):
        missing = int(wanted[need])
        while missing > 0:
            path = _path(allowed, flow, left, need)
            if not path:
                break
            amount = min(missing, int(left[path[-1][1]]))
            for back, zone in zip(path[1:], (z for _, z in path), strict=False):
                amount = min(amount, int(flow[back[0], zone]))
            for step, (row, zone) in enumerate(path):
                if step:
                    flow[row, path[step - 1][1]] -= amount
                flow[row, zone] += amount
            left[path[-1][1]] -= amount
            missing -= amount
    return flow


def _path(allowed: Bool, flow: Int64, left: Int64, need: int) -> list[tuple[int, int]]:
    """Find steps (need, zone): each need goes to that zone and the next one leaves it."""
    came: dict[int, tuple[int, int]] = {int(z): (need, -1) for z in np.flatnonzero(allowed[need])}
    queue = deque(came)
    while queue:
        zone = queue.popleft()
        if left[zone] > 0:
            path = []
            while zone >= 0:
                row, before = came[zone]
                path.append((row, zone))
                zone = before
            return path[::-1]
        for row in np.flatnonzero(flow[:, zone] > 0).tolist():
            for other in np.flatnonzero(allowed[row]).tolist():
                if other not in came:
                    came[other] = (row, zone)
                    queue.append(other)
    return []

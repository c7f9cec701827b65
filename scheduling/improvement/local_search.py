"""Local search: shake some slots and fill all again; set a few people free and solve them exactly.

Iterated local search (Lourenço, Martin and Stützle 2003) over slots, whose local search is
`scheduling.assignment.slot_search`, and large neighbourhood search (Shaw 1998) over groups of
people with CP-SAT. A plan is only ever left for one that is no worse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.objective import tally_meetings
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays
from scheduling.assignment.slot_search import refill_slot, search_slots
from scheduling.cp_sat.subproblem import Effort, solve_subproblem
from scheduling.improvement.neighbourhood import edges_within, grow_neighbourhood
from scheduling.parameters import Parameters
from scheduling.progress import Observer, Progress
from scheduling.stop import Stop

# Noise on the gains while slots are filled anew, in units of the median score.
NOISE = (0.003, 0.01, 0.03, 0.1)
# How often a circle is drawn around the worst-off person, where fairness is 1.
WORST_OFF = 0.5


@dataclass(slots=True)
class _Search:
    arrays: Arrays
    best: Plan
    rank: tuple[int, float]
    random: np.random.Generator
    stop: Stop

    def take(self, plan: Plan) -> bool:
        """Take the plan if it is no worse; tells whether it is better."""
        rank = plan.rank()
        better = rank > self.rank
        if rank >= self.rank:
            self.best, self.rank = plan, rank
        return better


def improve(
    plan: Plan,
    bound: float | None,
    parameters: Parameters,
    seed: int,
    threads: int,
    stop: Stop,
    observer: Observer,
) -> Plan:
    """Better a plan until it is within ``parameters.gap`` of the bound, stops, or stagnates.

    Returns
    -------
    Plan
        No worse than the one given; the same for the same seed and threads, unless ``stop`` cuts.
    """
    if not len(plan.arrays.edges):
        return plan
    search = _Search(plan.arrays, plan, plan.rank(), np.random.default_rng(seed), stop)
    size = max(1, plan.arrays.fits.size)
    patience = int(np.clip(parameters.work // size, *parameters.patience))
    since = 0
    for step in range(parameters.most_steps):
        if stop() or _close(search, bound, parameters.gap) or since >= patience:
            break
        if step % 4 == 3:
            better = search.take(_solve_group(search, parameters, threads, step))
        else:
            better = search.take(_shake(search))
        since = 0 if better else since + 1
        # Whether it is better or not: who passed the best over before can take it now.
        observer(Progress("improvement", 0.5, search.rank[1], bound, search.best.schedule))
    return search.best


def _close(search: _Search, bound: float | None, gap: float) -> bool:
    if bound is None:
        return False
    return bound - search.rank[1] <= max(gap, 1e-9) * max(abs(bound), 1e-9)


def _shake(search: _Search) -> Plan:
    """Empty a few slots, fill them with noise on the gains, then climb."""
    arrays, random = search.arrays, search.random
    count = min(int(random.integers(2, 5)), arrays.slots)
    slots = random.permutation(arrays.slots)
    plan = search.best.copy()
    forced = np.isinf(arrays.edges.priority)
    for t in slots[:count]:
        held = plan.in_slot(int(t))
        plan.slot[held[~forced[held]]] = -1
    scale = float(np.median(arrays.edges.score)) or 1.0
    noise = random.normal(size=len(arrays.edges)) * scale * random.choice(NOISE)
    for t in slots[:count]:
        if search.stop():
            return search.best
        plan = refill_slot(plan, int(t), noise)
    return search_slots(plan, search.stop, rounds=1)


def _solve_group(search: _Search, parameters: Parameters, threads: int, seed: int) -> Plan:
    """Set a group of people free who could meet each other, and solve for them."""
    arrays = search.arrays
    circle = grow_neighbourhood(arrays, _middle(search), parameters.group, search.random)
    free = edges_within(arrays, circle)
    effort = Effort(parameters.group_work, threads, seed)
    outcome = solve_subproblem(search.best, free, effort, search.stop)
    return outcome.plan or search.best


def _middle(search: _Search) -> int:
    """Whom to free with those around them; where the smallest v counts, often the worst-off."""
    arrays, random = search.arrays, search.random
    if arrays.max_min is not None and random.random() < WORST_OFF:
        value = tally_meetings(arrays.edges, search.best.held(), arrays.size)[0]
        return int(np.where(arrays.utility.counted, value, np.inf).argmin())
    return int(arrays.edges.a[random.integers(len(arrays.edges))])

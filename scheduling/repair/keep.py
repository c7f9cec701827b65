"""Keep: a timetable for a problem that has changed since, which leaves what people have.

The order is a repair's, without a rate at which moves are bought by worth: promises and what must
be met first, then as few meetings moved as can be, then worth, by what moves nobody.
"""

from __future__ import annotations

from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.bound.trivial_dual import trivial_dual
from scheduling.certificate import Certificate
from scheduling.problem import Problem, Schedule
from scheduling.progress import Observer, silent
from scheduling.repair.repair import RepairResult, repair
from scheduling.selection.b_matching_lp import solve_b_matching
from scheduling.stop import Never, Stop


def keep(
    problem: Problem,
    schedule: Schedule,
    *,
    fixed: bool = False,
    now: float | None = None,
    certificate: Certificate | None = None,
    stop: Stop | None = None,
    observer: Observer = silent,
) -> RepairResult:
    """Make a schedule of the problem that differs as little as can be from what people have.

    Parameters
    ----------
    problem
        As it stands now. It may know other people, slots, tables and pairs than the schedule's.
    schedule
        What people have; meetings of those whom the problem does not know fall away.
    fixed
        Whether nothing that can stay may move: only gaps are filled.
    now
        Minutes on the slots' scale: what has begun stays. None: before the event.
    certificate
        Of any schedule of such a problem, with the same people in the same order: its prices bound
        this one, too. Without, prices are found, which takes as long as a selection.

    Returns
    -------
    RepairResult
        ``changes`` are against what is left of ``schedule`` among the people of the problem.
    """
    people = {person.id for person in problem.attendees}
    slots = {slot.id for slot in problem.slots}
    left = Schedule(tuple(m for m in schedule.meetings if {m.a, m.b} <= people and m.slot in slots))
    return repair(
        problem,
        left,
        (),
        now=now,
        fixed=fixed,
        certificate=certificate or _bounded(problem, stop or Never()),
        stop=stop,
        observer=observer,
    )


def _bounded(problem: Problem, stop: Stop) -> Certificate:
    """Find prices by which a schedule of the problem is bounded; plain ones where time is up."""
    arrays = compile_arrays(problem)
    selection = solve_b_matching(arrays, stop)
    if selection is None:
        return Certificate.claim(None, "best pairs alone", dual=trivial_dual(arrays))
    return Certificate.claim(None, "selection LP", dual=selection.dual)

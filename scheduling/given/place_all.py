"""Place all: the given meetings with the fewest breaks, by CP-SAT, and prove it.

A prover (unsatisfiable cores, no linear relaxation, which is what closes this problem) and a
finder (neighbourhoods, a second prover, decisions at the bound) run side by side, see `portfolio`.
"""

from __future__ import annotations

from scheduling.certificate import Certificate, Unplaced
from scheduling.explain.shortfalls import leaves_out, list_unmet, list_unplaced, may_be_short
from scheduling.given.break_bound import bound_breaks
from scheduling.given.conflict import find_conflict
from scheduling.given.cp_model import priority_scale
from scheduling.given.given_arrays import compile_given
from scheduling.given.portfolio import Portfolio
from scheduling.given.search import search
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.progress import Observer, Progress, silent
from scheduling.result import Result
from scheduling.seating.seating import seat
from scheduling.state.loading import load_schedule
from scheduling.stop import Elapsed, Never, Stop
from scheduling.verify.verification import verify


def place_all(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    threads: int = 2,
    observer: Observer = silent,
) -> Result:
    """Give every meeting a slot and a table, with as few breaks as can be.

    Parameters
    ----------
    stop
        When to end with the best so far; without, it runs until it has proved its answer.
    threads
        With 1 prover and finder take turns. What is decided within some seconds of work is the
        same schedule for the same seed; beyond, with 2 or more, only the number of breaks is.

    Returns
    -------
    Result
        A verified schedule with the best bound proved; or status infeasible with the clashing
        rules. Stopped before there was any schedule, it is without meetings, all of them
        unplaced, and without an objective.
    """
    elapsed, stop = Elapsed(), stop or Never()
    partial = problem.objective.partial
    observer(Progress("assignment", 0.0))
    given = compile_given(problem)
    portfolio = Portfolio(stop, observer, 0 if partial else bound_breaks(given))
    portfolio.infeasible = not partial and not all(given.allowed)
    if not portfolio.infeasible:
        search(portfolio, given, seed, threads)
    if portfolio.infeasible:
        clash = find_conflict(problem, stop)
        return Result(Schedule(()), Certificate.infeasible(clash, "exact"), elapsed(), seed)
    if portfolio.slots is None:
        return _too_late(problem, portfolio, seed, elapsed)
    observer(Progress("seating", 0.0, portfolio.value, portfolio.bound))
    schedule = _schedule(problem, portfolio.slots)
    observer(Progress("verification", 0.0, portfolio.value, portfolio.bound))
    told = may_be_short(problem) or leaves_out(problem, schedule)
    state = load_schedule(problem, schedule) if told else None
    claim = Certificate.claim(
        _bound(portfolio, priority_scale(given)),
        "exact",
        unmet=list_unmet(state) if state else (),
        unplaced=list_unplaced(state) if state else (),
    )
    return Result(
        schedule, verify(problem, schedule, claim), elapsed(), seed, tuple(portfolio.trace)
    )


def _bound(portfolio: Portfolio, scale: int) -> float | None:
    """Return what is proved of the breaks; with meetings left out, if no fewer could be."""
    if not scale:
        return portfolio.bound
    left_out, fewest_left_out = portfolio.value // scale, portfolio.bound // scale
    return portfolio.bound % scale if fewest_left_out >= left_out else None


def _schedule(problem: Problem, slots: list[int]) -> Schedule:
    locked = {frozenset((lock.a, lock.b)): lock.table or "" for lock in problem.locked}
    meetings = [
        Meeting(
            slot=problem.slots[t].id,
            a=given.a,
            b=given.b,
            table=locked.get(frozenset((given.a, given.b)), ""),
            id=given.id,
        )
        for given, t in zip(problem.meetings, slots, strict=True)
        if t >= 0
    ]
    # A meeting without a table is not held: it is told as left out, or refused by verification.
    seated = seat(problem, meetings).meetings
    return Schedule.in_order(seated, problem.slots)


def _too_late(problem: Problem, portfolio: Portfolio, seed: int, elapsed: Elapsed) -> Result:
    why = "The time ran out before any timetable was found."
    left_out = tuple(Unplaced(given.a, given.b, why, given.id) for given in problem.meetings)
    bound = None if problem.objective.partial else portfolio.bound
    none = Certificate.claim(bound, "exact", unplaced=left_out)
    return Result(Schedule(()), none, elapsed(), seed, tuple(portfolio.trace))

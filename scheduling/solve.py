"""Solve: the verb of the package, a problem in, a schedule with its certificate out."""

from __future__ import annotations

from dataclasses import replace

from scheduling.anchors import place_anchors
from scheduling.arrays import arrays_of
from scheduling.assignment import assigned
from scheduling.bound import worth_of
from scheduling.certificate import Certificate
from scheduling.exact import place_all
from scheduling.explanation import shortfall_reasons, unplaced_reasons
from scheduling.parameters import Parameters
from scheduling.plan import Plan
from scheduling.problem import Problem
from scheduling.progress import Observer, Progress, silent
from scheduling.rematch import climbed
from scheduling.result import Result
from scheduling.rounding import rounded
from scheduling.schedule import Meeting, Schedule
from scheduling.seating import seat
from scheduling.selection import selected
from scheduling.stop import Elapsed, Never, Stop
from scheduling.time_prices import lowered
from scheduling.verification import NotVerified, verify


def solve(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    threads: int = 2,
    parameters: Parameters | None = None,
    observer: Observer = silent,
    keep: Schedule | None = None,
) -> Result:
    """Make a timetable.

    Parameters
    ----------
    stop
        When to end with the best so far; without, the work ends by itself.
    keep
        A schedule all of whose meetings stay; only gaps are filled.

    Returns
    -------
    Result
        A verified schedule, or, if the hard rules cannot hold together, none and the clash.
    """
    if problem.objective.mode == "all_meetings":
        return place_all(problem, stop=stop, seed=seed, threads=threads, observer=observer)
    elapsed, stop = Elapsed(), stop or Never()
    try:
        schedule, certificate = _selected(problem, stop, observer, keep)
        return Result(schedule, certificate, elapsed(), seed)
    except NotVerified as refused:
        first, broken = refused, keep
    anchors = place_anchors(problem, stop, seed, threads)
    if anchors is not None and anchors.certificate.status == "infeasible":
        return replace(anchors, seconds=elapsed())
    if anchors is not None and anchors.schedule.meetings:
        broken = Schedule((*(broken.meetings if broken else ()), *anchors.schedule.meetings))
        try:
            schedule, certificate = _selected(problem, stop, observer, broken)
            return Result(schedule, certificate, elapsed(), seed)
        except NotVerified as refused:
            first = refused
    clash = tuple(dict.fromkeys(f"{v.rule}: {v.what}" for v in first.violations))
    none = Certificate(None, None, None, "infeasible", clash=clash)
    return Result(Schedule(()), none, elapsed(), seed)


def _selected(
    problem: Problem, stop: Stop, observer: Observer, keep: Schedule | None
) -> tuple[Schedule, Certificate]:
    """Choose who meets, place them, and have it verified; raises NotVerified."""
    arrays = arrays_of(problem, keep)
    observer(Progress("selection", 0.0))
    selection = selected(arrays, stop)
    dual = selection.dual if selection else None
    observer(Progress("assignment", 0.0))
    plan = Plan(arrays)
    if selection:
        plan = assigned(
            arrays, rounded(arrays, selection.x, worth_of(arrays, selection.dual)), stop
        )
    plan = climbed(plan, stop)
    if dual:
        dual = lowered(arrays, dual, stop)
    observer(Progress("seating", 0.0))
    schedule = _schedule(plan, keep)
    claim = Certificate(
        None,
        None,
        None,
        "feasible",
        "time-indexed LP" if dual else "",
        unmet=shortfall_reasons(problem, schedule),
        unplaced=unplaced_reasons(problem, schedule),
        dual=dual,
    )
    observer(Progress("verification", 0.0))
    return schedule, verify(problem, schedule, claim)


def _schedule(plan: Plan, keep: Schedule | None) -> Schedule:
    """Seat the plan's meetings; those of ``keep`` stay at the tables they had."""
    arrays = plan.arrays
    edges, problem = arrays.edges, arrays.problem
    n = len(problem.attendees)
    ids = [a.id for a in problem.attendees]
    parties = problem.parties
    tables = {(m.slot, m.a): m.table for m in keep.meetings} if keep else {}
    meetings = []
    for e in plan.held():
        seats = [(ids[edges.a[e]], edges.party_a[e]), (ids[edges.b[e]], edges.party_b[e])]
        (a, team_a), (b, team_b) = sorted(seats)
        slot = problem.slots[plan.slot[e]].id
        meetings.append(
            Meeting(
                slot=slot,
                a=a,
                b=b,
                table=tables.get((slot, a)) or tables.get((slot, b), ""),
                team_a=parties[team_a] if team_a >= n else "",
                team_b=parties[team_b] if team_b >= n else "",
            )
        )
    order = {s.id: t for t, s in enumerate(problem.slots)}
    seated = seat(problem, meetings).meetings
    return Schedule(tuple(sorted(seated, key=lambda m: (order[m.slot], m))))

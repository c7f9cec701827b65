"""Solve: the verb of the package, a problem in, a schedule with its certificate out."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.arrays.incumbent import plan_of
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, compile_arrays
from scheduling.certificate import Certificate
from scheduling.explain.shortfalls import leaves_out, list_unmet, list_unplaced, may_be_short
from scheduling.explain.team_balance import balance_teams, is_split, list_uneven
from scheduling.given.place_all import place_all
from scheduling.given.required_pairs import place_required_pairs
from scheduling.parameters import Parameters
from scheduling.pipeline import BoundedPlan, make_plan
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.progress import Observer, Progress, Trace, silent
from scheduling.result import Result
from scheduling.seating.seating import seat
from scheduling.state.loading import load_schedule
from scheduling.state.state import ScheduleState
from scheduling.stop import AtLeast, Early, Elapsed, Never, Stop
from scheduling.verify.verification import NotVerified, examine, verify
from scheduling.verify.violation import Violation

# Seating and verification cannot be cut short: they take so many times as long as reading did,
# verification alone so many times.
ENDING, VERIFYING = 7.0, 4.5
# And so many times, if anybody may be short, to put the timetable up as a state that tells why.
STATE = 8.0
# Of the time there is, this part is kept for saying why people are short, at least the seconds
# that a cancelled run may still take for it.
REASONS, REASONS_SECONDS = 0.04, 0.3


def solve(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    threads: int = 2,
    parameters: Parameters | None = None,
    observer: Observer = silent,
    start: Schedule | None = None,
) -> Result:
    """Make a timetable.

    Parameters
    ----------
    stop
        When to end with the best so far; without, the work ends by itself.
    seed, threads
        The same seed with one thread gives the same schedule, unless ``stop`` cuts the search.
    parameters, observer
        Settings of the steps; who is told how it goes on.
    start
        A schedule found before, with or without tables, to begin from. It binds nothing, and is
        passed over where it breaks a rule of this problem; in mode ``all_meetings`` it is not used.

    Returns
    -------
    Result
        A verified schedule, or, if the hard rules cannot hold together, none and the clash.

    Raises
    ------
    NotVerified
        If what was found breaks a rule or has no table for a meeting.
    """
    if problem.objective.mode == "all_meetings":
        return place_all(problem, stop=stop, seed=seed, threads=threads, observer=observer)
    elapsed, stop, trace = Elapsed(), stop or Never(), Trace(observer)

    def result(schedule: Schedule, certificate: Certificate) -> Result:
        return Result(schedule, certificate, elapsed(), seed, tuple(trace.reports))

    trace(Progress("selection", 0.0))
    arrays = compile_arrays(problem)
    time = _Time.left(problem, stop, elapsed())
    known = _incumbent(arrays, start)
    settings = parameters or Parameters()
    found = make_plan(arrays, settings, seed, threads, time.for_plan, trace, known)
    if found.plan is None:
        return result(Schedule(()), Certificate.infeasible(_clash(arrays, stop, seed, threads)))
    value = found.plan.value()
    trace(Progress("seating", 0.0, value, found.bound, found.plan.schedule))
    schedule = _seat(found.plan)
    reasons = AtLeast(time.for_reasons, time.telling)
    state = load_schedule(problem, schedule) if _needs_state(found.plan, schedule) else None
    if state and any(is_split(team) for team in problem.teams):
        schedule = _balance(state, reasons)
    claim = _claim(found, state, reasons)
    trace(Progress("verification", 0.0, value, found.bound))
    return result(schedule, verify(problem, schedule, claim))


def _incumbent(arrays: Arrays, start: Schedule | None) -> Plan | None:
    """Read a schedule into a plan; None where the verifier finds that it breaks a rule."""
    plan = plan_of(arrays, start) if start is not None else None
    if plan is None:
        return None
    problem = arrays.problem
    seating = seat(problem, list(plan.meetings()))
    if seating.unseated or examine(problem, Schedule(seating.meetings)).violations:
        return None
    return plan


@dataclass(frozen=True, slots=True)
class _Time:
    """When each part of a solve ends, so that all that follows still fits."""

    for_plan: Stop
    for_reasons: Stop
    telling: float

    @classmethod
    def left(cls, problem: Problem, stop: Stop, read: float) -> _Time:
        """Share out what time there is, after reading took ``read`` seconds."""
        ending, telling = ENDING * read, 0.0
        if problem.teams or may_be_short(problem):
            ending += STATE * read
            telling = min(REASONS * stop.remaining(), REASONS_SECONDS)
        return cls(Early(stop, ending + telling), Early(stop, VERIFYING * read), telling)


def _needs_state(plan: Plan, schedule: Schedule) -> bool:
    """Whether a team is to be split or a reason to be told: a state costs a second at 10,000."""
    problem = plan.arrays.problem
    return (
        any(is_split(team) for team in problem.teams)
        or plan.shortfall().total() > 0
        or leaves_out(problem, schedule)
    )


def _balance(state: ScheduleState, stop: Stop) -> Schedule:
    """Split the meetings of teams among their members."""
    balance_teams(state, (1 << len(state.problem.slots)) - 1, stop)
    return state.schedule()


def _claim(found: BoundedPlan, state: ScheduleState | None, stop: Stop) -> Certificate:
    """State what verification shall check: the bound, and what is missing, with its reason."""
    return Certificate.claim(
        found.bound if found.dual is None else None,
        found.bound_by,
        unmet=list_unmet(state, stop) if state else (),
        unplaced=list_unplaced(state) if state else (),
        uneven=list_uneven(state) if state else (),
        dual=found.dual,
    )


def _clash(arrays: Arrays, stop: Stop, seed: int, threads: int) -> tuple[str, ...]:
    """Name the hard rules that cannot hold together."""
    try:
        required = place_required_pairs(arrays.problem, stop, seed, threads)
        if required is not None and required.certificate.clash:
            return required.certificate.clash
    except NotVerified as refused:
        return tuple(dict.fromkeys(f"{v.rule}: {v.what}" for v in refused.violations))
    if arrays.impossible:
        return tuple(
            f'"{a}" and "{b}" must meet, but no slot and table suit both'
            for a, b in arrays.impossible
        )
    return ("must-meet and locked pairs must be held",)


def _seat(plan: Plan) -> Schedule:
    """Seat the plan's meetings."""
    problem = plan.arrays.problem
    seating = seat(problem, list(plan.meetings()))
    if seating.unseated:
        raise NotVerified(tuple(_without_table(m) for m in seating.unseated))
    return Schedule.in_order(seating.meetings, problem.slots)


def _without_table(meeting: Meeting) -> Violation:
    what = f"{meeting.a} and {meeting.b} have no table left in slot {meeting.slot}."
    return Violation("tables", what, (meeting.a, meeting.b), meeting.slot)

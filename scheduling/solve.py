"""Solve: the verb of the package, a problem in, a schedule with its certificate out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, arrays_of
from scheduling.certificate import Certificate
from scheduling.explain.explanation import missing_reasons
from scheduling.explain.team_balance import is_split, share, uneven_on
from scheduling.given.place_all import place_all
from scheduling.given.required_pairs import place_required_pairs
from scheduling.parameters import Parameters
from scheduling.pipeline import BoundedPlan, make_plan
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.problem.timeline import slot_numbers
from scheduling.progress import Observer, Progress, silent
from scheduling.result import Result
from scheduling.seating.seating import seat
from scheduling.state.loading import state_of
from scheduling.state.state import ScheduleState
from scheduling.stop import AtLeast, Early, Elapsed, Never, Stop
from scheduling.verify.verification import NotVerified, verify
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
    keep: Schedule | None = None,
) -> Result:
    """Make a timetable.

    Parameters
    ----------
    stop
        When to end with the best so far; without, the work ends by itself.
    keep
        A schedule all of whose meetings stay; only gaps are filled.

    seed, threads
        The same seed with one thread gives the same schedule, unless ``stop`` cuts the search.
    parameters, observer
        Settings of the steps; who is told how it goes on.

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
    elapsed, stop = Elapsed(), stop or Never()
    teller = _Teller(observer)
    teller("selection", 0.0, None, None)
    arrays = arrays_of(problem, keep)
    time = _Time.left(problem, stop, elapsed())
    found = make_plan(arrays, parameters or Parameters(), seed, threads, time.for_plan, teller)
    if found.plan is None:
        none = Certificate.infeasible(_clash(arrays, stop, seed, threads))
        return Result(Schedule(()), none, elapsed(), seed, tuple(teller.trace))
    value = found.plan.value()
    teller("seating", 0.0, value, found.bound)
    schedule = _seated(found.plan, keep)
    reasons = AtLeast(time.for_reasons, time.telling)
    state = _balanced(problem, schedule, keep, reasons)
    schedule = state.schedule() if state else schedule
    claim = _claim(problem, schedule, found, state, reasons)
    teller("verification", 0.0, value, found.bound)
    certificate = verify(problem, schedule, claim)
    return Result(schedule, certificate, elapsed(), seed, tuple(teller.trace))


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
        if _promises(problem):
            ending += STATE * read
            telling = min(REASONS * stop.remaining(), REASONS_SECONDS)
        return cls(Early(stop, ending + telling), Early(stop, VERIFYING * read), telling)


def _promises(problem: Problem) -> bool:
    """Whether anybody may be short, or a team unevenly split."""
    return bool(problem.teams) or any(a.min_meetings or a.min_per_day for a in problem.attendees)


def _balanced(
    problem: Problem, schedule: Schedule, keep: Schedule | None, stop: Stop
) -> ScheduleState | None:
    """Split the meetings of teams among their members, what is kept stays; None without teams."""
    if not any(is_split(team) for team in problem.teams):
        return None
    state = state_of(problem, schedule)
    kept = {(m.slot, m.a) for m in keep.meetings} if keep else set()
    for held in state.held.values():
        meeting = state.meeting(held)
        held.fixed = not kept.isdisjoint({(meeting.slot, meeting.a), (meeting.slot, meeting.b)})
    share(state, (1 << len(problem.slots)) - 1, stop)
    return state


def _claim(
    problem: Problem,
    schedule: Schedule,
    found: BoundedPlan,
    state: ScheduleState | None,
    stop: Stop,
) -> Certificate:
    """State what verification shall check: the bound, and what is missing, with its reason."""
    unmet, unplaced = missing_reasons(problem, schedule, stop, state)
    return Certificate.claim(
        found.bound if found.dual is None else None,
        found.bound_by,
        unmet=unmet,
        unplaced=unplaced,
        uneven=uneven_on(state) if state else (),
        dual=found.dual,
    )


class _Teller:
    """Passes progress on, and keeps the reports in which objective or bound got better."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.trace: list[Progress] = []
        self._best: tuple[float, float] = (-np.inf, np.inf)

    def __call__(
        self, stage: str, fraction: float, value: float | None, bound: float | None
    ) -> None:
        progress = Progress(stage, fraction, value, bound)
        known = (-np.inf if value is None else value, np.inf if bound is None else bound)
        if known[0] > self._best[0] or known[1] < self._best[1]:
            self._best = (max(known[0], self._best[0]), min(known[1], self._best[1]))
            self.trace.append(progress)
        self._observer(progress)


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


def _seated(plan: Plan, keep: Schedule | None) -> Schedule:
    """Seat the plan's meetings; those of ``keep`` stay at the tables they had."""
    arrays = plan.arrays
    edges, problem = arrays.edges, arrays.problem
    n = len(problem.attendees)
    ids = [a.id for a in problem.attendees]
    parties = problem.parties
    tables = {(m.slot, m.a): m.table for m in keep.meetings} if keep else {}
    meetings = []
    held = plan.held()
    columns = (edges.a, edges.b, edges.party_a, edges.party_b, plan.slot)
    for one, other, for_one, for_other, t in zip(*(c[held].tolist() for c in columns), strict=True):
        (a, team_a), (b, team_b) = sorted([(ids[one], for_one), (ids[other], for_other)])
        slot = problem.slots[t].id
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
    order = slot_numbers(problem.slots)
    seating = seat(problem, meetings)
    if seating.unseated:
        raise NotVerified(tuple(_without_table(m) for m in seating.unseated))
    return Schedule(tuple(sorted(seating.meetings, key=lambda m: (order[m.slot], m))))


def _without_table(meeting: Meeting) -> Violation:
    what = f"{meeting.a} and {meeting.b} have no table left in slot {meeting.slot}."
    return Violation("tables", what, (meeting.a, meeting.b), meeting.slot)

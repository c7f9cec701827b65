"""Solve: the verb of the package, a problem in, a schedule with its certificate out."""

from __future__ import annotations

import numpy as np

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, arrays_of
from scheduling.certificate import Certificate, Uneven
from scheduling.explain.explanation import shortfall_reasons, unplaced_reasons
from scheduling.explain.team_balance import is_split, share, uneven_on
from scheduling.given.place_all import place_all
from scheduling.given.required_pairs import place_required_pairs
from scheduling.parameters import Parameters
from scheduling.pipeline import make_plan
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.problem.timeline import slot_numbers
from scheduling.progress import Observer, Progress, silent
from scheduling.result import Result
from scheduling.seating.seating import seat
from scheduling.state.loading import state_of
from scheduling.stop import AtLeast, Early, Elapsed, Never, Stop
from scheduling.verify.verification import NotVerified, verify

# Seating and verification cannot be cut short: they take so many times as long as reading did,
# verification alone so many times.
ENDING, VERIFYING = 7.0, 4.5
# And so many times, if anybody may be short, to put the timetable on a state that tells why.
BOARD = 8.0
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

    Returns
    -------
    Result
        A verified schedule, or, if the hard rules cannot hold together, none and the clash.
    """
    if problem.objective.mode == "all_meetings":
        return place_all(problem, stop=stop, seed=seed, threads=threads, observer=observer)
    elapsed, stop = Elapsed(), stop or Never()
    teller = _Teller(observer)
    teller("precheck", 0.0, None, None)
    arrays = arrays_of(problem, keep)
    read = elapsed()
    ending, telling = ENDING * read, 0.0
    if _promises(problem):
        ending += BOARD * read
        telling = min(REASONS * stop.remaining(), REASONS_SECONDS)
    early = Early(stop, ending + telling)
    found = make_plan(arrays, parameters or Parameters(), seed, threads, early, teller)
    if found.plan is None:
        clash = _clash(arrays, stop, seed, threads)
        none = Certificate(None, None, None, "infeasible", clash=clash)
        return Result(Schedule(()), none, elapsed(), seed, tuple(teller.trace))
    value = found.plan.value()
    teller("seating", 0.0, value, found.bound)
    schedule = _schedule(found.plan, keep)
    until = AtLeast(Early(stop, VERIFYING * read), telling)
    schedule, uneven = _teams_shared(problem, schedule, keep, until)
    claim = Certificate(
        None,
        found.bound if found.dual is None else None,
        None,
        "feasible",
        found.bound_by,
        unmet=shortfall_reasons(problem, schedule, until),
        unplaced=unplaced_reasons(problem, schedule),
        uneven=uneven,
        dual=found.dual,
    )
    teller("verification", 0.0, value, found.bound)
    certificate = verify(problem, schedule, claim)
    return Result(schedule, certificate, elapsed(), seed, tuple(teller.trace))


def _promises(problem: Problem) -> bool:
    """Whether anybody may be short, or a team unevenly split."""
    return bool(problem.teams) or any(a.min_meetings or a.min_per_day for a in problem.attendees)


def _teams_shared(
    problem: Problem, schedule: Schedule, keep: Schedule | None, stop: Stop
) -> tuple[Schedule, tuple[Uneven, ...]]:
    """Split the meetings of teams among their members; what is kept stays."""
    if not any(is_split(team) for team in problem.teams):
        return schedule, ()
    state = state_of(problem, schedule)
    kept = {(m.slot, m.a) for m in keep.meetings} if keep else set()
    for held in state.held.values():
        meeting = state.meeting(held)
        held.fixed = not kept.isdisjoint({(meeting.slot, meeting.a), (meeting.slot, meeting.b)})
    share(state, (1 << len(problem.slots)) - 1, stop)
    return state.schedule(), uneven_on(state)


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


def _schedule(plan: Plan, keep: Schedule | None) -> Schedule:
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
    seated = seat(problem, meetings).meetings
    return Schedule(tuple(sorted(seated, key=lambda m: (order[m.slot], m))))

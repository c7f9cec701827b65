"""Repair: the verb for the day; a new version that honours changes and moves few people.

Lexicographic, in this order: guarantees and wishes with a priority, published meetings of
others left alone, value. Dead meetings are taken down; what must be met and who is short is
placed with as few moves as possible (`scheduling.state.ejection_chain`); the gaps of the idle
are filled last and move nobody (`scheduling.repair.gap_filling`). In the literature this is minimal
perturbation (Barták, Müller, Rudová, CSCLP 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.arrays.objective import Utility
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.certificate import Certificate, Dual
from scheduling.explain.shortfalls import list_unmet, list_unplaced
from scheduling.explain.team_balance import list_uneven
from scheduling.problem import Change, Meeting, Problem, Schedule, difference
from scheduling.problem.timeline import slot_numbers
from scheduling.progress import Observer, Progress, silent
from scheduling.repair.carried_dual import carry_dual
from scheduling.repair.changed_problem import change_problem
from scheduling.repair.changes import (
    Accepted,
    Cancelled,
    DayChange,
    EarlyLeave,
    LateArrival,
    NoShow,
    WalkIn,
)
from scheduling.repair.gap_filling import GapFilling
from scheduling.repair.notices import Notice, write_notices
from scheduling.repair.priorities import place_guarantees, place_wishes
from scheduling.repair.relaxed_rules import relax_dead_locks, relax_unmet
from scheduling.selection.b_matching_lp import solve_b_matching
from scheduling.state.ejection_chain import EjectionChain
from scheduling.state.loading import load_meetings
from scheduling.state.state import Placement, ScheduleState
from scheduling.stop import Elapsed, Never, Stop
from scheduling.verify.verification import verify

STEPS = 200_000
STEPS_A_PERSON = 50


@dataclass(frozen=True, slots=True)
class RepairResult:
    """A repaired schedule and what it means to whom.

    Attributes
    ----------
    problem
        The problem after the changes; keep it with the schedule.
    certificate
        Verified; its bound is the one that the old certificate's prices still prove (or, where
        the old one was proven as one model and has none, fresh prices).
    changes
        The difference of the two schedules.
    moved
        Attendees, not themselves named by a change, with a published meeting that could have
        stayed but was moved or given up to make room.
    lost
        Attendees with a published meeting that the changes themselves made impossible.
    notices
        What to tell whom, in order of attendees.
    """

    problem: Problem
    schedule: Schedule
    certificate: Certificate
    changes: tuple[Change, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    notices: tuple[Notice, ...]
    seconds: float


def repair(
    problem: Problem,
    schedule: Schedule,
    changes: Sequence[DayChange],
    *,
    now: float | None = None,
    notice: float = 0.0,
    fixed: bool = False,
    certificate: Certificate | None = None,
    stop: Stop | None = None,
    observer: Observer = silent,
) -> RepairResult:
    """Make the schedule valid again after changes, with few people moved.

    Parameters
    ----------
    schedule
        A verified schedule of ``problem``.
    now, notice
        Minutes on the slots' scale: meetings that start before ``now + notice`` are never
        moved, and no new ones are put there. None: before the event.
    fixed
        Whether nothing that can stay may move, even where somebody is short.
    certificate
        Of the schedule; its prices bound the repaired one too, at no cost.
    stop
        Ends the searches for places and for reasons early; what must be done always is.

    Returns
    -------
    RepairResult
        The same for the same input: steps are counted, not seconds. A hard must-meet or lock that
        the day has made impossible becomes a wish of priority 1, and the certificate names it.

    Raises
    ------
    ChangeRefused
        If a change names what is not there, or contradicts a rule.
    """
    elapsed = Elapsed()
    ready, begun = (_slots_before(problem, now, wait) for wait in (notice, 0.0))
    new = relax_dead_locks(change_problem(problem, schedule, changes, begun))
    observer(Progress("assignment", 0.0))
    state, fallen, survived = _carry_over(new, schedule, ready, fixed)
    utility = _settle(state, ready, stop or Never())
    new = relax_unmet(new, state)
    prices = _prices(new, utility, certificate, new.slots != problem.slots)
    claim = _claim(state, ready, *prices, stop or Never())
    stamped = verify(new, repaired := state.schedule(), claim)
    observer(Progress("verification", 1.0, stamped.objective, stamped.bound))
    return RepairResult(
        new,
        repaired,
        stamped,
        differs := difference(schedule, repaired),
        moved=_list_moved(state, survived, _names_in(changes)),
        lost=_list_lost(new, fallen),
        notices=write_notices(problem, new, repaired, differs, changes),
        seconds=elapsed(),
    )


def _settle(state: ScheduleState, ready: int, stop: Stop) -> Utility | None:
    """Place what must be met and who is short, fill gaps; return the utility fairness needs."""
    problem = state.problem
    utility = compile_arrays(problem).utility if problem.objective.fairness > 0 else None
    open_slots = sum(1 << t for t in range(ready, len(problem.slots)))
    settling = EjectionChain(state, open_slots, STEPS + STEPS_A_PERSON * len(problem.attendees))
    place_wishes(settling, stop)
    place_guarantees(settling, stop)
    if problem.objective.mode == "select":
        GapFilling(state, open_slots, utility).fill(stop)
    return utility


def _slots_before(problem: Problem, now: float | None, notice: float) -> int:
    """Return the number of slots that start before a time."""
    return 0 if now is None else sum(s.start < now + notice for s in problem.slots)


def _carry_over(
    problem: Problem, schedule: Schedule, ready: int, fixed: bool
) -> tuple[ScheduleState, list[Meeting], dict[int, Placement]]:
    """Put up what can stay, the past first, and fix it; return what has fallen, and stands."""
    state = ScheduleState(problem)
    slot = slot_numbers(state.problem.slots)
    fallen = load_meetings(state, [m for m in schedule.meetings if slot[m.slot] < ready])
    fallen += load_meetings(state, [m for m in schedule.meetings if slot[m.slot] >= ready])
    for held in state.held.values():
        locked = state.activities.slots[held.lineup.activity] == 1 << held.slot
        held.fixed = fixed or held.slot < ready or locked
    return state, fallen, dict(state.held)


def _prices(
    problem: Problem, utility: Utility | None, old: Certificate | None, moved: bool
) -> tuple[Dual | None, str]:
    """Give prices that bound the repaired schedule, and the bound's name; None without any."""
    if old is None:
        return None, ""
    if old.dual is not None:
        return carry_dual(old.dual, problem, utility, moved), old.bound_by
    if old.bound_by != "exact" or problem.objective.mode != "select":
        return None, ""
    # What was proven as one model is small: its programme gives prices in no time.
    selection = solve_b_matching(compile_arrays(problem), Never())
    return (selection.dual, "selection LP") if selection else (None, "")


def _claim(
    state: ScheduleState, ready: int, dual: Dual | None, bound_by: str, stop: Stop
) -> Certificate:
    """State what verification shall check: who is short, and the bound that prices prove."""
    # Reasons speak of what is to come: no activity can go where nothing may be added.
    state.activities.slots[:] = [bits & -1 << ready for bits in state.activities.slots]
    return Certificate.claim(
        None,
        bound_by,
        unmet=list_unmet(state, stop),
        unplaced=list_unplaced(state, hard=True),
        uneven=list_uneven(state),
        dual=dual,
    )


def _list_moved(
    state: ScheduleState, survived: dict[int, Placement], named: frozenset[str]
) -> tuple[str, ...]:
    """Return who had a meeting that stood after the changes and does not stand there now."""
    hit: set[int] = set()
    for activity, held in survived.items():
        now = state.held.get(activity)
        if now is None or (now.slot, now.table, now.lineup) != (held.slot, held.table, held.lineup):
            hit.update(held.lineup.people)
    people = state.problem.attendees
    return tuple(people[i].id for i in sorted(hit) if people[i].id not in named)


def _list_lost(problem: Problem, fallen: Sequence[Meeting]) -> tuple[str, ...]:
    """Return who had a meeting that the changes themselves made impossible."""
    hit = {person for meeting in fallen for person in (meeting.a, meeting.b)}
    return tuple(attendee.id for attendee in problem.attendees if attendee.id in hit)


def _names_in(changes: Sequence[DayChange]) -> frozenset[str]:
    """Return the attendees that changes are about."""
    names: set[str] = set()
    for change in changes:
        match change:
            case NoShow(who) | LateArrival(who) | EarlyLeave(who):
                names.add(who)
            case WalkIn(person):
                names.add(person.id)
            case Cancelled(a, b) | Accepted(a, b):
                names |= {a, b}
            case _:
                pass
    return frozenset(names)

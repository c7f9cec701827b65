"""Repair: the verb for the day; a new version that honours changes and moves few people.

Lexicographic, in this order: guarantees and wishes with a priority, published meetings of
others left alone, value. Dead meetings are taken down; what must be met and who is short is
placed with as few moves as possible (`scheduling.resettling`); the gaps of the idle are filled
last and move nobody (`scheduling.gap_filling`). In the literature this is minimal perturbation
(Barták, Müller, Rudová, CSCLP 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.board import Board, Held
from scheduling.carried_bound import carried_dual
from scheduling.certificate import Certificate
from scheduling.changed_problem import changed_problem
from scheduling.changes import (
    Accepted,
    Cancelled,
    DayChange,
    EarlyLeave,
    LateArrival,
    NoShow,
    WalkIn,
)
from scheduling.gap_filling import GapFilling
from scheduling.impossible_rules import without_dead_locks, without_unmet
from scheduling.ledger import ledger_of
from scheduling.notices import Notice, notices_of
from scheduling.obligations import place_guarantees, place_wishes
from scheduling.problem import Problem
from scheduling.progress import Observer, Progress, silent
from scheduling.resettling import Resettling
from scheduling.schedule import Change, Meeting, Schedule, difference
from scheduling.shortfalls import unmet_on, unplaced_on
from scheduling.standing import stand
from scheduling.stop import Elapsed, Never, Stop
from scheduling.verification import verify
from scheduling.worth import Scale, price_of, scale_of, ways_of

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
        Verified; its bound is the one that the old certificate's prices still prove.
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
        Minutes on the slots' scale: meetings that start before ``now + notice`` have begun or
        are too near; they are never moved, and no new ones are put there. None: before the
        event, nothing is.
    certificate
        Of the schedule; its prices bound the repaired one too, at no cost.
    stop
        Ends the filling of gaps early; what is needed for a valid schedule is always done.

    Returns
    -------
    RepairResult
        The same for the same input: the search counts steps, not seconds. A hard must-meet or
        lock that the day has made impossible becomes a wish of priority 1 in ``problem`` and
        is named in the certificate.

    Raises
    ------
    ChangeRefused
        If a change names what is not there, or contradicts a rule.
    """
    elapsed, stop = Elapsed(), stop or Never()
    ready, begun = (_slots_before(problem, now, wait) for wait in (notice, 0.0))
    new = without_dead_locks(changed_problem(problem, schedule, changes, begun))
    observer(Progress("assignment", 0.0))
    board = Board(new)
    fallen = _carried_over(board, schedule, ready)
    survived = dict(board.held)
    open_slots = sum(1 << t for t in range(ready, len(new.slots)))
    settling = Resettling(board, open_slots, STEPS + STEPS_A_PERSON * len(new.attendees))
    place_wishes(settling)
    place_guarantees(settling)
    observer(Progress("improvement", 0.0))
    scale = _scale(new) if new.objective.fairness > 0 else None
    if new.objective.mode == "select":
        GapFilling(board, open_slots, scale.reference if scale else 0.0).fill(stop)
    observer(Progress("verification", 0.0))
    new = without_unmet(new, board)
    repaired = board.schedule()
    stamped = verify(new, repaired, _claim(board, scale, certificate))
    observer(Progress("verification", 1.0, stamped.objective, stamped.bound))
    differs = difference(schedule, repaired)
    hit = {p for meeting in fallen for p in (meeting.a, meeting.b)}
    return RepairResult(
        problem=new,
        schedule=repaired,
        certificate=stamped,
        changes=differs,
        moved=_moved(board, survived, _named(changes)),
        lost=tuple(a.id for a in new.attendees if a.id in hit),
        notices=notices_of(problem, new, repaired, differs, changes),
        seconds=elapsed(),
    )


def _slots_before(problem: Problem, now: float | None, notice: float) -> int:
    """Return the number of slots that start before a time."""
    return 0 if now is None else sum(s.start < now + notice for s in problem.slots)


def _carried_over(board: Board, schedule: Schedule, ready: int) -> list[Meeting]:
    """Put up what can stay, the past first, and fix it; return what has fallen."""
    slot = {s.id: t for t, s in enumerate(board.problem.slots)}
    fallen = stand(board, [m for m in schedule.meetings if slot[m.slot] < ready])
    fallen += stand(board, [m for m in schedule.meetings if slot[m.slot] >= ready])
    for held in board.held.values():
        locked = board.cards.slots[held.way.card] == 1 << held.slot
        held.fixed = held.slot < ready or locked
    return fallen


def _scale(problem: Problem) -> Scale:
    ledger = ledger_of(problem)
    return scale_of(problem, ledger, ways_of(problem, ledger, price_of(problem)))


def _claim(board: Board, scale: Scale | None, old: Certificate | None) -> Certificate:
    """State what verification shall check: who is short, and the bound of the old prices."""
    dual = old.dual if old is not None else None
    return Certificate(
        objective=None,
        bound=None,
        gap=None,
        status="feasible",
        bound_by=old.bound_by if old is not None and dual is not None else "",
        unmet=unmet_on(board),
        unplaced=unplaced_on(board, hard=True),
        dual=None if dual is None else carried_dual(dual, board.problem, scale),
    )


def _moved(board: Board, survived: dict[int, Held], named: frozenset[str]) -> tuple[str, ...]:
    """Return who had a meeting that stood after the changes and does not stand there now."""
    hit: set[int] = set()
    for card, held in survived.items():
        now = board.held.get(card)
        if now is None or (now.slot, now.table, now.way) != (held.slot, held.table, held.way):
            hit.update(held.way.people)
    people = board.problem.attendees
    return tuple(people[i].id for i in sorted(hit) if people[i].id not in named)


def _named(changes: Sequence[DayChange]) -> frozenset[str]:
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

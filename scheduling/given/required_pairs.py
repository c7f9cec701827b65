"""Required pairs: hard must-meets and locks, placed exactly when the usual way cannot keep them."""

from __future__ import annotations

from dataclasses import replace

from scheduling.given.place_all import place_all
from scheduling.problem import GivenMeeting, Objective, Pairs, Problem, Schedule
from scheduling.result import Result
from scheduling.stop import Stop

_GIVEN = "all given meetings must be held"


def extract_required_pairs(problem: Problem) -> Problem | None:
    """Turn hard must-meets and locks between people into given meetings; None without any.

    Those of teams are left to the usual way: any free member may sit.
    """
    people = {attendee.id for attendee in problem.attendees}
    slots: dict[tuple[str, str], tuple[str, ...] | None] = {}
    hard = [(must.a, must.b, None) for must in problem.must_meet if must.priority is None]
    for a, b, slot in [*hard, *((lock.a, lock.b, lock.slot) for lock in problem.locked)]:
        if a in people and b in people:
            key = (min(a, b), max(a, b))
            slots[key] = (slot,) if slot else slots.get(key)
    if not slots:
        return None
    after: dict[tuple[str, str], list[str]] = {}
    for order in problem.before:
        first, then = ((min(pair), max(pair)) for pair in (order.first, order.then))
        if first in slots and then in slots:
            after.setdefault(then, []).append(_name(*first))
    return replace(
        problem,
        pairs=Pairs.none(),
        must_meet=(),
        never_meet=(),
        before=(),
        teams=(),
        locked=tuple(lock for lock in problem.locked if {lock.a, lock.b} <= people),
        meetings=tuple(
            GivenMeeting(_name(a, b), a, b, allowed, after=tuple(after.get((a, b), ())))
            for (a, b), allowed in slots.items()
        ),
        objective=Objective("all_meetings"),
    )


def _name(a: str, b: str) -> str:
    return f"{a} with {b}"


def place_required_pairs(problem: Problem, stop: Stop, seed: int, threads: int) -> Result | None:
    """Place the hard must-meets and locks alone; None where there are none.

    Returns
    -------
    Result
        A schedule of them to keep, or the clash that shows there is none.
    """
    required = extract_required_pairs(problem)
    if required is None:
        return None
    placed = place_all(required, stop=stop, seed=seed, threads=threads)
    certificate = placed.certificate
    if certificate.status == "infeasible":
        clash = tuple(
            "must-meet and locked pairs must be held" if words == _GIVEN else words
            for words in certificate.clash
        )
        return replace(placed, certificate=replace(certificate, clash=clash))
    meetings = tuple(replace(meeting, id="") for meeting in placed.schedule.meetings)
    return replace(placed, schedule=Schedule(meetings))

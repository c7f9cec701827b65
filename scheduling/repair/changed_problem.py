"""Changed problem: a problem after the changes of the day."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from scheduling.problem import (
    Attendee,
    GivenMeeting,
    MustMeet,
    Pairs,
    Problem,
    ProblemFaults,
    Schedule,
    Slot,
    Table,
    Team,
)
from scheduling.problem.timeline import slot_numbers
from scheduling.repair.changes import (
    Accepted,
    Cancelled,
    ChangeRefused,
    DayChange,
    Delayed,
    EarlyLeave,
    LateArrival,
    NoShow,
    SlotsLost,
    TableClosed,
    WalkIn,
)

Part = TypeVar("Part")


def change_problem(
    problem: Problem, schedule: Schedule, changes: Sequence[DayChange], begun: int
) -> Problem:
    """Return the problem as it is after the changes, in order.

    Attendees keep their places, new ones come last; slots and tables keep their ids, closed
    and lost ones are merely unavailable. In mode ``all_meetings`` the day asks for as many
    meetings as possible, and breaks need no longer be shared.

    Parameters
    ----------
    schedule
        What is published; it tells which given meetings have been held.
    begun
        Number of slots that have begun.

    Raises
    ------
    ChangeRefused
        If a change names an unknown id or contradicts a rule; says what to do.
    """
    draft = _Draft(problem, schedule, begun)
    for change in changes:
        draft.apply(change)
    return draft.problem()


class _Draft:
    """A problem being changed."""

    def __init__(self, problem: Problem, schedule: Schedule, begun: int) -> None:
        self.source = problem
        self.begun = begun
        self.attendees: dict[str, Attendee] = {a.id: a for a in problem.attendees}
        self.slots: dict[str, Slot] = {s.id: s for s in problem.slots}
        self.order = slot_numbers(problem.slots)
        self.tables: dict[str, Table] = {t.id: t for t in problem.tables}
        self.teams: dict[str, Team] = {t.id: t for t in problem.teams}
        self.must = list(problem.must_meet)
        self.locked = list(problem.locked)
        self.never = list(problem.never_meet)
        self.given = list(problem.meetings)
        self.new_pairs: list[tuple[str, str, float]] = []
        self.held = {m.id: self.order[m.slot] for m in schedule.meetings if m.slot in self.order}
        self.selects = problem.objective.mode == "select"

    def apply(self, change: DayChange) -> None:
        """Change the draft."""
        match change:
            case NoShow():
                self.no_show(change)
            case LateArrival(who, slot):
                start = self.slot(slot)
                self.present(self.person(who), lambda t: t >= start)
            case EarlyLeave(who, slot):
                end = self.slot(slot)
                self.present(self.person(who), lambda t: t < end)
            case TableClosed():
                self.close(change)
            case Delayed():
                self.delay(change)
            case SlotsLost(slots):
                lost = {self.slot(s) for s in slots}
                self.lose(lost)
            case WalkIn():
                self.walk_in(change)
            case Cancelled(a, b):
                self.cancel(self.party(a), self.party(b))
            case Accepted():
                self.accept(change)

    def problem(self) -> Problem:
        """Build the changed problem."""
        goal = self.source.objective
        if not self.selects:
            goal = dataclasses.replace(goal, partial=True, break_spread=None)
        try:
            return dataclasses.replace(
                self.source,
                attendees=tuple(self.attendees.values()),
                slots=tuple(self.slots.values()),
                tables=tuple(self.tables.values()),
                teams=tuple(self.teams.values()),
                pairs=self.pairs(),
                must_meet=tuple(self.must),
                locked=tuple(self.locked),
                never_meet=tuple(self.never),
                meetings=tuple(self.given),
                objective=goal,
            )
        except ProblemFaults as faults:
            raise ChangeRefused(f"The changes do not fit the event: {faults}") from faults

    def pairs(self) -> Pairs:
        """Return the listed pairs with the new ones behind; parties are numbered anew."""
        old, ahead = self.source.pairs, len(self.attendees) - len(self.source.attendees)
        n = len(self.source.attendees)
        number = {p: k for k, p in enumerate([*self.attendees, *self.teams])}
        a = [number[x] for x, _, _ in self.new_pairs]
        b = [number[y] for _, y, _ in self.new_pairs]
        score = [s for _, _, s in self.new_pairs]
        return Pairs(
            np.concatenate([old.a + np.where(old.a >= n, ahead, 0), a]).astype(np.int32),
            np.concatenate([old.b + np.where(old.b >= n, ahead, 0), b]).astype(np.int32),
            np.concatenate([old.score, score]).astype(np.float64),
        )

    def person(self, name: str) -> Attendee:
        return _find(self.attendees, name, "attendee")

    def slot(self, name: str) -> int:
        return _find(self.order, name, "slot")

    def party(self, name: str) -> str:
        if name not in self.attendees and name not in self.teams:
            raise ChangeRefused(f'There is no attendee or team "{name}". Name a known one.')
        return name

    def present(self, person: Attendee, keeps: Callable[[int], bool]) -> None:
        old = self.order if person.available is None else person.available
        here = tuple(s for s in old if keeps(self.order[s]))
        self.attendees[person.id] = dataclasses.replace(person, available=here)

    def no_show(self, change: NoShow) -> None:
        person = self.person(change.attendee)
        end = 0 if change.from_slot is None else self.slot(change.from_slot)
        self.present(person, lambda t: t < end)
        never_came = change.from_slot is None
        gone = dataclasses.replace(
            self.attendees[person.id],
            min_meetings=0,
            min_per_day=0,
            table=None if never_came else person.table,
        )
        self.attendees[person.id] = gone
        for team in self.teams.values() if never_came else ():
            if team.together and person.id in team.members and len(team.members) > 1:
                rest = tuple(m for m in team.members if m != person.id)
                self.teams[team.id] = dataclasses.replace(team, members=rest)
                break
        self.must = [w for w in self.must if person.id not in (w.a, w.b)]
        self.locked = [k for k in self.locked if person.id not in (k.a, k.b)]
        self.drop_given(
            g.id for g in self.given if person.id in (g.a, g.b) and self.held.get(g.id, end) >= end
        )

    def close(self, change: TableClosed) -> None:
        table = _find(self.tables, change.table, "table")
        closed = (
            set(list(self.order)[self.begun :])
            if change.slots is None
            else {list(self.order)[self.slot(s)] for s in change.slots}
        )
        old = self.order if table.available is None else table.available
        left = tuple(s for s in old if s not in closed)
        self.tables[table.id] = dataclasses.replace(table, available=left)

    def delay(self, change: Delayed) -> None:
        if change.minutes <= 0:
            raise ChangeRefused(f"A delay of {change.minutes} minutes is none. Give more than 0.")
        first = self.slot(change.from_slot)
        day = self.slots[change.from_slot].day
        lost = set()
        for name, t in self.order.items():
            slot = self.slots[name]
            if t < first or slot.day != day:
                continue
            start, end = slot.start + change.minutes, slot.end + change.minutes
            self.slots[name] = dataclasses.replace(slot, start=start, end=end)
            if change.closing is not None and end > change.closing:
                lost.add(t)
        self.lose(lost)

    def lose(self, lost: Collection[int]) -> None:
        if lost:
            for person in list(self.attendees.values()):
                self.present(person, lambda t: t not in lost)

    def walk_in(self, change: WalkIn) -> None:
        person = change.attendee
        if person.id in self.attendees or person.id in self.teams:
            raise ChangeRefused(f'"{person.id}" is already there. Give the walk-in a new id.')
        if change.pairs and not self.selects:
            raise ChangeRefused(
                "Where meetings are given, a walk-in has no pairs. Report each as accepted."
            )
        self.attendees[person.id] = person
        self.new_pairs += [(person.id, self.party(other), score) for other, score in change.pairs]

    def cancel(self, a: str, b: str) -> None:
        pair = {a, b}
        self.must = [w for w in self.must if {w.a, w.b} != pair]
        self.locked = [k for k in self.locked if {k.a, k.b} != pair]
        self.drop_given(g.id for g in self.given if {g.a, g.b} == pair)
        if self.selects and pair not in [set(never) for never in self.never]:
            self.never.append((a, b))

    def accept(self, change: Accepted) -> None:
        a, b = self.party(change.a), self.party(change.b)
        if {a, b} in [set(never) for never in self.never]:
            raise ChangeRefused(f'"{a}" and "{b}" are kept apart. Take them out of never_meet.')
        if not self.selects:
            self.given.append(GivenMeeting(f"{a} & {b}", a, b, priority=change.priority))
            return
        known = [w for w in self.must if {w.a, w.b} == {a, b}]
        if any(w.priority is None for w in known):
            return
        self.must = [w for w in self.must if w not in known]
        self.must.append(MustMeet(a, b, change.priority))
        if change.score and not self.is_listed(a, b):
            self.new_pairs.append((a, b, change.score))

    def is_listed(self, a: str, b: str) -> bool:
        if any({a, b} == {x, y} for x, y, _ in self.new_pairs):
            return True
        number = {p: k for k, p in enumerate(self.source.parties)}
        if a not in number or b not in number:
            return False
        pairs, x, y = self.source.pairs, number[a], number[b]
        return bool((((pairs.a == x) & (pairs.b == y)) | ((pairs.a == y) & (pairs.b == x))).any())

    def drop_given(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        if gone:
            self.given = [
                dataclasses.replace(g, after=tuple(x for x in g.after if x not in gone))
                for g in self.given
                if g.id not in gone
            ]


def _find(parts: Mapping[str, Part], name: str, kind: str) -> Part:
    if name not in parts:
        raise ChangeRefused(f'There is no {kind} "{name}". Name a known {kind}.')
    return parts[name]

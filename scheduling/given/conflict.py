"""Conflict: hard constraints, by name, that cannot hold together but could without any one.

A deletion filter in ever smaller portions (Chinneck and Dravnieks, ORSA J. Computing 3, 1991;
portions after Junker's QuickXplain, AAAI 2004): what is left out without the clash going away
stays out. At any time the rules kept do clash, so it may be stopped anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from ortools.sat.python import cp_model

from scheduling.given.cp_model import build_model
from scheduling.given.given_arrays import Given, compile_given
from scheduling.given.named_constraints import PLURALS, NamedConstraint, hard_constraints, without
from scheduling.problem import Problem
from scheduling.stop import Paced, Stop, interrupt_when

# Deterministic seconds for one question, and for all of them together.
QUESTION, ALL_QUESTIONS = 2.0, 15.0
# More rules of one kind than this are told by their number.
TOLD_SINGLY = 8


def find_conflict(problem: Problem, stop: Stop) -> tuple[str, ...]:
    """Find a smallest set of hard rules that clash, in a problem known to be infeasible.

    Smallest in that none of them can be spared; there may be others. When ``stop`` says so, the
    rules found so far: they clash, but some may be idle. Rules of a kind that are more than
    `TOLD_SINGLY` are told by their number.
    """
    return word_constraints(_Filter(problem, stop).smallest())


def word_constraints(constraints: Sequence[NamedConstraint]) -> tuple[str, ...]:
    """Say rules in words, many of one kind by their number."""
    kinds: dict[str, list[NamedConstraint]] = defaultdict(list)
    for constraint in constraints:
        kinds[constraint.field].append(constraint)
    words: list[str] = []
    for field, alike in kinds.items():
        if len(alike) > TOLD_SINGLY and field in PLURALS:
            words.append(f"{len(alike)} {PLURALS[field]} ({field})")
        else:
            words += [f"{constraint.words} ({field})" for constraint in alike]
    return tuple(words)


class _Filter:
    """The filter at work: the rules there are, and how much work is left."""

    def __init__(self, problem: Problem, stop: Stop) -> None:
        self._problem = problem
        self._stop = stop
        self._pace = Paced(stop)
        self._left = ALL_QUESTIONS
        self._all = hard_constraints(problem)

    def smallest(self) -> list[NamedConstraint]:
        """Leave out whole fields, then smaller and smaller portions, last single rules."""
        kept = list(self._all)
        for fewer in self._about_one_person():
            if self._clash(fewer):
                kept = fewer
                break
        for field in dict.fromkeys(constraint.field for constraint in kept):
            kept = self._without(kept, [one for one in kept if one.field == field])
        size = max(1, len(kept) // 2)
        while True:
            for start in range(0, len(portions := list(kept)), size):
                kept = self._without(kept, portions[start : start + size])
            if size == 1:
                return kept
            size //= 2

    def _without(
        self, kept: list[NamedConstraint], portion: Collection[NamedConstraint]
    ) -> list[NamedConstraint]:
        """Give the rules without a portion if they still clash, else as they were."""
        dropped = set(portion)
        fewer = [constraint for constraint in kept if constraint not in dropped]
        return fewer if len(fewer) < len(kept) and self._clash(fewer) else kept

    def _clash(self, kept: Collection[NamedConstraint]) -> bool:
        """Whether these rules are proved to clash."""
        if self._left <= 0 or self._pace():
            return False
        chosen = set(kept)
        relaxed = without(self._problem, [one for one in self._all if one not in chosen])
        refuted, work = _refute(relaxed, self._stop)
        self._left -= work
        return refuted

    def _about_one_person(self) -> Iterator[list[NamedConstraint]]:
        """Rules about one meeting, or one person's meetings, that are likely to clash."""
        if not self._problem.meetings:
            return
        given = compile_given(self._problem)
        for m, slots in enumerate(given.allowed):
            if not slots:
                yield self._about(given, [m])
        for person, meetings in given.own.items():
            stuck = find_hall_violator(given, meetings)
            if stuck or len(meetings) > given.people.most[person]:
                yield self._about(given, stuck or list(meetings))

    def _about(self, given: Given, meetings: list[int]) -> list[NamedConstraint]:
        """All rules about some meetings, those who sit in them, and the room."""
        people = {person for m in meetings for person in given.seats[m]}
        names = {self._problem.attendees[person].id for person in people}
        places = {"meetings": set(meetings), "attendees": people}
        locks = self._problem.locked
        places["locked"] = {k for k, lock in enumerate(locks) if {lock.a, lock.b} <= names}
        return [
            constraint
            for constraint in self._all
            if (head := constraint.field.partition(".")[0]) == "tables"
            or constraint.place in places.get(head, ())
        ]


def find_hall_violator(given: Given, meetings: Sequence[int]) -> list[int]:
    """Find meetings of one person that are more than all their slots together; [] if none.

    By augmenting paths; those reached from a meeting without a slot are a violator of Hall's
    condition (Hall 1935).
    """
    holder: dict[int, int] = {}

    def augment(m: int, seen: set[int]) -> bool:
        for t in given.allowed[m]:
            if t not in seen:
                seen.add(t)
                if t not in holder or augment(holder[t], seen):
                    holder[t] = m
                    return True
        return False

    for m in meetings:
        seen: set[int] = set()
        if not augment(m, seen):
            return [m, *(holder[t] for t in sorted(seen))]
    return []


def _refute(problem: Problem, stop: Stop) -> tuple[bool, float]:
    """Whether it is proved that the given meetings cannot all be held, and the work done."""
    given = compile_given(problem)
    if not all(given.allowed):
        return True, 0.0
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = QUESTION
    solver.parameters.max_time_in_seconds = max(0.01, min(stop.remaining(), 1e8))
    built = build_model(given, minimise=False, windows=False)
    with interrupt_when(stop, solver.stop_search):
        status = solver.solve(built.model)
    # Building the model is work too.
    return bool(status == cp_model.INFEASIBLE), solver.deterministic_time + 0.02

"""Half of all possible meetings of an evening: Confab's timetable beside random and greedy ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.tables import Table
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot
from scheduling.solve import solve
from scheduling.stop import MaxRuntime

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
_SECONDS = 5.0


@dataclass(frozen=True, eq=False)
class Evening:
    """All meetings of one event of two sides: who, how promising, and what came of it."""

    left: Index
    right: Index
    score: Floats
    mutual: NDArray[np.bool_]

    @property
    def limits(self) -> tuple[int, int, int]:
        """Slots, and the most meetings of a person of either side: half of what is possible."""
        left, right = len(np.unique(self.left)), len(np.unique(self.right))
        return (max(left, right) + 1) // 2, (right + 1) // 2, (left + 1) // 2


def compare(evenings: list[Evening], quick: bool) -> Table:
    """Print mutual yeses per meeting and people left with none."""
    draws = 5 if quick else 50
    table = Table(
        "Speed dating: half of all possible meetings, held-out events",
        ("meetings", "mutual yes a meeting", "people with none", "of people"),
        notes=[
            "With none: people whose every meeting in the timetable lacked a mutual yes; people "
            "who had no mutual yes in all their real meetings are among them in every row.",
            f"Random: mean of {draws} draws. Scores are those of Confab's learner.",
        ],
    )
    people = sum(len(np.unique(e.left)) + len(np.unique(e.right)) for e in evenings)
    random = np.random.default_rng(0)
    drawn = [_tally(evenings, lambda e: _greedy(e, random.random(len(e.left))))
             for _ in range(draws)]  # fmt: skip
    ways: dict[str, Floats] = {
        "random": np.mean(drawn, axis=0),
        "greedy: best pair first into the first free slot": _tally(
            evenings, lambda e: _greedy(e, e.score)
        ),
        "Confab, most promising in all": _tally(evenings, lambda e: _solved(e, e.score, 0.0)),
        "Confab, fairness 0.5": _tally(evenings, lambda e: _solved(e, e.score, 0.5)),
        "Confab, fairness 1": _tally(evenings, lambda e: _solved(e, e.score, 1.0)),
        "(ceiling) the answers themselves, fairness 0.5": _tally(
            evenings, lambda e: _solved(e, e.mutual + 0.001, 0.5)
        ),
        "(all possible meetings)": _tally(evenings, lambda e: np.ones(len(e.left), dtype=bool)),
    }
    for name, (meetings, yes, none) in ways.items():
        table.add(name, round(float(meetings)), float(yes / meetings), float(none), people)
    return table


def _tally(evenings: list[Evening], plan: Callable[[Evening], NDArray[np.bool_]]) -> Floats:
    meetings = yes = none = 0
    for evening in evenings:
        held = plan(evening)
        meetings += int(held.sum())
        good = held & evening.mutual
        yes += int(good.sum())
        for side in (evening.left, evening.right):
            none += len(np.unique(side)) - len(np.unique(side[good]))
    return np.array([meetings, yes, none], dtype=np.float64)


def _greedy(evening: Evening, score: Floats) -> NDArray[np.bool_]:
    slots, most_left, most_right = evening.limits
    busy: dict[int, set[int]] = {}
    held = np.zeros(len(score), dtype=bool)
    for row in np.argsort(-score, kind="stable").tolist():
        near = busy.setdefault(int(evening.left[row]), set())
        far = busy.setdefault(-1 - int(evening.right[row]), set())
        free = [slot for slot in range(slots) if slot not in near and slot not in far]
        if free and len(near) < most_left and len(far) < most_right:
            near.add(free[0])
            far.add(free[0])
            held[row] = True
    return held


def _solved(evening: Evening, score: Floats, fairness: float) -> NDArray[np.bool_]:
    slots, most_left, most_right = evening.limits
    left, right = np.unique(evening.left), np.unique(evening.right)
    attendees = tuple(
        Attendee(f"{side}{person}", max_meetings=most, side=side)
        for side, people, most in (("l", left, most_left), ("r", right, most_right))
        for person in people
    )
    problem = Problem(
        attendees=attendees,
        slots=tuple(Slot(f"s{n}", 5.0 * n, 5.0 * n + 4.0) for n in range(slots)),
        pairs=Pairs(
            np.searchsorted(left, evening.left).astype(np.int32),
            (len(left) + np.searchsorted(right, evening.right)).astype(np.int32),
            np.asarray(score, dtype=np.float64),
        ),
        objective=Objective(fairness=fairness),
    )
    schedule = solve(problem, stop=MaxRuntime(_SECONDS)).schedule
    met = {(meeting.a, meeting.b) for meeting in schedule.meetings}
    return np.array(
        [
            (f"l{a}", f"r{b}") in met or (f"r{b}", f"l{a}") in met
            for a, b in zip(evening.left.tolist(), evening.right.tolist(), strict=True)
        ]
    )

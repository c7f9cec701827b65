"""Ways to make a timetable from scores and wishes, and what each person gains from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from api.events.event_file import Rules
from api.timetable.making.problem import Wishes
from benchmarks.baselines import greedy, ours
from benchmarks.wishing.behaviour import Crowd
from benchmarks.wishing.sample import SampleEvent
from scheduling.problem import Problem

Floats = NDArray[np.float64]
NO_WISHES = Wishes(frozenset(), frozenset())
UNCAPPED = 1000.0


@dataclass(frozen=True, slots=True)
class Way:
    """Confab with some of its protections.

    Attributes
    ----------
    fairness
        Of the timetable's objective.
    wishes
        Whether stars and refusals count.
    exposure_cap
        Nobody is in more lists than this many times the mean.
    promises
        Whether the event's guaranteed meetings and its caps on groups hold.
    """

    fairness: float
    wishes: bool = True
    exposure_cap: float = 2.0
    promises: bool = True

    def gained(self, sample: SampleEvent, crowd: Crowd, seconds: float) -> Floats:
        """Sum of what each person gains; float64, shape (n,)."""
        if not self.wishes:
            return _without_wishes(self, sample, seconds)
        return self.planned(sample, sample.wishes(crowd, self.exposure_cap), seconds)

    def planned(self, sample: SampleEvent, wishes: Wishes, seconds: float) -> Floats:
        """Solve, and give the sum of what each person gains; float64, shape (n,)."""
        problem = sample.problem(self._rules(sample.file.rules), wishes)
        return _gained(sample, problem, ours.planned(problem, seconds, threads=1)[0])

    def _rules(self, rules: Rules) -> Rules:
        changed: dict[str, object] = {"fairness": self.fairness}
        if not self.promises:
            open_to_all = [group.model_copy(update={"cap": None}) for group in rules.groups]
            changed |= {"min_meetings": 0, "groups": tuple(open_to_all)}
        return rules.model_copy(update=changed)


@dataclass(frozen=True, slots=True)
class RankAndFill:
    """What products do: best pair first, in the first slot and at a table free for both."""

    wishes: bool = False

    def gained(self, sample: SampleEvent, crowd: Crowd, seconds: float) -> Floats:
        """Sum of what each person gains; float64, shape (n,)."""
        wishes = sample.wishes(crowd, UNCAPPED) if self.wishes else NO_WISHES
        problem = sample.problem(sample.file.rules, wishes)
        return _gained(sample, problem, greedy.planned(problem, seconds))


@dataclass(frozen=True, slots=True)
class MostWantedFirst:
    """What happens where people book each other: the most wanted fill their day first.

    Wanted is who has most stars. Each in turn asks whom they starred, then the best by score; the
    asked accept all but those they refuse. So it knows what Confab with wishes knows.
    """

    def gained(self, sample: SampleEvent, crowd: Crowd, seconds: float) -> Floats:
        """Sum of what each person gains; float64, shape (n,)."""
        problem = sample.problem(sample.file.rules, NO_WISHES)
        starred = crowd.wishes(sample.shown(UNCAPPED))[0]
        a, b = _ends(sample, problem)
        willing = np.flatnonzero(~(crowd.refuses[a, b] | crowd.refuses[b, a]))
        asked: list[int] = []
        for person in np.argsort(-starred.sum(axis=0), kind="stable").tolist():
            own = willing[(a[willing] == person) | (b[willing] == person)]
            other = np.where(a[own] == person, b[own], a[own])
            first = np.lexsort((-problem.pairs.score[own], ~starred[person, other]))
            asked += own[first].tolist()
        return _gained(sample, problem, greedy.filled(problem, np.array(asked, dtype=np.int64)))


@cache
def _without_wishes(way: Way, sample: SampleEvent, seconds: float) -> Floats:
    """Solve once: where no wish counts, the timetable is the same whoever is drawn."""
    return way.planned(sample, NO_WISHES, seconds)


AnyWay = Way | RankAndFill | MostWantedFirst


def _ends(sample: SampleEvent, problem: Problem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the people of each pair as places in the sample."""
    place = {person: at for at, person in enumerate(sample.ids)}
    at = np.array([place[person.id] for person in problem.attendees], dtype=np.int64)
    return at[problem.pairs.a], at[problem.pairs.b]


def _gained(sample: SampleEvent, problem: Problem, slot: NDArray[np.int64]) -> Floats:
    a, b = (ends[slot >= 0] for ends in _ends(sample, problem))
    gained = np.zeros(len(sample.ids))
    np.add.at(gained, a, sample.gains[a, b])
    np.add.at(gained, b, sample.gains[b, a])
    return gained

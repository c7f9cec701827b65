"""Kept apart: who may not sit opposite whom, and which field of the problem says so."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from scheduling.arrays.party_pairs import pair_keys
from scheduling.arrays.people import People
from scheduling.problem import Problem
from scheduling.problem.array_types import Int32, Int64

Int8 = NDArray[np.int8]

# What keeps two apart, by the numbers that `KeptApart.reasons` gives; nothing does where it is 0.
REASONS = ("", "never meet", "sides", "teams")


class KeptApart:
    """Sides, teams and pairs that never meet, of people and of the parties they sit for."""

    def __init__(self, problem: Problem, people: People) -> None:
        number = {party: k for k, party in enumerate(problem.parties)}
        never = [(number[x], number[y]) for x, y in problem.never_meet]
        ends = np.array(never, np.int64).reshape(-1, 2)
        self._parties = len(number)
        self._never = pair_keys(ends[:, 0], ends[:, 1], self._parties)
        self._side, self._team = people.side, people.team

    def reasons(
        self, a: Int32 | Int64, b: Int32 | Int64, party_a: Int32 | Int64, party_b: Int32 | Int64
    ) -> Int8:
        """Return why each two people may not sit opposite each other; int8, shape (k,).

        Parameters
        ----------
        a, b
            int, shape (k,): attendees.
        party_a, party_b
            int, shape (k,): parties that they sit for, themselves or their team.
        """
        found = np.zeros(len(a), np.int8)
        for code, label in ((3, self._team), (2, self._side)):
            found[(label[a] >= 0) & (label[a] == label[b])] = code
        if len(self._never):
            for one, other in ((a, b), (party_a, b), (a, party_b), (party_a, party_b)):
                found[np.isin(pair_keys(one, other, self._parties), self._never)] = 1
        return found

    def reason(
        self, left: tuple[int, ...], right: tuple[int, ...], party_a: int, party_b: int
    ) -> int:
        """Return why those who would sit on either side for two parties may not, 0 if they may."""
        a, b = np.array(list(itertools.product(left, right)), np.int64).T
        found = self.reasons(a, b, np.full(len(a), party_a), np.full(len(a), party_b))
        return int(min(found[found > 0], default=0))

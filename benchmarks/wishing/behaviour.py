"""What people do before an event: whom they expect most of, whom they star, whom they refuse.

Made up, and stated in full; only what a meeting is worth comes from a reader of all profiles:

- What somebody gains from a meeting is 0, 1/2 or 1, as the reader graded it.
- From a list they see it with noise, and think better of who is known: of whom many would gain.
- Some press stars, for those on their list of whom they expect most.
- Whoever they expect least of they refuse: "rather not" on a list, no when asked.
- Newcomers are drawn by lot: nobody knows them, and few of them press stars.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# The lowest share of people by how much all others would gain from them.
LEAST_CHOSEN = 0.2


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Constants of what people do.

    Attributes
    ----------
    noise
        Standard deviation of what is expected of a meeting around what it gives: at 1/2, one in
        thirteen takes a useless meeting for better than a very useful one.
    fame
        How much more is expected of the best known, and less of the least known.
    starring, newcomers_starring
        Shares of people who press stars at all.
    stars
        How many of their list they star.
    refused
        Share of all others, those of whom they expect least, whom a person refuses.
    newcomers
        Share of people who are new.
    """

    noise: float = 0.5
    fame: float = 0.25
    starring: float = 0.6
    newcomers_starring: float = 0.3
    stars: int = 3
    refused: float = 0.1
    newcomers: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """One draw of an event's people.

    Attributes
    ----------
    gains
        float64, shape (n, n): what the row's person gains from a meeting with the column's.
    expected
        float64, shape (n, n): what they expect of it.
    refuses
        bool, shape (n, n): whom they refuse.
    stars
        bool, shape (n,): who presses stars.
    newcomers
        bool, shape (n,).
    behaviour
        By which it was drawn.
    """

    gains: Floats
    expected: Floats
    refuses: Flags
    stars: Flags
    newcomers: Flags
    behaviour: Behaviour

    @classmethod
    def of(cls, gains: Floats, seed: int, behaviour: Behaviour | None = None) -> Crowd:
        """Draw a crowd.

        Parameters
        ----------
        gains
            float64, shape (n, n), 0..1; the diagonal counts for nothing.
        """
        behaviour = behaviour or Behaviour()
        random, n = np.random.default_rng(seed), len(gains)
        new = np.zeros(n, dtype=bool)
        new[random.permutation(n)[: round(behaviour.newcomers * n)]] = True
        noise = behaviour.noise * random.standard_normal((n, n))
        known = np.where(new, -1.0, standing(gains))
        expected = gains + noise + behaviour.fame * known
        np.fill_diagonal(expected, np.inf)
        least = np.quantile(expected, behaviour.refused, axis=1, keepdims=True)
        pressed = np.where(new, behaviour.newcomers_starring, behaviour.starring)
        stars = random.random(n) < pressed
        return cls(gains, expected, expected < least, stars, new, behaviour)

    def wishes(self, lists: NDArray[np.int64]) -> tuple[Flags, Flags]:
        """Whom each person stars and whom they refuse of those they are shown.

        Parameters
        ----------
        lists
            int64, shape (n, length): -1 where a list is shorter.

        Returns
        -------
        tuple of numpy.ndarray
            bool, shape (n, n), each; nobody is in both.
        """
        wanted, refused = np.zeros_like(self.refuses), np.zeros_like(self.refuses)
        for person in np.flatnonzero(self.stars):
            shown = lists[person][lists[person] >= 0]
            no = self.refuses[person, shown]
            refused[person, shown[no]] = True
            liked = shown[~no]
            best = np.argsort(-self.expected[person, liked], kind="stable")
            wanted[person, liked[best[: self.behaviour.stars]]] = True
        return wanted, refused

    def at_the_edge(self) -> Flags:
        """Newcomers, and those few would choose; bool, shape (n,)."""
        return self.newcomers | (standing(self.gains) < 2 * LEAST_CHOSEN - 1)


def standing(gains: Floats) -> Floats:
    """How much all others gain from each person, as a rank: -1 the least, 1 the most.

    Returns
    -------
    numpy.ndarray
        float64, shape (n,); people who give alike are ranked by place.
    """
    n = len(gains)
    given = gains.sum(axis=0) - np.diag(gains)
    rank = np.argsort(np.argsort(given, kind="stable"))
    return np.asarray(2 * rank / max(n - 1, 1) - 1, dtype=np.float64)

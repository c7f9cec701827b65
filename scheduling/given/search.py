"""The searches for given meetings: what is easy in a fixed order, the rest side by side."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from scheduling.given.cp_model import build_model
from scheduling.given.given_arrays import Given
from scheduling.given.portfolio import Portfolio

# Deterministic seconds for problems that are easy: what is decided within them does not depend
# on the speed of the machine.
EASY = 2.0
# Deterministic seconds of the finder's first turns; each round is half as long again.
NEIGHBOURHOODS, SECOND, DECISION = 4.0, 8.0, 3.0
PATIENCE = 4.0


def search(portfolio: Portfolio, given: Given, seed: int, threads: int) -> None:
    """Find and prove until the portfolio is decided or its stop says so."""
    searches = _Searches(portfolio, given, seed)
    for easy in (lambda: searches.prove(0, EASY), searches.begin):
        if not portfolio.over:
            portfolio.run(easy, until_decided=False)
    if not portfolio.over:
        provers = [searches.prover(number) for number in range(threads - 1)]
        portfolio.run(searches.find, *provers)


class _Searches:
    """The ways to search, each a call that ends by itself or when the portfolio is over."""

    def __init__(self, portfolio: Portfolio, given: Given, seed: int) -> None:
        self._portfolio = portfolio
        self._given = given
        self._seed = seed
        self._decides = not given.problem.objective.partial

    def prover(self, number: int) -> Callable[[], None]:
        """Give a prover that runs to its end; each number searches in another order."""
        return lambda: self.prove(1000 * number)

    def prove(self, extra: int, work: float | None = None, windows: bool = False) -> None:
        """Raise the bound by unsatisfiable cores; the first schedule found is a best one."""
        model = build_model(self._given, windows=windows)
        status = self._portfolio.solve(
            model, work, random_seed=self._seed + extra, optimize_with_core=True
        )
        self._portfolio.infeasible |= status == cp_model.INFEASIBLE

    def begin(self) -> None:
        """Find any schedule, then try the bound itself."""
        model = build_model(self._given, windows=False, minimise=False)
        status = self._portfolio.solve(model, EASY, counts=False, random_seed=self._seed)
        self._portfolio.infeasible |= status == cp_model.INFEASIBLE
        self._decide(EASY, 0)

    def find(self) -> None:
        """Take turns at the bound, in neighbourhoods and at proving, longer each round."""
        turn, tried, patience = 0, -1.0, 1.0
        while not self._portfolio.over:
            longer = 1.5**turn
            turn += 1
            # A bound that no longer rises may be the answer, which is then all that is missing.
            patience = 1.0 if self._portfolio.bound > tried else PATIENCE * patience
            tried = self._portfolio.bound
            self._decide(DECISION * patience, turn)
            self._improve(NEIGHBOURHOODS * longer, turn)
            self.prove(turn, SECOND * longer, windows=turn % 2 == 1)

    def _decide(self, work: float, turn: int) -> None:
        """Look for a schedule no worse than the bound; if there is none, the bound is higher."""
        if not self._decides or self._portfolio.over:
            return
        target = round(self._portfolio.bound)
        model = build_model(self._given, clusters=turn % 2 == 1, minimise=False, at_most=target)
        if self._portfolio.slots is not None:
            model.hint(self._portfolio.slots)
        status = self._portfolio.solve(model, work, counts=False, random_seed=self._seed + turn)
        if status == cp_model.INFEASIBLE:
            self._portfolio.note_bound(target + 1)

    def _improve(self, work: float, turn: int) -> None:
        """Search the neighbourhoods of the best schedule."""
        if self._portfolio.over:
            return
        model = build_model(self._given, windows=False)
        if self._portfolio.slots is not None:
            model.hint(self._portfolio.slots)
        self._portfolio.solve(
            model, work, counts=False, random_seed=self._seed + turn, use_lns_only=True
        )

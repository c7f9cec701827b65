"""Portfolio: searches on one problem side by side; what each finds or proves counts for all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from scheduling.given.cp_model import GivenModel
from scheduling.progress import Observer, Progress
from scheduling.stop import Stop

Slots = list[int]

# Seconds to wait for searches that were told to end.
PATIENCE = 0.05


class Portfolio:
    """Best schedule and best bound so far; ends when they meet, or when told to.

    Attributes
    ----------
    slots, value
        Slot of each meeting (-1: left out) and objective of the best schedule; None, infinity.
    bound
        Proved lower bound of the objective.
    infeasible
        Whether a search proved that there is no schedule.
    trace
        A report each time value or bound got better.
    """

    def __init__(self, stop: Stop, observer: Observer, bound: float = 0.0) -> None:
        self.slots: Slots | None = None
        self.value = float("inf")
        self.bound = bound
        self.infeasible = False
        self.trace: list[Progress] = []
        self._stop = stop
        self._observer = observer
        self._solvers: set[Any] = set()
        self._lock = threading.Lock()
        self._halted = False
        self._closed = False

    @property
    def decided(self) -> bool:
        """Whether nothing is left to find or prove."""
        return self.infeasible or self.value <= self.bound + 1e-6

    @property
    def over(self) -> bool:
        """Whether searches should end."""
        return self._halted or self.decided or self._stop()

    def note_schedule(self, slots: Slots, value: float) -> None:
        """Take note of a schedule."""
        with self._lock:
            if value < self.value - 1e-6 and not self._closed:
                self.slots, self.value = slots, value
                self._tell()

    def note_bound(self, bound: float) -> None:
        """Take note of a lower bound."""
        with self._lock:
            if bound > self.bound + 1e-6 and not self._closed:
                self.bound = bound
                self._tell()

    def _tell(self) -> None:
        value = None if self.slots is None else self.value
        progress = Progress("improvement", 0.0 if value is None else 0.5, value, self.bound)
        self.trace.append(progress)
        self._observer(progress)

    def halt(self) -> None:
        """End all searches that run."""
        with self._lock:
            self._halted = True
            for solver in self._solvers:
                solver.stop_search()

    def run(self, *searches: Callable[[], object], until_decided: bool = True) -> None:
        """Run searches side by side until all end, the problem is decided or the stop says so.

        Without ``until_decided`` each runs to its own end: what comes out does not hang on
        which was the faster.
        """
        self._halted = False
        threads = [threading.Thread(target=search, daemon=True) for search in searches]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(0.02)
            # Again and again: a solver that is only about to start does not hear it.
            stopped = self._stop()
            if stopped or (until_decided and self.decided):
                self.halt()
            if stopped:
                self._leave(threads)
                return

    def _leave(self, threads: list[threading.Thread]) -> None:
        """Leave searches that build a model and do not hear: what they find no longer counts."""
        for thread in threads:
            thread.join(PATIENCE / len(threads))
        with self._lock:
            self._closed = True

    def solve(
        self, built: GivenModel, work: float | None = None, counts: bool = True, **setting: Any
    ) -> int:
        """Run one solver to its end, to ``work`` units of deterministic time or till halted.

        Parameters
        ----------
        counts
            Whether the model's bound and objective are the problem's. If not, schedules are
            noted with the breaks that they really have.

        Returns
        -------
        int
            CP-SAT's status.
        """
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 0
        solver.parameters.max_time_in_seconds = max(0.01, min(self._stop.remaining(), 1e8))
        if work is not None:
            solver.parameters.max_deterministic_time = work
        for name, value in setting.items():
            setattr(solver.parameters, name, value)
        if counts:
            solver.best_bound_callback = self.note_bound
        with self._lock:
            if self._halted:
                return int(cp_model.UNKNOWN)
            self._solvers.add(solver)
        try:
            status = int(solver.solve(built.model, _Found(self, built)))
        finally:
            with self._lock:
                self._solvers.discard(solver)
        if counts and status == cp_model.OPTIMAL:
            self.note_bound(round(solver.objective_value))
        return status


class _Found(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    def __init__(self, portfolio: Portfolio, built: GivenModel) -> None:
        super().__init__()
        self._portfolio = portfolio
        self._built = built

    def on_solution_callback(self) -> None:
        self._portfolio.note_schedule(self._built.slots_in(self), self._built.value_in(self))
